"""The measure, on cases small enough to compute by hand."""

from __future__ import annotations

import pytest

from chaos.turns.sweep import (
    NOTICED_NEVER_MS,
    Chance,
    Point,
    Span,
    cutoffs_at,
    frontier,
    latency_at,
    silence_only,
    sweep,
)


def span(length, steps, *, ends=False, late=0.0, since=0.0):
    until = 1e9 if ends else length
    return Span(ends, length, (Chance(since, until, tuple(steps), late),))


# Four turns: two hold 300 and 900 ms, scores 0.2 and 0.6 after 100 ms; two ends, scores
# 0.9 after 100 ms and 0.4 after 200 ms.
FOUR = [
    span(300, [(0, 0.0), (100, 0.2)]),
    span(900, [(0, 0.0), (100, 0.6)]),
    span(2500, [(0, 0.0), (100, 0.9)], ends=True),
    span(2500, [(0, 0.0), (200, 0.4)], ends=True),
]


def only(points):
    (point,) = points
    return point.cutoffs, point.latency_ms


@pytest.mark.parametrize(
    ("threshold", "delay", "timeout", "cutoffs", "latency"),
    [
        (0.5, 200, 1000, 0.5, (200 + 1000) / 2),  # 0.6 cuts the second hold; 0.4 waits
        (0.7, 200, 1000, 0.0, (200 + 1000) / 2),
        (0.3, 200, 1000, 0.5, 200),
        (0.1, 200, 1000, 1.0, 200),
        (0.1, 400, 1000, 0.5, 400),  # the first hold is over by then
        (0.95, 200, 800, 0.5, 800),  # only the timeout acts, in the hold of 900 too
        (0.3, 100, 1000, 0.5, (100 + 200) / 2),  # 0.4 is known after 200 ms only
    ],
)
def test_four_turns_by_hand(threshold, delay, timeout, cutoffs, latency):
    assert only(sweep(FOUR, [threshold], [delay], [timeout])) == (cutoffs, latency)


def test_a_score_must_be_above_the_threshold():
    assert only(sweep(FOUR, [0.9], [200], [1000])) == (0.0, 1000)


def test_a_timeout_below_the_delay_is_no_policy():
    assert sweep(FOUR, [0.5], [1000], [500]) == []


def test_what_the_ear_knows_late_comes_late():
    late = [
        span(400, [(0, 1.0)], since=100.0, late=20.0),
        span(2500, [(0, 1.0)], ends=True, since=100.0, late=20.0),
    ]
    assert only(sweep(late, [0.5], [200], [1000])) == (1.0, 320)
    assert only(sweep(late, [0.5], [300], [1000])) == (0.0, 420)


def test_a_hold_counts_once_however_often_the_ear_hears_silence_in_it():
    parts = tuple(Chance(at, at + 300, ((at, 1.0),)) for at in (0.0, 400.0))
    two = [
        Span(False, 700, parts),
        span(300, [(0, 0.0)]),
        span(2500, [(0, 1.0)], ends=True),
    ]
    assert only(sweep(two, [0.5], [200], [1000])) == (0.5, 200)


def test_an_end_that_is_never_noticed_costs_the_whole_recording():
    deaf = [span(300, [(0, 0.0)]), Span(True, 2500, ())]
    assert only(sweep(deaf, [0.5], [200], [1000])) == (0.0, NOTICED_NEVER_MS)


@pytest.mark.parametrize("spans", [[], FOUR[:2], FOUR[2:]])
def test_there_must_be_holds_and_ends(spans):
    with pytest.raises(ValueError, match="both holds and true ends"):
        sweep(spans)


def test_silence_only_cuts_what_is_longer():
    points = {point.timeout_ms: point.cutoffs for point in silence_only(FOUR)}
    assert points[200] == 1.0
    assert points[300] == 0.5  # not longer than itself
    assert points[890] == 0.5
    assert points[900] == 0.0


def test_the_frontier_drops_what_is_beaten_and_budgets_choose_from_it():
    points = [Point(0.5, 300), Point(0.6, 400), Point(0.1, 500), Point(0.1, 700)]
    assert frontier(points) == [points[0], points[2]]
    assert cutoffs_at(points, 600) == points[2]
    assert cutoffs_at(points, 200) is None
    assert latency_at(points, 0.5) == points[0]
    assert latency_at(points, 0.05) is None
