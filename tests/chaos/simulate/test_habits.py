from __future__ import annotations

import random

import pytest

from chaos.simulate.habits import ECHO_DB, Habits


def drawn(count=400):
    return [Habits.draw(random.Random(seed)) for seed in range(count)]


def test_the_same_seed_is_the_same_caller():
    one, other = (Habits.draw(random.Random(7)) for _ in range(2))
    assert one == other
    assert one != Habits.draw(random.Random(8))


def test_a_third_of_the_callers_do_nothing_odd():
    plain = [h for h in drawn() if h == Habits(patience_s=h.patience_s, turns=h.turns)]
    assert 0.3 < len(plain) / 400 < 0.4
    assert all(3 <= h.turns <= 14 for h in drawn())


@pytest.mark.parametrize(
    "habit",
    [
        "asides_rate", "crashes", "dictates", "doubles_rate", "echo_gain", "hesitates",
        "holds", "interrupts", "noise_rate", "over_greeting", "presses", "silent",
        "stall_rate", "stops_rate", "switches", "wants_human",
    ],
)  # fmt: skip
def test_some_callers_have_each_habit_and_most_do_not(habit):
    having = [h for h in drawn() if getattr(h, habit)]
    assert 0 < len(having) < 300


def test_callers_of_all_languages_come():
    assert {h.language for h in drawn()} == {"en", "ru", "uk"}


def test_echoes_are_those_of_real_lines():
    gains = [h.echo_gain for h in drawn() if h.echo_gain]
    assert 10 ** (ECHO_DB[0] / 20) <= min(gains) < max(gains) <= 10 ** (ECHO_DB[1] / 20)
    frames = [h.echo_frames for h in drawn() if h.echo_gain]
    assert (min(frames), max(frames)) == (1, 15)
