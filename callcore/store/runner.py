"""Where blocking work runs: a thread, or in place under virtual time.

The mock clock jumps while a thread works, so whatever blocks is handed a runner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import trio

T = TypeVar("T")


class RunSync(Protocol):
    """Runs ``work`` to its end and returns its result, or raises what it raised."""

    async def __call__(self, work: Callable[[], T]) -> T:
        """Run ``work``; cancelling waits until it is done, so that nothing half-happens."""


def in_thread(limiter: trio.CapacityLimiter) -> RunSync:
    """Return a runner on Trio's worker threads, at most ``limiter`` at a time."""

    async def run(work: Callable[[], T]) -> T:
        return await trio.to_thread.run_sync(work, limiter=limiter)

    return run


async def inline(work: Callable[[], T]) -> T:
    """Run ``work`` on the loop: for tests and simulation, where time is virtual."""
    await trio.lowlevel.checkpoint()
    return work()
