"""What a follower has not read is bounded."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.state.following import MAX_UNREAD, Follower
from callcore.shared.state.port import Cursor, Event, StateDown


def events(*numbers):
    return [Event(Cursor("e", number), "x", 1.0, "", {}) for number in numbers]


async def test_what_came_before_the_end_is_still_read(autojump_clock):
    follower = Follower()
    follower.add(events(1, 2))
    follower.end("unreachable")
    follower.end("other")
    follower.add(events(3))
    assert [(await anext(follower)).cursor.seq for _ in range(2)] == [1, 2]
    for _ in range(2):
        with pytest.raises(StateDown, match="unreachable"):
            await anext(follower)


async def test_who_waits_is_woken(autojump_clock):
    follower = Follower()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(anext, follower)
        await trio.testing.wait_all_tasks_blocked()
        follower.add(events(1))


async def test_who_is_too_far_behind_is_broken_off_and_forgotten(autojump_clock):
    follower = Follower()
    follower.add(events(*range(MAX_UNREAD)))
    assert (await anext(follower)).cursor.seq == 0
    follower.add(events(1, 2))
    with pytest.raises(StateDown, match="slow"):
        await anext(follower)
