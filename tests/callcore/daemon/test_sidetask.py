from __future__ import annotations

from itertools import pairwise

import pytest
import trio

from callcore.daemon.sidetask import guarded, keep


async def test_a_task_that_fails_is_run_again_at_a_slower_pace(autojump_clock, nursery):
    began_s: list[float] = []
    failed: list[str] = []

    async def task():
        began_s.append(trio.current_time())
        await trio.lowlevel.checkpoint()
        raise RuntimeError("a bug")

    nursery.start_soon(keep, "view", task, failed.append)
    await trio.sleep(300)
    gaps = [b - a for a, b in pairwise(began_s)]
    assert gaps[:4] == pytest.approx([0.5, 1, 2, 4])
    assert max(gaps) == pytest.approx(30)
    assert failed == ["view"] * len(began_s)


async def test_a_failure_after_a_long_calm_is_a_first_one(autojump_clock, nursery):
    began_s: list[float] = []

    async def task():
        began_s.append(trio.current_time())
        await trio.sleep(100)
        raise RuntimeError("a bug")

    nursery.start_soon(keep, "view", task)
    await trio.sleep(500)
    gaps = {round(b - a, 1) for a, b in pairwise(began_s)}
    assert gaps == {100.5}


async def test_failures_of_several_tasks_at_once_are_caught(autojump_clock, nursery):
    failed: list[str] = []

    async def fail():
        await trio.sleep(1)
        raise KeyError("x")

    async def task():
        async with trio.open_nursery() as inner:
            inner.start_soon(fail)
            inner.start_soon(fail)

    nursery.start_soon(keep, "live", task, failed.append)
    await trio.sleep(1.2)
    assert failed == ["live"]


async def test_it_ends_when_it_is_cancelled(autojump_clock):
    with trio.move_on_after(10) as scope:
        await keep("live", trio.sleep_forever)
    assert scope.cancelled_caught


async def test_a_crash_while_it_is_cancelled_does_not_come_out(autojump_clock):
    async def task():
        try:
            await trio.sleep_forever()
        finally:
            raise RuntimeError("a bug in the clean-up")

    with trio.move_on_after(10) as scope:
        await keep("live", task)
    assert scope.cancelled_caught


async def test_what_the_failure_says_is_not_logged(autojump_clock, nursery, caplog):
    async def task():
        await trio.lowlevel.checkpoint()
        raise RuntimeError("redis://:secret@host")

    nursery.start_soon(keep, "live", task)
    await trio.sleep(0.1)
    (record,) = caplog.records
    assert "secret" not in str(vars(record))
    assert record.error.startswith("RuntimeError at test_sidetask.py")


def test_a_bug_inside_a_call_is_counted_and_the_call_goes_on():
    failed: list[str] = []
    taken: list[int] = []

    def act(given):
        taken.append(1 // given)

    run = guarded(act, "view", failed.append)
    run(0)
    run(1)
    assert (taken, failed) == ([1], ["view"])
