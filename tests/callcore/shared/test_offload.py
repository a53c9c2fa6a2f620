from __future__ import annotations

import threading

import pytest
import trio

from callcore.shared.offload import OneThread, run_inline


def refuse():
    raise OSError("no space")


async def test_the_inline_twin_works_here_and_now(autojump_clock):
    assert await run_inline(threading.get_ident) == threading.get_ident()
    assert trio.current_time() == 0
    with pytest.raises(OSError, match="no space"):
        await run_inline(refuse)


@pytest.mark.integration
async def test_the_thread_is_another_and_its_errors_come_back():
    run_sync = OneThread()
    assert await run_sync(threading.get_ident) != threading.get_ident()
    with pytest.raises(OSError, match="no space"):
        await run_sync(refuse)


@pytest.mark.integration
async def test_one_job_at_a_time():
    run_sync, running, most = OneThread(), 0, 0

    def job():
        nonlocal running, most
        running += 1
        most = max(most, running)
        threading.Event().wait(0.005)
        running -= 1

    async def ask():
        await run_sync(job)

    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(ask)
    assert most == 1
