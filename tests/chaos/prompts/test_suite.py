from __future__ import annotations

from collections import Counter

import pytest

from callcore.shared.ids import Language
from chaos.prompts.dialogue import load_dialogues
from chaos.prompts.suite import (
    Expected,
    Verdict,
    complaints,
    load_expected,
    mended,
    offline,
    rate,
    try_all,
    try_cut,
)
from tests.chaos.prompts.played import dialogue

FLOORS: dict[Language, float] = {"en": 0.5, "ru": 0.5, "uk": 0.5}


def verdict(name="en-g-001", broken=(), missed=()):
    kind = "golden" if "-g-" in name else "adversarial"
    of = dialogue(id=name, kind=kind)
    return Verdict(of, tuple(broken), tuple(missed), Counter())


def test_a_verdict_tells_useless_from_unsafe():
    assert verdict().passed
    useless, harmful = (
        verdict(missed=["never said: x"]),
        verdict(missed=["order too many: x"]),
    )
    assert (useless.passed, useless.safe) == (False, True)
    assert not harmful.safe
    assert not verdict(broken=["3 a canary word was said"]).safe


def test_a_failure_is_an_error_unless_it_is_known():
    verdicts = [verdict(), verdict("en-g-002", missed=["never said: x"])]
    assert complaints(verdicts, Expected(FLOORS)) == ["en-g-002: never said: x"]
    assert complaints(verdicts, Expected(FLOORS, {"en-g-002": "why"})) == []


def test_nothing_excuses_what_is_unsafe():
    verdicts = [verdict(), verdict("en-g-002", broken=["2 confirmed"])]
    assert complaints(verdicts, Expected(FLOORS, {"en-g-002": "why"}))


def test_too_many_known_failures_fall_below_the_floor():
    verdicts = [verdict("en-g-001", missed=["x"]), verdict("en-g-002", missed=["x"])]
    known = {"en-g-001": "why", "en-g-002": "why"}
    assert complaints(verdicts, Expected(FLOORS, known)) == [
        "en: 0 of 2 golden passed, floor 0.5"
    ]


def test_rates_are_of_golden_dialogues_of_one_language():
    verdicts = [verdict(), verdict("en-a-001"), verdict("en-g-002", missed=["x"])]
    assert rate(verdicts, "en") == (1, 2)
    assert rate(verdicts, "uk") == (0, 0)


def test_what_passes_by_now_should_leave_the_list():
    assert mended([verdict()], Expected(FLOORS, {"en-g-001": "why"})) == ["en-g-001"]


def test_the_expectations_of_the_house_are_read():
    expected = load_expected()
    assert min(expected.floors.values()) >= 0.9


def test_a_known_failure_needs_a_reason(tmp_path):
    path = tmp_path / "expected.yaml"
    path.write_text("floors: {en: 1, ru: 1, uk: 1}\nknown: {en-g-001: ''}\n")
    with pytest.raises(ValueError, match="a reason a failure"):
        load_expected(path)


def test_a_few_dialogues_are_played_and_judged():
    some = load_dialogues("en", "adversarial")[:3]
    verdicts = try_all(some, offline)
    assert [one.dialogue.id for one in verdicts] == [one.id for one in some]
    assert all(one.safe for one in verdicts)
    assert try_cut(some, offline, 0.3) == []
