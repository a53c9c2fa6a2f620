"""Places, pauses and the breaker of one group, in virtual time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
import trio
import trio.testing

from callcore.store.breaker import FAILURES_TO_OPEN, OPEN_S
from callcore.store.gate import Gate, What
from callcore.store.limits import Group, Limit
from callcore.store.port import StoreRefused, StoreUnavailable
from callcore.store.wire import Declined, Failed

LIMIT = Limit(attempt_s=2.0, total_s=4.5, attempts=3, at_once=2)
AGAIN = Failed("http-503", retry=True)
Attempt = Callable[[], Awaitable[str]]


class Book:
    def __init__(self) -> None:
        self.counts: Counter[What] = Counter()

    def note(self, group: Group, what: What) -> None:
        assert group == "orders"
        self.counts[what] += 1


def gate(book: Book, limit: Limit = LIMIT, *, chance: float = 0.0) -> Gate:
    return Gate("orders", limit, book.note, chance=lambda: chance)


def attempts(*outcomes: str | float | Exception) -> Attempt:
    """Return what answers, waits so many seconds and answers, or raises; in turn."""
    left = list(outcomes)

    async def attempt() -> str:
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, float):
            await trio.sleep(outcome)
            return "late"
        await trio.lowlevel.checkpoint()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return attempt


async def run(gate: Gate, attempt: Attempt) -> str:
    with gate.in_time():
        return await gate.run(attempt)
    raise AssertionError


async def test_pauses_grow_with_full_jitter(
    autojump_clock: trio.testing.MockClock,
) -> None:
    with pytest.raises(StoreUnavailable, match="http-503"):
        await run(gate(Book(), chance=0.5), attempts(AGAIN))
    assert trio.current_time() == pytest.approx(0.5 * (0.1 + 0.2))


async def test_a_shop_that_says_when_is_asked_then_and_not_sooner(
    autojump_clock: trio.testing.MockClock,
) -> None:
    busy = Failed("http-429", retry=True, after_s=2.0)
    assert await run(gate(Book(), chance=0.5), attempts(busy, "ok")) == "ok"
    assert trio.current_time() == pytest.approx(2.0 + 0.5 * 0.1)


async def test_a_shop_that_says_when_it_is_too_late_is_not_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    book = Book()
    busy = Failed("http-429", retry=True, after_s=30.0)
    with pytest.raises(StoreUnavailable, match="http-429"):
        await run(gate(book), attempts(busy, "never"))
    assert trio.current_time() == 0
    assert book.counts == {"request": 1, "failure": 1}


async def test_the_callers_own_deadline_ends_the_waiting_as_well(
    autojump_clock: trio.testing.MockClock,
) -> None:
    busy = Failed("http-503", retry=True, after_s=2.0)
    with trio.move_on_after(1.0):
        with pytest.raises(StoreUnavailable, match="http-503"):
            await run(gate(Book()), attempts(busy))
    assert trio.current_time() == 0


async def test_what_cannot_help_is_not_tried_again() -> None:
    book = Book()
    with pytest.raises(StoreUnavailable, match="malformed"):
        await run(gate(book), attempts(Failed("malformed", retry=False), "never"))
    assert book.counts == {"request": 1, "failure": 1}


async def test_a_no_is_a_no_and_a_sign_of_health() -> None:
    book = Book()
    door = gate(book)
    outcomes = [Failed("x", retry=False), Declined("out-of-stock")]
    for _ in range(2 * FAILURES_TO_OPEN):
        with pytest.raises((StoreRefused, StoreUnavailable)):
            await run(door, attempts(outcomes[0]))
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await run(door, attempts(outcomes[1]))
    assert door.state == "closed"
    assert book.counts["refused"] == 2 * FAILURES_TO_OPEN


async def test_too_many_requests_are_no_sickness() -> None:
    door = gate(Book())
    for _ in range(2 * FAILURES_TO_OPEN):
        with pytest.raises(StoreUnavailable):
            await run(door, attempts(Failed("http-429", retry=False, sick=False)))
    assert door.state == "closed"


async def test_the_breaker_spares_a_dead_shop_and_finds_it_again(
    autojump_clock: trio.testing.MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    book = Book()
    door = gate(book)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await run(door, attempts(AGAIN))
    assert book.counts["request"] == FAILURES_TO_OPEN
    with pytest.raises(StoreUnavailable, match="breaker-open"):
        await run(door, attempts("never"))
    await trio.sleep(OPEN_S)
    assert await run(door, attempts("ok")) == "ok"
    assert door.state == "closed"
    turned = [r.state for r in caplog.records if r.message == "store breaker turned"]  # type: ignore[attr-defined]
    assert turned == ["open", "closed"]


async def test_one_trial_at_a_time_and_nobody_waits_for_it(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    door = gate(Book())
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await run(door, attempts(AGAIN))
    await trio.sleep(OPEN_S)
    nursery.start_soon(run, door, attempts(1.0))
    await trio.testing.wait_all_tasks_blocked()
    started_s = trio.current_time()
    with pytest.raises(StoreUnavailable, match="breaker-open"):
        await run(door, attempts("never"))
    assert trio.current_time() == started_s


async def test_who_waits_for_a_place_in_vain_is_told_in_time(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    book = Book()
    door = gate(book)
    for _ in range(LIMIT.at_once):
        nursery.start_soon(door.run, attempts(20.0))
    await trio.testing.wait_all_tasks_blocked()
    with pytest.raises(StoreUnavailable, match="deadline"):
        await run(door, attempts("never"))
    assert trio.current_time() == pytest.approx(LIMIT.total_s)
    assert book.counts["failure"] == 1


async def test_a_full_queue_says_so_at_once_and_has_room_again(
    autojump_clock: trio.testing.MockClock, nursery: trio.Nursery
) -> None:
    book = Book()
    door = gate(book)
    for _ in range(LIMIT.at_once + LIMIT.waiting):
        nursery.start_soon(run, door, attempts(1.0))
    await trio.testing.wait_all_tasks_blocked()
    with pytest.raises(StoreUnavailable, match="busy"):
        await run(door, attempts("never"))
    assert trio.current_time() == 0
    assert book.counts["busy"] == 1
    await trio.sleep(1.5)
    assert await run(door, attempts("ok")) == "ok"


async def test_who_is_cancelled_gives_the_place_back(
    autojump_clock: trio.testing.MockClock,
) -> None:
    door = gate(Book())
    for _ in range(3 * LIMIT.at_once):
        with trio.move_on_after(0.1):
            await run(door, attempts(20.0))
    assert await run(door, attempts("ok")) == "ok"
    assert door.state == "closed"
