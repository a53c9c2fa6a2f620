from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.store.breaker import FAILURES_TO_OPEN, OPEN_S, Breaker, Pass


def opened(now: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES_TO_OPEN):
        leave = breaker.ask(now)
        assert leave is not None
        breaker.failed(leave, now)
    return breaker


def test_it_opens_after_five_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(Pass(), 0)
    assert breaker.state(0) == "closed"
    breaker.failed(Pass(), 0)
    assert breaker.state(0) == "open"
    assert breaker.ask(OPEN_S - 0.1) is None


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(Pass(), 0)
    breaker.succeeded(Pass())
    breaker.failed(Pass(), 0)
    assert breaker.state(0) == "closed"


def test_half_open_lets_one_trial_out_at_a_time() -> None:
    breaker = opened()
    assert breaker.state(OPEN_S) == "half-open"
    trial = breaker.ask(OPEN_S)
    assert trial == Pass(trial=True)
    assert breaker.ask(OPEN_S) is None


def test_a_good_trial_closes_it_and_a_bad_one_opens_it_again() -> None:
    breaker = opened()
    trial = breaker.ask(OPEN_S)
    assert trial is not None
    breaker.failed(trial, OPEN_S)
    assert breaker.state(OPEN_S + OPEN_S - 0.1) == "open"
    trial = breaker.ask(2 * OPEN_S)
    assert trial is not None
    breaker.succeeded(trial)
    assert breaker.state(2 * OPEN_S) == "closed"


def test_an_abandoned_trial_makes_room_for_another() -> None:
    breaker = opened()
    trial = breaker.ask(OPEN_S)
    assert trial is not None
    breaker.abandoned(trial)
    assert breaker.ask(OPEN_S) == Pass(trial=True)


def test_a_late_success_from_before_does_not_close_an_open_breaker() -> None:
    breaker = opened()
    breaker.succeeded(Pass())
    assert breaker.state(0) == "open"


@given(st.lists(st.tuples(st.sampled_from("sfa"), st.floats(0, 20))))
def test_it_never_gets_stuck(steps: list[tuple[str, float]]) -> None:
    breaker, now = Breaker(), 0.0
    for what, passed in steps:
        now += passed
        leave = breaker.ask(now)
        if leave is None:
            assert breaker.state(now) == "open"
            continue
        match what:
            case "s":
                breaker.succeeded(leave)
            case "f":
                breaker.failed(leave, now)
            case _:
                breaker.abandoned(leave)
    assert breaker.ask(now + OPEN_S) is not None
