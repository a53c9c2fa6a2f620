"""Where blocking work runs: a thread, or in place under virtual time.

The mock clock jumps while a thread works, so whatever blocks is handed a runner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import trio

T = TypeVar("T")


class RunSync(Protocol):
    """Runs blocking work without blocking the loop."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Return what ``work`` returns, raise what it raises.

        Cancelling waits until it is done, so that nothing half-happens.
        """


class OneThread:
    """At most one job at a time, on a thread; the next one waits for its turn."""

    def __init__(self) -> None:
        self._limiter = trio.CapacityLimiter(1)

    async def __call__(self, work: Callable[[], T], /) -> T:
        """See :class:`RunSync`."""
        return await trio.to_thread.run_sync(work, limiter=self._limiter)


async def run_inline(work: Callable[[], T], /) -> T:
    """Run ``work`` here and now; a checkpoint, as the thread would be."""
    await trio.lowlevel.checkpoint()
    return work()
