from __future__ import annotations

import threading

import pytest
import trio

from callcore.store.runner import in_thread, inline


async def test_a_thread_runs_the_work_elsewhere() -> None:
    run = in_thread(trio.CapacityLimiter(1))
    assert await run(threading.get_ident) != threading.get_ident()


async def test_inline_runs_the_work_here() -> None:
    assert await inline(threading.get_ident) == threading.get_ident()


@pytest.mark.parametrize("run", [inline, in_thread(trio.CapacityLimiter(1))])
async def test_what_the_work_raises_comes_out(run) -> None:
    def fail() -> None:
        raise OSError(28, "full")

    with pytest.raises(OSError, match="full"):
        await run(fail)
