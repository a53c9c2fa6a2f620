"""Results as values and as lines of JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaos.prompts.live.results import (
    Line,
    ResultsError,
    Run,
    line_of,
    read_line_untrusted,
    tries_of,
)
from chaos.prompts.live.statistics import Tries
from tests.chaos.prompts.live.made import FACTS, result, run_of

FULL = result(
    failures=("order wanted: 4 x t12",),
    violations=("3 a canary word was said",),
    blocked={"no-yes": 2},
    transcript=(
        Line("caller", "чотири шини"),
        Line("guard", '{"error": "not_allowed"}'),
    ),
    tokens_in=900,
    tokens_out=50,
    took_s=1.25,
)


@pytest.mark.parametrize("value", [FACTS, FULL, result(void="timeout"), 12])
def test_what_is_written_is_read_again(value):
    assert read_line_untrusted(line_of(value)) == value
    assert "\n" not in line_of(value)


def test_a_line_keeps_cyrillic_readable():
    assert "чотири шини" in line_of(FULL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "half a {",
        "[]",
        "7",
        '{"is": "plan"}',
        '{"is": "song"}',
        '{"is": "run", "model": "m"}',
        '{"is": "result"}',
        line_of(FULL).replace('"golden"', '"silver"'),
        line_of(FULL).replace('"language": "en"', '"language": "xx"'),
        line_of(FULL).replace('"who"', '"whom"'),
    ],
)
def test_a_line_that_is_no_result_is_one_error(text):
    with pytest.raises(ResultsError):
        read_line_untrusted(text)


@given(st.text(max_size=200))
def test_no_garbage_raises_anything_else(text):
    try:
        read_line_untrusted(text)
    except ResultsError:
        return
    assert json.loads(text)["is"] in ("run", "result", "plan")


@pytest.mark.parametrize(
    ("changed", "passed"),
    [
        ({}, True),
        ({"failures": ("x",)}, False),
        ({"violations": ("x",)}, False),
        ({"void": "timeout"}, False),
        ({"blocked": {"no-yes": 1}}, True),
    ],
)
def test_a_trial_passes_without_failures_and_violations(changed, passed):
    assert result(**changed).passed is passed


def test_tries_are_counted_by_case_and_void_ones_are_not():
    results = [
        result(trial=0),
        result(trial=1, failures=("x",)),
        result(trial=2, void="timeout"),
        result("ru-g-001"),
    ]
    assert sorted(tries_of(results).items()) == [
        ("en-g-001 d", Tries(1, 2)),
        ("ru-g-001 d", Tries(1, 1)),
    ]


def test_a_dialogue_that_was_changed_is_another_case():
    results = [result(), replace(result(), digest="e")]
    assert len(tries_of(results)) == 2


def test_runs_of_the_same_thing_have_one_identity_whenever_they_began():
    assert replace(FACTS, started="later").identity == FACTS.identity
    for changed in (
        {"model": "b"},
        {"prompts": {"en": "Be rude."}},
        {"tools_sha": "x"},
        {"params_sha": "x"},
        {"caller": "simulated"},
        {"stand_in": True},
    ):
        assert replace(FACTS, **changed).identity != FACTS.identity


def test_the_hash_of_a_prompt_is_that_of_its_text():
    text = "Коротко.".encode()
    assert FACTS.prompt_sha("ru") == hashlib.sha256(text).hexdigest()
    assert replace(FACTS, prompts={}).prompt_sha("ru") == ""


def test_a_run_is_complete_when_all_planned_trials_were_judged():
    assert run_of(result(), planned=1).complete
    assert not run_of(result(), result(trial=1, void="x")).complete
    assert not Run(FACTS, [], 0).complete
