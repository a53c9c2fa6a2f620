"""The end of a worker: a deadline, last words, then the end."""

from __future__ import annotations

import pytest
import trio

from callcore.daemon.drain import Drain
from callcore.daemon.switchboard import LiveCall, Switchboard
from callcore.shared.ids import CallId
from callcore.shared.records import Admission


def a_board() -> tuple[Switchboard, LiveCall]:
    board = Switchboard(10, lambda _: None)
    board.expect(Admission(CallId("a"), "", "", "en"), 0.0)
    call = board.claim(CallId("a"), 0.0)
    assert call
    return board, call


async def enforce_and_watch(*begins: tuple[float, float]) -> tuple[float, float]:
    """Return when the call was asked, and when it was cancelled."""
    board, call = a_board()
    drain = Drain(board)
    times: list[float] = []

    async def begin(after_s: float, seconds: float) -> None:
        await trio.sleep(after_s)
        drain.begin(seconds)

    async def live() -> None:
        await call.control.wait_hand_over()
        times.append(trio.current_time())
        with call.scope:
            await trio.sleep_forever()
        times.append(trio.current_time())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(drain.enforce)
        nursery.start_soon(live)
        for after_s, seconds in begins:
            nursery.start_soon(begin, after_s, seconds)
    assert not board.is_open
    return times[0], times[1]


async def test_calls_are_asked_at_the_deadline_and_ended_a_second_later(autojump_clock):
    asked_s, ended_s = await enforce_and_watch((0.0, 3.0))
    assert asked_s == pytest.approx(3.0)
    assert ended_s == pytest.approx(4.0)


async def test_the_shortest_of_several_deadlines_counts(autojump_clock):
    asked_s, _ = await enforce_and_watch((0.0, 30.0), (1.0, 2.0), (1.5, 60.0))
    assert asked_s == pytest.approx(3.0)


async def test_without_a_deadline_nobody_is_asked(autojump_clock):
    board, call = a_board()
    with trio.move_on_after(1e6) as scope:
        await Drain(board).enforce()
    assert scope.cancelled_caught
    assert not call.control.reason
