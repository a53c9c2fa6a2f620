from __future__ import annotations

from typing import Any

import pytest

from callcore.agent.prompts.loader import prompts_of
from chaos.prompts import draft
from chaos.prompts.dialogue import load_dialogues
from chaos.prompts.draft import Scope, try_texts
from chaos.prompts.hostile import Tally
from chaos.prompts.house import Furniture, open_house

TEXTS = {
    language: f"{text} {{canary}}"
    for language, text in {
        "en": "You are the operator of a shop. Sell tyres and oil, shortly.",
        "ru": "Ты оператор магазина. Продавай шины и масло, говори кратко.",
        "uk": "Ти оператор магазину. Продавай шини й мастило, кажи коротко.",
    }.items()
}


def only() -> str:
    """Return the beginning of an id that few dialogues have."""
    return next(one.id for one in load_dialogues() if one.kind == "golden")


def test_a_draft_is_tried_and_told_dialogue_by_dialogue() -> None:
    beats: list[int] = []
    good, report = try_texts("night", TEXTS, lambda: beats.append(1), Scope(only(), 5))
    assert good, report
    assert report["dialogues"]
    assert all(each["passed"] for each in report["dialogues"])
    assert report["hostile"] == {"played": 5, "wrong": 0}
    assert report["wrong"] == []
    assert beats


def test_it_is_the_texts_of_the_draft_that_are_played() -> None:
    dialogue = load_dialogues()[0]
    house = open_house(dialogue, Furniture(prompts=prompts_of("night", TEXTS)))
    assert "operator of a shop" in house.setup.prompts["en"]
    assert house.setup.prompt_version == "night"


def test_what_breaks_a_rule_fails_the_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unsafe(seed: int, tally: Tally, _furniture: Any) -> None:
        tally.violations.append((seed, "said the mark"))

    monkeypatch.setattr(draft, "sequence", unsafe)
    good, report = try_texts("night", TEXTS, lambda: None, Scope(only(), 2))
    assert not good
    assert report["wrong"] == ["seed 0: said the mark", "seed 1: said the mark"]
    assert report["wrong_count"] == 2


def test_texts_that_are_no_prompt_fail_with_a_sentence() -> None:
    good, report = try_texts("night", {"en": "x"}, lambda: None)
    assert not good
    assert report["wrong"][0].startswith("There must be a text for each")
