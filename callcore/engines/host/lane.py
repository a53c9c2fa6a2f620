"""A lane: the queue before one native engine and the thread behind it.

Finals go first, in the order they came. Partials run only when no final waits, the newest
of an utterance replaces an older one, and a running partial is aborted for a final. So a
caller who has finished never waits for one who is still talking.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.engines.host.thread import WorkThread

Work = Callable[[Callable[[], bool]], None]
"""Blocks; polls the function it gets, which turns true when nobody wants the result."""

SUPERSEDED: Final = "superseded"
BUSY: Final = "busy"


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work. ``dropped`` is told, on the loop, why it will not be done."""

    work: Work
    dropped: Callable[[str], None]
    final: bool = True
    key: object = None  # of a partial: the utterance it belongs to
    aborted: bool = False

    def is_aborted(self) -> bool:
        """Say whether to stop; read by the work thread, so it is a single attribute."""
        return self.aborted


class Lane:
    """Runs jobs one at a time. ``hung`` is called if one takes longer than ``hang_s``."""

    def __init__(
        self,
        name: str,
        capacity: int,
        hang_s: float,
        hung: Callable[[str], None],
        nice: int = 0,
    ) -> None:
        self.name = name
        self.done = 0  #: jobs that ran, for the numbers
        self.busy_s = 0.0
        self._capacity = capacity
        self._hang_s = hang_s
        self._hung = hung
        self._finals: deque[Job] = deque()
        self._partials: deque[Job] = deque()
        self._running: Job | None = None
        self._stirred = trio.Event()
        self._thread = WorkThread(f"callcore-{name}", nice)

    @property
    def queued(self) -> int:
        """Return how many jobs wait."""
        return len(self._finals) + len(self._partials)

    def submit(self, job: Job) -> None:
        """Queue ``job``, or tell it that the lane is full."""
        if not job.final:
            self._drop_older(job.key)
        if self.queued >= self._capacity and not self._make_room(job):
            job.dropped(BUSY)
            return
        (self._finals if job.final else self._partials).append(job)
        if job.final:
            self._abort_running_partial()
        self._stir()

    def promote(self, job: Job) -> None:
        """Make a partial a final, whether it waits or runs."""
        job.final = True
        if job in self._partials:
            self._partials.remove(job)
            self._finals.append(job)
            self._abort_running_partial()

    def cancel(self, job: Job) -> None:
        """Dequeue ``job``, or tell it to stop."""
        job.aborted = True
        for waiting in (self._finals, self._partials):
            if job in waiting:
                waiting.remove(job)

    def abort(self) -> None:
        """Forget what waits and tell what runs to stop."""
        for job in (*self._finals, *self._partials):
            self.cancel(job)
        if self._running is not None:
            self._running.aborted = True

    async def run(self) -> NoReturn:
        """Work, for ever. A hang or a cancellation leaves the thread to its job."""
        while True:
            job = await self._next()
            await self._carry_out(job)

    async def wait_idle(self) -> None:
        """Return once the thread has ended its job; it takes no other one afterwards."""
        try:
            await self._thread.run(lambda: None)
        finally:
            self._thread.close()

    async def _carry_out(self, job: Job) -> None:
        self._running = job
        started = trio.current_time()
        with trio.move_on_after(self._hang_s) as scope:
            await self._thread.run(lambda: job.work(job.is_aborted))
        if scope.cancelled_caught:
            self._hung(self.name)
        self._running = None
        self.done += 1
        self.busy_s += trio.current_time() - started

    async def _next(self) -> Job:
        while not self.queued:
            await self._stirred.wait()
        return self._finals.popleft() if self._finals else self._partials.popleft()

    def _drop_older(self, key: object) -> None:
        for older in [job for job in self._partials if job.key == key]:
            self._partials.remove(older)
            older.dropped(SUPERSEDED)

    def _make_room(self, job: Job) -> bool:
        """Drop the oldest partial for a final; return whether there is room now."""
        if not job.final or not self._partials:
            return False
        self._partials.popleft().dropped(SUPERSEDED)
        return True

    def _abort_running_partial(self) -> None:
        running = self._running
        if running is not None and not running.final and not running.aborted:
            running.aborted = True
            running.dropped(SUPERSEDED)

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = trio.Event()
