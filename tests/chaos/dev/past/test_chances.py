from __future__ import annotations

from random import Random

from callcore.shared.ids import LANGUAGES
from chaos.dev.past.chances import DAY_S, DAYS, YOUNGEST_S, draw

NOW_S = 1_795_420_000.0


def test_the_same_source_draws_the_same_calls():
    one, other = Random(5), Random(5)
    assert [draw(one, NOW_S) for _ in range(20)] == [
        draw(other, NOW_S) for _ in range(20)
    ]


def test_calls_are_of_two_months_and_mostly_by_day():
    random = Random(1)
    ages = [draw(random, NOW_S).age_s for _ in range(500)]
    assert YOUNGEST_S <= min(ages) < 2 * DAY_S
    assert 50 * DAY_S < max(ages) <= (DAYS + 1) * DAY_S
    hours = [(NOW_S - age_s) % DAY_S / 3600 for age_s in ages]
    assert sum(8 <= hour <= 20 for hour in hours) > 0.85 * len(hours)


def test_everything_that_may_befall_a_call_does():
    random = Random(1)
    drawn = [draw(random, NOW_S) for _ in range(500)]
    assert {one.language for one in drawn} == set(LANGUAGES)
    assert {one.fate for one in drawn} == {"told", "hung-up", "lost"}
    assert {one.arm for one in drawn} == {"", "control", "candidate"}
    for name in ("interrupts", "degraded", "tool_fails", "unpriced", "withheld"):
        assert {getattr(one, name) for one in drawn} == {True, False}
