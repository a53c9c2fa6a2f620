"""An asyncio loop inside Trio, and plain loops elsewhere."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
import trio

from callcore.shared.asyncloop import open_async_loop

pytestmark = pytest.mark.integration


async def after(seconds, value):
    await asyncio.sleep(seconds)
    return value


async def test_a_coroutine_runs_and_its_result_and_errors_come_back():
    async def fail():
        raise ZeroDivisionError

    async with open_async_loop() as loop:
        assert await loop.run(after(0, 7)) == 7
        with pytest.raises(ZeroDivisionError):
            await loop.run(fail())


async def test_cancelling_reaches_the_coroutine():
    seen = []

    async def wait():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async with open_async_loop() as loop:
        with trio.move_on_after(0.05) as scope:
            await loop.run(wait())
    assert scope.cancelled_caught
    assert seen == ["cancelled"]


async def test_what_the_body_raises_comes_out_as_it_is():
    error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError) as caught:
        async with open_async_loop():
            raise error
    assert caught.value is error


async def test_a_group_of_the_body_stays_a_group():
    with pytest.RaisesGroup(ZeroDivisionError, KeyError):
        async with open_async_loop():
            raise ExceptionGroup("two", [ZeroDivisionError(), KeyError()])


async def test_tasks_and_futures_are_made_from_trio():
    async with open_async_loop() as loop:
        future = loop.create_future()
        done = trio.Event()

        async def wait():
            await future

        task = loop.create_task(wait())
        task.add_done_callback(lambda _: done.set())
        loop.call_soon(future.set_result, None)
        with trio.fail_after(5):
            await done.wait()


async def test_a_callback_that_fails_is_logged_without_its_text(caplog):
    def fail(error):
        raise error

    async with open_async_loop() as loop:
        with caplog.at_level(logging.ERROR):
            loop.call_soon(fail, ZeroDivisionError("secret"))
            loop.call_soon(fail, BlockingIOError("harmless"))
            assert await loop.run(after(0.01, 1)) == 1
    (record,) = caplog.records
    assert record.error == "ZeroDivisionError"
    assert "secret" not in caplog.text


def test_a_thread_that_runs_a_loop_of_its_own_gets_a_plain_one():
    kinds = []

    async def look():
        kinds.append(type(asyncio.get_running_loop()).__module__)

    thread = threading.Thread(target=lambda: asyncio.run(look()))
    thread.start()
    thread.join()
    assert kinds == ["asyncio.unix_events"]
