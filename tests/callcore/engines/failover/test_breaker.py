from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.failover.breaker import (
    BETWEEN_PROBES_S,
    CLOSED,
    FAILURES_TO_OPEN,
    HALF_OPEN,
    HOPELESS,
    LONGEST_OPEN_S,
    OPEN,
    OPEN_S,
    QUIET_S,
    EngineBreaker,
)


def opened(now=0.0):
    breaker = EngineBreaker("it")
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed(now, "slow")
    return breaker


def due_after(breaker, now):
    """Return how long after ``now`` the next probe is due."""
    return next(s / 4 for s in range(1000) if breaker.probe_due(now + s / 4))


def heal(breaker, now):
    """Send two good probes, as soon as they are due; return when it closed."""
    for _ in range(2):
        now += due_after(breaker, now)
        breaker.probe_begun()
        breaker.probe_succeeded(now)
    assert breaker.state == CLOSED
    return now


def test_it_opens_after_so_many_failures_in_a_row():
    breaker = EngineBreaker("it")
    for _ in range(5):
        for _ in range(FAILURES_TO_OPEN - 1):
            breaker.failed(0, "slow")
        breaker.succeeded()
    assert breaker.allows
    for _ in range(FAILURES_TO_OPEN):
        assert breaker.allows
        breaker.failed(0, "slow")
    assert not breaker.allows
    assert breaker.state == OPEN


@pytest.mark.parametrize("reason", sorted(HOPELESS))
def test_it_opens_at_once_when_everybody_would_be_refused(reason):
    breaker = EngineBreaker("it")
    breaker.failed(0, reason)
    assert breaker.state == OPEN


def test_one_bad_request_is_not_everybodys_fault():
    breaker = EngineBreaker("it")
    breaker.failed(0, "bad-request")
    assert breaker.allows


def test_only_two_good_probes_in_a_row_close_it():
    breaker = opened()
    assert not breaker.probe_due(OPEN_S - 0.1)
    assert breaker.probe_due(OPEN_S)
    breaker.probe_begun()
    assert breaker.state == HALF_OPEN
    assert not breaker.probe_due(1e9)  # one at a time
    breaker.probe_succeeded(3.0)
    assert breaker.state == HALF_OPEN
    assert not breaker.allows
    assert not breaker.probe_due(3.0 + BETWEEN_PROBES_S - 0.1)
    assert breaker.probe_due(3.0 + BETWEEN_PROBES_S)
    breaker.probe_begun()
    breaker.probe_succeeded(4.0)
    assert breaker.allows
    assert not breaker.probe_due(1e9)


def test_a_bad_probe_after_a_good_one_begins_anew():
    breaker = opened()
    breaker.probe_begun()
    breaker.probe_succeeded(2.0)
    breaker.probe_begun()
    breaker.probe_failed(3.0)
    assert breaker.state == OPEN
    assert due_after(breaker, 3.0) == 2 * OPEN_S
    breaker.probe_begun()
    breaker.probe_succeeded(7.0)
    assert not breaker.allows


def test_callers_who_were_asked_before_it_opened_move_nothing():
    breaker = opened()
    breaker.succeeded()
    breaker.failed(1.9, "slow")
    assert breaker.state == OPEN
    assert breaker.probe_due(OPEN_S)
    breaker.probe_begun()
    breaker.failed(2.5, "slow")
    assert breaker.state == HALF_OPEN


def test_once_closed_it_counts_afresh():
    breaker = opened()
    now = heal(breaker, 0)
    breaker.failed(now, "slow")
    assert breaker.allows


def test_an_engine_that_flaps_stays_away_twice_as_long_each_time():
    breaker, now, waits = opened(), 0.0, []
    for _ in range(7):
        waits.append(due_after(breaker, now))
        now = heal(breaker, now) + 10
        for _ in range(FAILURES_TO_OPEN):
            breaker.failed(now, "slow")
    assert waits == [2, 4, 8, 16, 32, LONGEST_OPEN_S, LONGEST_OPEN_S]


@pytest.mark.parametrize(
    ("quiet_s", "wait_s"), [(QUIET_S - 1, 4.0), (QUIET_S, 2.0), (9 * QUIET_S, 2.0)]
)
def test_five_quiet_minutes_are_a_fresh_start(quiet_s, wait_s):
    breaker = opened()
    now = heal(breaker, 0) + quiet_s
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed(now, "slow")
    assert due_after(breaker, now) == wait_s


def test_each_change_is_told_once():
    told = []
    breaker = EngineBreaker("it", lambda *change: told.append(change))
    for _ in range(9):
        breaker.failed(0, "slow")
    breaker.probe_begun()
    breaker.probe_succeeded(2)
    breaker.probe_begun()
    breaker.probe_failed(3)
    heal(breaker, 3)
    states = [OPEN, HALF_OPEN, OPEN, HALF_OPEN, CLOSED]
    assert told == [("it", state) for state in states]


@given(st.lists(st.sampled_from(["ok", "slow", "forbidden", "good", "bad", "wait"])))
def test_whatever_happens_no_caller_closes_it_and_a_probe_will_be_due(happened):
    breaker, now, good = EngineBreaker("it"), 0.0, 0
    for event in happened:
        was_open = not breaker.allows
        now += 0.1
        match event:
            case "ok":
                breaker.succeeded()
            case "slow" | "forbidden":
                breaker.failed(now, event)
            case "wait":
                now += LONGEST_OPEN_S
            case _ if breaker.probe_due(now):
                breaker.probe_begun()
                good = good + 1 if event == "good" else 0
                settle = breaker.probe_succeeded if good else breaker.probe_failed
                settle(now)
            case _:
                pass
        if was_open and breaker.allows:
            assert event == "good"
            assert good == 2
        good = 0 if breaker.allows else good
        assert breaker.allows or breaker.probe_due(now + LONGEST_OPEN_S)
