"""Starts the workers, replaces the dead, rolls and drains.

A slot is a place for one worker that takes callers; its holder changes when the holder
dies or is rolled. Retiring workers hold no slot: nobody replaces them.

If the supervisor itself fails, its workers are left alone: their live calls go on, and
each leaves when it is empty (P1).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import trio

from callcore.protocol.link import Gone, Message, Ping
from callcore.shared.ids import CallId
from callcore.supervisor.backoff import Backoff
from callcore.supervisor.child import CannotStart, Child
from callcore.supervisor.deadlines import Deadlines
from callcore.supervisor.plan import Plan
from callcore.supervisor.worker import Phase, Worker

OnGone = Callable[[CallId, float], None]
"""``(call_id, now)``: this call has left its worker, for whatever reason."""
OnBuried = Callable[[str, int, str], None]
"""``(name, pid, reason)``: this worker's process has ended."""

log = logging.getLogger(__name__)


def _nobody(_name: str, _pid: int, _reason: str) -> None:
    """Take no notice."""


class Slot:
    """A place for one worker."""

    def __init__(self, deadlines: Deadlines) -> None:
        self.holder: Worker | None = None
        self.backoff = Backoff(deadlines)


class Crew:
    """All workers of this machine; :meth:`run` must run for anything to happen."""

    def __init__(
        self, plan: Plan, on_gone: OnGone, on_buried: OnBuried = _nobody
    ) -> None:
        self.workers: dict[Worker, None] = {}  # the living, in order of birth
        self.draining = False
        self.restarts = 0
        self.somebody_ready = trio.Event()
        self._command = plan.worker_command
        self._call_max_s = plan.call_max_s
        self._d = plan.deadlines
        self._slots = [Slot(self._d) for _ in range(plan.workers)]
        self._on_gone = on_gone
        self._on_buried = on_buried
        self._hired = 0
        self._rolling = trio.Lock()
        self._somebody_died = trio.Event()
        self._nursery: trio.Nursery | None = None

    async def run(self) -> None:
        """Keep every slot filled until cancelled."""
        async with trio.open_nursery() as self._nursery:
            for slot in self._slots:
                self._nursery.start_soon(self._fill, slot)
            await trio.sleep_forever()

    # -- one worker --------------------------------------------------------------

    async def _fill(self, slot: Slot) -> None:
        before = slot.holder
        worker = await self._hire(slot)
        if slot.holder is before:
            slot.holder = worker
        else:  # a roll was faster
            worker.retire(0.0)

    async def _hire(self, slot: Slot) -> Worker:
        while True:
            self._hired += 1
            name = f"w{self._hired}"
            try:
                child = await Child.start(name, partial(self._command, name))
                break
            except CannotStart as exc:
                log.warning("cannot start a worker", extra={"error": str(exc)})
                await trio.sleep(slot.backoff.delay_s(0.0))
        worker = Worker(child, self._d, trio.current_time())
        self.workers[worker] = None
        assert self._nursery is not None
        self._nursery.start_soon(self._keep, worker, slot)
        if self.draining:
            worker.drain(0.0)
        return worker

    async def _keep(self, worker: Worker, slot: Slot) -> None:
        """Listen to a worker until its process has ended; replace it if it must be."""
        async with trio.open_nursery() as life:
            life.start_soon(self._listen, worker)
            code = await worker.child.wait()
            life.cancel_scope.cancel(reason="the process has ended")
        self._bury(worker, code)
        if self._must_replace(worker, slot):
            self.restarts += 1
            lived_s = trio.current_time() - worker.started_s
            await trio.sleep(slot.backoff.delay_s(lived_s))
            if self._must_replace(worker, slot):
                await self._fill(slot)

    def _must_replace(self, worker: Worker, slot: Slot) -> bool:
        return slot.holder is worker and not self.draining

    async def _listen(self, worker: Worker) -> None:
        async for message in worker.child.link:
            self._hear(worker, message, trio.current_time())

    def _hear(self, worker: Worker, message: Message, now: float) -> None:
        was = worker.phase
        worker.heard(message, now)
        if isinstance(message, Gone):
            self._on_gone(message.call_id, now)
        if was is Phase.STARTING and worker.phase is Phase.READY:
            self.somebody_ready.set()
            extra = {"worker": worker.child.name, "pid": worker.child.pid}
            log.info("worker ready", extra={**extra, "port": worker.ports.port})

    def _bury(self, worker: Worker, code: int) -> None:
        extra = {"worker": worker.child.name, "was": worker.phase.value, "code": code}
        log.info("worker gone", extra={**extra, "calls": len(worker.held)})
        now = trio.current_time()
        for call_id in worker.held:
            self._on_gone(call_id, now)
        self._on_buried(worker.child.name, worker.child.pid, f"code {code}")
        worker.bury()
        worker.child.link.close()
        del self.workers[worker]
        self._somebody_died.set()
        self._somebody_died = trio.Event()

    # -- all workers -------------------------------------------------------------

    def look(self, now: float, *, late: bool) -> None:
        """Ping every worker and kill those that have had their time.

        ``late``: we were late ourselves, so nobody's silence counts in this round.
        """
        for worker in self.workers:
            worker.child.link.send(Ping())
            if late:
                worker.forgive(now)
            elif why := worker.overdue(now):
                worker.child.kill(why)

    async def roll(self) -> None:
        """Replace every holder, one after the other; the old ones retire.

        A replacement that does not get ready is killed, and the old one stays.
        """
        async with self._rolling:
            for slot in self._slots:
                if self.draining:
                    return
                await self._roll_slot(slot)
            log.info("rolled")

    async def _roll_slot(self, slot: Slot) -> None:
        new = await self._hire(slot)
        with trio.move_on_after(self._d.start_s):
            await new.settled.wait()
        if new.phase is not Phase.READY:
            new.child.kill("the replacement did not get ready")
            return
        old, slot.holder = slot.holder, new
        if old is not None:
            old.retire(self._call_max_s)

    def drain(self, seconds: float) -> None:
        """No more callers, no more replacements; live callers to humans at the end."""
        self.draining = True
        for worker in self.workers:
            worker.drain(seconds)

    async def wait_empty(self) -> None:
        """Return once the last worker has ended. Cancel-safe."""
        while self.workers:
            await self._somebody_died.wait()

    def kill_all(self, reason: str) -> None:
        """End every worker now; their callers go to humans."""
        self.draining = True
        for worker in self.workers:
            worker.child.kill(reason)
