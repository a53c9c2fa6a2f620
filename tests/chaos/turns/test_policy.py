"""The product's policy in the pauses of a turn."""

from __future__ import annotations

import math

import pytest

from callcore.audio.activity import WINDOW_MS
from callcore.dialog.patience import TurnProfile
from chaos.turns.ear import ROUND_LATE_MS
from chaos.turns.policy import (
    cases_of,
    fires_ms,
    outcome,
    spans_of,
    stray_quiets,
    swept,
)
from chaos.turns.replay import Signal
from tests.chaos.turns.made import replayed

PROFILE = TurnProfile()
PAUSES = [(1024, 1824), (2624, 6000)]  # on the ear's windows; a hold of 800 ms


def due(since_ms, wait_ms):
    """Return when the ear ends a turn after ``wait_ms``: at the next whole window."""
    return since_ms + math.ceil(wait_ms / WINDOW_MS) * WINDOW_MS + ROUND_LATE_MS


def waits(signals, profile=PROFILE, **how):
    cases = cases_of([replayed(PAUSES, signals)], **how)
    return [fires_ms(case.silences[0], profile) for case in cases]


def test_without_any_hint_a_turn_ends_after_the_neutral_time():
    assert waits([]) == [due(1024, PROFILE.neutral_ms), due(2624, PROFILE.neutral_ms)]


def test_a_wait_longer_than_the_hold_cuts_nothing():
    patient = TurnProfile(neutral_ms=800)
    assert waits([], patient)[0] == float("inf")


@pytest.mark.parametrize("at_ms", [1100, 1400])
def test_the_ear_shortens_the_wait_from_when_it_has_spoken(at_ms):
    sure = Signal(at_ms, "judged", 1024, finished=1.0)
    expected = max(due(1024, PROFILE.complete_ms), due(1024, at_ms - 1024 - 20))
    assert waits([sure])[0] == expected


def test_what_is_learnt_after_the_end_comes_too_late():
    text = Signal(1024 + PROFILE.neutral_ms + 100, "text", 1024, text="and")
    assert waits([text])[0] == due(1024, PROFILE.neutral_ms)


def test_a_text_lengthens_the_wait():
    trailing = Signal(1000, "text", 900, text="I need four tyres and")
    assert waits([trailing])[0] == float("inf")


def test_ablations_do_not_know_what_they_are_not_told():
    signals = [
        Signal(1000, "text", 900, text="I need four tyres and"),
        Signal(1100, "judged", 1024, finished=1.0),
    ]
    neutral, complete = PROFILE.neutral_ms, PROFILE.complete_ms
    assert waits(signals, audio=False, text=False)[0] == due(1024, neutral)
    assert waits(signals, text=False)[0] == due(1024, complete)
    assert waits(signals, audio=False)[0] == float("inf")


def test_a_judgement_is_about_its_own_silence():
    signals = [Signal(1250, "judged", 1024, finished=0.6)]
    _, end = cases_of([replayed(PAUSES, signals)])
    assert [state.finished for state in end.silences[0].states] == [None]


def test_outcome_counts_holds_and_waits_from_the_label():
    heard = [replayed(PAUSES, late_ms=96)]
    cutoffs, latency = outcome(cases_of(heard), PROFILE)
    assert cutoffs == 1.0
    assert latency == due(2624 + 96, PROFILE.neutral_ms) - 2624
    assert outcome(cases_of(heard), TurnProfile(neutral_ms=900))[0] == 0.0


def test_scaling_the_product_goes_from_hasty_to_patient():
    cases = cases_of([replayed(PAUSES)])
    points = swept(cases, PROFILE)
    assert (points[0].cutoffs, points[-1].cutoffs) == (1.0, 0.0)
    latencies = [point.latency_ms for point in points]
    assert latencies == sorted(latencies)
    one = min(points, key=lambda point: abs(point.threshold - 1))
    assert one.latency_ms == pytest.approx(outcome(cases, PROFILE)[1], rel=0.1)


def test_spans_for_the_sweep_hold_scores_and_clocks():
    signals = [Signal(1250, "judged", 1024 + 96, finished=0.6)]
    cases = cases_of([replayed(PAUSES, signals, late_ms=96)])
    label, _ = spans_of(cases, lambda state, _quiet: state.finished or 0.0)
    ear, _ = spans_of(cases, lambda state, _quiet: state.finished or 0.0, "ear")
    (chance,) = label.chances
    assert (chance.since_ms, chance.until_ms) == (96, 896)
    assert chance.steps[-1] == (1250 - 1024, 0.6)
    assert ear.chances[0].since_ms == 0
    assert ear.chances[0].steps[-1] == (1250 - 1024 - 96, 0.6)
    assert (label.length_ms, ear.length_ms) == (800, 800)


def test_a_silence_where_nobody_paused_is_stray():
    heard = replayed([(1024, 1150), (2624, 6000)])
    assert [one.quiet.since_ms for one in stray_quiets([heard])] == [1024]
    assert stray_quiets([replayed(PAUSES)]) == []
