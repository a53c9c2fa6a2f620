from __future__ import annotations

import os
import threading

import pytest
import trio

from callcore.engines.host.thread import WorkThread
from tests.callcore.engines.host.fakes import PATIENCE_S

pytestmark = pytest.mark.integration


@pytest.fixture
def thread():
    thread = WorkThread("test")
    yield thread
    thread.close()


async def test_results_and_errors_come_back(thread):
    with trio.fail_after(PATIENCE_S):
        assert await thread.run(lambda: 6 * 7) == 42
        with pytest.raises(ZeroDivisionError):
            await thread.run(lambda: 1 // 0)


async def test_all_jobs_run_on_the_same_thread(thread):
    with trio.fail_after(PATIENCE_S):
        idents = {await thread.run(threading.get_ident) for _ in range(3)}
    assert len(idents) == 1
    assert threading.get_ident() not in idents


async def test_only_the_thread_is_nice():
    thread = WorkThread("test", nice=5)

    def nice():
        return os.getpriority(os.PRIO_PROCESS, 0)

    before = nice()
    with trio.fail_after(PATIENCE_S):
        assert await thread.run(nice) == 5
    assert nice() == before
    thread.close()


async def test_a_cancelled_wait_does_not_stop_the_thread(thread):
    gate = threading.Event()
    with trio.move_on_after(0.01) as scope:
        await thread.run(lambda: gate.wait(PATIENCE_S))
    assert scope.cancelled_caught
    gate.set()
    with trio.fail_after(PATIENCE_S):
        assert await thread.run(lambda: "next") == "next"
