"""One thread that does blocking jobs one after the other, for native code.

Not :func:`trio.to_thread.run_sync`: its threads change, and every thread that ever ran
OpenMP code keeps a team of OpenMP threads of its own.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import outcome
import trio

T = TypeVar("T")


class WorkThread:
    """A daemon thread, so that hung native code cannot hold up the end of the process."""

    def __init__(self, name: str, nice: int = 0) -> None:
        self._nice = nice
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def run(self, job: Callable[[], T]) -> T:
        """Return what ``job`` returns, or raise what it raises.

        Cancelling stops the waiting, not the job: its result is dropped and the thread
        takes the next job afterwards.
        """
        token = trio.lowlevel.current_trio_token()
        done = trio.Event()
        results: list[outcome.Outcome[T]] = []

        def carry_out() -> None:
            results.append(outcome.capture(job))
            with suppress(trio.RunFinishedError):  # nobody is left to hear of it
                token.run_sync_soon(done.set)

        self._jobs.put(carry_out)
        await done.wait()
        return results[0].unwrap()

    def close(self) -> None:
        """End the thread after the jobs it has."""
        self._jobs.put(None)

    def _work(self) -> None:
        if self._nice:
            os.setpriority(os.PRIO_PROCESS, 0, self._nice)  # of this thread only
        while (job := self._jobs.get()) is not None:
            job()
