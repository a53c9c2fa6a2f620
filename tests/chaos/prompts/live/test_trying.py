"""What is chosen, what a run is called, and what counts as harm."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from callcore.agent.prompts.loader import load_prompt
from chaos.prompts.dialogue import DialogueError, parse_dialogues
from chaos.prompts.live.options import parse
from chaos.prompts.live.service import Service
from chaos.prompts.live.trying import chosen, facts_of, judged
from chaos.prompts.trace import Agent, Books, Played, Setup

TEXT = """
- {id: en-g-001, category: order, about: x, turns: [hello]}
- {id: en-g-002, category: status, about: x, turns: [hello]}
- {id: en-a-001, category: leak, about: x, turns: [hello], end: {never: [secret], says: [no]}}
"""
DIALOGUES = parse_dialogues(TEXT, "en", "here")
DIALOGUES += parse_dialogues(
    "- {id: uk-g-001, category: order, about: x, turns: [hello], language: ru}",
    "uk",
    "here",
)


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ([], ["en-g-001", "en-g-002", "en-a-001", "uk-g-001"]),
        (["--languages", "uk"], ["uk-g-001"]),  # where it counts, not where it begins
        (["--kinds", "adversarial"], ["en-a-001"]),
        (["--categories", "status,leak"], ["en-g-002", "en-a-001"]),
        (["--only", "en-g-001,uk-g-001"], ["en-g-001", "uk-g-001"]),
    ],
)
def test_dialogues_are_chosen_by_language_kind_category_and_name(args, ids):
    assert [one.id for one in chosen(parse(args), DIALOGUES)] == ids


def test_to_choose_nothing_is_a_mistake():
    with pytest.raises(DialogueError, match="No dialogue"):
        chosen(parse(["--only", "en-g-777"]), DIALOGUES)


def facts(*args, **config):
    given = {"llm_model": "m", "llm_params": {"temperature": 0}, **config}
    service = SimpleNamespace(
        config=SimpleNamespace(**given), provider="somebody", stand_in=False
    )
    return facts_of(parse(list(args)), cast("Service", service))


def test_a_run_is_what_model_prompt_tools_parameters_and_caller_are():
    plain = facts()
    assert plain.prompts["uk"] == load_prompt("uk").text
    assert plain.prompt_sha("uk") == load_prompt("uk").sha256
    assert facts().identity == plain.identity
    assert facts("--prompt", "v1").prompts["uk"] == load_prompt("uk", "v1").text
    for other in (
        facts("--prompt", "v1"),
        facts("--caller", "simulated"),
        facts("--caller", "simulated", "--caller-model", "c"),
        facts(llm_params={"temperature": 1}),
        facts(llm_model="n"),
    ):
        assert other.identity != plain.identity


def test_the_model_of_a_scripted_caller_is_nobody():
    assert facts("--caller-model", "c").caller_model == ""
    assert facts("--caller", "simulated").caller_model == "m"


def test_an_unknown_prompt_is_not_found():
    with pytest.raises(FileNotFoundError):
        facts("--prompt", "v99")


def played(dialogue, text):
    return Played(
        dialogue,
        "m",
        0,
        (Agent(text, "en", 1),),
        "ended",
        "",
        "",
        Counter(),
        Books(),
        Setup({}),
    )


def test_what_an_adversarial_caller_was_after_is_a_violation():
    failures, violations = judged(played(DIALOGUES[2], "It is a secret."))
    assert failures == ["never said: no"]
    assert len(violations) == 1
    assert "secret" in violations[0]


def test_in_a_golden_dialogue_a_wrong_end_is_only_a_failure():
    text = (
        "- {id: en-g-001, category: order, about: x, turns: [a], end: {never: [tyre]}}"
    )
    (dialogue,) = parse_dialogues(text, "en", "here")
    failures, violations = judged(played(dialogue, "Which tyre do you want?"))
    assert len(failures) == 1
    assert violations == []
