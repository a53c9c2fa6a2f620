"""Keeps a process beside the workers running: started, watched, started again.

The native engines are one (calls survive their death, the ladder runs), the archive is
another (records wait on the disk). So either is simply replaced; and it outlives the last
worker of a drain, who still needs the one and has just written for the other.
"""

from __future__ import annotations

import logging

import trio

from callcore.protocol.link import Beat, Message, Ping
from callcore.supervisor.backoff import Backoff
from callcore.supervisor.child import CannotStart, Child, LinkCommand
from callcore.supervisor.deadlines import Deadlines

log = logging.getLogger(__name__)


class ProcessKeeper:
    """One process; :meth:`run` until cancelled, then it has ended."""

    def __init__(self, name: str, command: LinkCommand, deadlines: Deadlines) -> None:
        self.name = name
        self.restarts = 0
        self._command = command
        self._d = deadlines
        self._end_s = 2 * deadlines.stop_s
        self._backoff = Backoff(deadlines)
        self._child: Child | None = None
        self._heard_s: float | None = None  # no judgement before its first beat

    async def run(self) -> None:
        """Start it again and again."""
        while True:
            born_s = trio.current_time()
            await self._live_once()
            self.restarts += 1
            lived_s = trio.current_time() - born_s
            await trio.sleep(self._backoff.delay_s(lived_s))

    def look(self, now: float, *, late: bool) -> None:
        """Ping it, and kill it if it has beaten before and does not any more."""
        if self._child is None:
            return
        self._child.link.send(Ping())
        if self._heard_s is None:
            return
        if late:
            self._heard_s = now
        elif now - self._heard_s > self._d.kept_silent_s:
            self._child.kill("silent")

    async def _live_once(self) -> None:
        try:
            self._child = await Child.start(self.name, self._command)
        except CannotStart as exc:
            extra = {"child": self.name, "error": str(exc)}
            log.warning("cannot start a process", extra=extra)
            return
        self._heard_s = None
        try:
            async with trio.open_nursery() as life:
                life.start_soon(self._listen, self._child)
                code = await self._child.wait()
                life.cancel_scope.cancel(reason="the process has ended")
            log.warning("process gone", extra={"child": self.name, "code": code})
        finally:
            child, self._child = self._child, None
            with trio.move_on_after(self._end_s, shield=True):
                await self._end(child)

    async def _listen(self, child: Child) -> None:
        async for message in child.link:
            self._hear(message, trio.current_time())

    def _hear(self, message: Message, now: float) -> None:
        if isinstance(message, Beat):
            self._heard_s = now

    async def _end(self, child: Child) -> None:
        child.terminate()
        with trio.move_on_after(self._d.stop_s) as patience:
            await child.wait()
        if patience.cancelled_caught:
            child.kill("does not end")
            await child.wait()
        child.link.close()
