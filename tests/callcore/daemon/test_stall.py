"""Who hogged the loop is named."""

from __future__ import annotations

import trio

from callcore.daemon.stall import LIMIT_S, StallWatch


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def hog(clock: Clock, seconds: float) -> None:
    await trio.lowlevel.checkpoint()
    clock.now += seconds
    await trio.lowlevel.checkpoint()


async def run_hog(seconds: float) -> StallWatch:
    clock = Clock()
    watch = StallWatch(clock)
    trio.lowlevel.add_instrument(watch)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hog, clock, seconds)
    trio.lowlevel.remove_instrument(watch)
    return watch


async def test_a_task_that_takes_more_than_100_ms_is_named(caplog):
    watch = await run_hog(0.25)
    assert (watch.stalls, watch.worst_s) == (1, 0.25)
    (record,) = caplog.records
    assert record.getMessage() == "stalled"
    assert record.function == "hog"
    assert record.task.endswith("test_stall.hog")
    assert record.took_s == 0.25


async def test_a_task_that_takes_less_is_not(caplog):
    watch = await run_hog(LIMIT_S)
    assert watch.stalls == 0
    assert not caplog.records


async def test_the_function_is_the_innermost_of_ours(caplog):
    clock = Clock()
    watch = StallWatch(clock)

    async def outer() -> None:
        await hog(clock, 1.0)

    trio.lowlevel.add_instrument(watch)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(outer)
    trio.lowlevel.remove_instrument(watch)
    assert caplog.records[0].function == "hog"
    assert "outer" in caplog.records[0].task


async def test_a_task_that_ends_in_a_stall_is_named_too(caplog):
    clock = Clock()
    watch = StallWatch(clock)

    async def last() -> None:
        clock.now += 1.0

    trio.lowlevel.add_instrument(watch)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(last)
    trio.lowlevel.remove_instrument(watch)
    assert "last" in caplog.records[0].function
