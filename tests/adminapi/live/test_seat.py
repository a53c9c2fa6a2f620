"""A client's queue is short: who does not read is let go."""

import pytest
import trio

from adminapi.edges.closing import TOO_SLOW, Closing
from adminapi.live import seat as seats
from adminapi.live.seat import Seat


async def test_messages_come_in_order():
    seat = Seat()
    for text in "abc":
        seat.put(text)
    assert [await seat.next() for _ in range(3)] == ["a", "b", "c"]


async def test_a_message_wakes_who_waits(autojump_clock):
    seat = Seat()
    heard = []

    async def listen():
        heard.append(await seat.next())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(listen)
        await trio.testing.wait_all_tasks_blocked()
        seat.put("news")
    assert heard == ["news"]


@pytest.mark.parametrize("chars", [1, seats.MOST_CHARS // 10])
async def test_who_lets_too_much_wait_is_closed_and_nothing_is_kept(
    chars, autojump_clock
):
    seat = Seat()
    for _ in range(seats.MOST_MESSAGES + 1):
        seat.put("x" * chars)
    assert seat.is_slow
    with pytest.raises(Closing) as caught:
        await seat.end_when_slow()
    assert caught.value.code == TOO_SLOW
    seat.put("more")
    with trio.move_on_after(1) as scope:
        await seat.next()
    assert scope.cancelled_caught


async def test_who_reads_in_time_is_never_slow():
    seat = Seat()
    for _ in range(10 * seats.MOST_MESSAGES):
        seat.put("x")
        await seat.next()
    assert not seat.is_slow
