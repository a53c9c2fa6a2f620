from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import trio

from callcore.app.presence import be_present
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import WorkerState

ME = WorkerState("host:w1:7", 0, 10, draining=False, version="1", address="h:1")


async def test_a_worker_beats_as_it_stands_and_leaves(autojump_clock):
    state, load = MemoryState(trio.current_time), 0
    async with trio.open_nursery() as nursery:
        nursery.start_soon(be_present, state, lambda: replace(ME, load=load))
        await trio.sleep(0.1)
        assert [each.load for each in await state.workers()] == [0]
        load = 3
        await trio.sleep(20)
        assert [each.load for each in await state.workers()] == [3]
        nursery.cancel_scope.cancel(reason="the worker leaves")
    assert await state.workers() == []


async def test_a_worker_is_back_within_a_second_of_the_state(autojump_clock, nursery):
    state = MemoryState(trio.current_time)
    nursery.start_soon(be_present, state, lambda: ME)
    await trio.sleep(0.1)
    state.down = "unreachable"
    await trio.sleep(30)
    state.down = ""
    await trio.sleep(1)
    assert [each.worker for each in await state.workers()] == [ME.worker]


class Hung:
    async def beat(self, _worker):
        await trio.sleep_forever()

    leave = beat


async def test_a_state_that_hangs_does_not_hold_up_the_leave(autojump_clock):
    began_s = trio.current_time()
    with trio.move_on_after(3):
        await be_present(cast("Any", Hung()), lambda: ME)
    assert trio.current_time() - began_s < 4
