"""The supervisor's life: open the desk, watch, obey signals, drain.

::

    SIGHUP             rolling restart: replacements first, no caller notices
    SIGTERM, SIGINT    drain: no new callers, live ones until the deadline, exit 0
    a second of those  end at once, live callers go to humans, exit 1
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import AsyncIterator

import trio

from callcore.desk.fastagi import AgiService
from callcore.desk.listeners import claim_port, listen
from callcore.desk.selfwatch import SUPERVISOR_ALARM_S, Alarm
from callcore.supervisor.crew import Crew
from callcore.supervisor.departures import Departures
from callcore.supervisor.frontdesk import FrontDesk
from callcore.supervisor.keeper import ProcessKeeper
from callcore.supervisor.notify import Notifier
from callcore.supervisor.plan import Plan
from callcore.supervisor.reports import Reports
from callcore.supervisor.status import keep_status

Signals = AsyncIterator[int]

log = logging.getLogger(__name__)


class Supervisor:
    """Wires the parts of one :class:`Plan`."""

    def __init__(self, plan: Plan) -> None:
        departures = Departures()
        self._plan = plan
        self._d = plan.deadlines
        self._reports = Reports(plan.spool_folder, plan.spool_bytes)
        self._crew = Crew(plan, departures.note, self._reports.worker_gone)
        self._desk = FrontDesk(self._crew, plan, departures, self._reports)
        self._alarm = Alarm(SUPERVISOR_ALARM_S)
        self._notifier = Notifier(plan.notify_socket)
        commands = {"engines": plan.engine_command, "archive": plan.archive_command}
        self._kept = [
            ProcessKeeper(name, command, self._d)
            for name, command in commands.items()
            if command is not None
        ]
        self._exit_code = 0

    async def run(self) -> int:
        """Serve until told to stop; return the exit code.

        Raises :exc:`callcore.desk.listeners.PortTaken` before anything is started.
        """
        plan = self._plan
        sock = claim_port(plan.agi_host, plan.agi_port, "FastAGI")
        stops = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
        with sock, self._notifier, self._alarm.watching():
            with trio.open_signal_receiver(*stops) as signals:
                async with trio.open_nursery() as beside:
                    for keeper in self._kept:
                        beside.start_soon(keeper.run)
                    beside.start_soon(self._reports.run)
                    beside.start_soon(self._watch)
                    await self._serve(sock, signals)
                    beside.cancel_scope.cancel(reason="the workers have ended")
        log.info("supervisor ends", extra={"code": self._exit_code})
        return self._exit_code

    async def _serve(self, sock: socket.socket, signals: Signals) -> None:
        async with trio.open_nursery() as services:
            services.start_soon(self._crew.run)
            services.start_soon(self._notifier.keep_watchdog)
            services.start_soon(self._open_desk, sock)
            if self._plan.status_path is not None:
                path, tally = self._plan.status_path, self._desk.tally
                every_s = self._d.status_s
                services.start_soon(keep_status, path, every_s, self._crew, tally)
            await self._obey(signals)
            services.cancel_scope.cancel(reason="drained")

    async def _open_desk(self, sock: socket.socket) -> None:
        """Open FastAGI when somebody can answer: until then callers are refused."""
        await self._crew.somebody_ready.wait()
        listener = listen(sock)
        self._notifier.tell("READY=1")
        log.info("open for callers", extra={"port": self._plan.agi_port})
        await AgiService("frontdesk", self._desk.serve).run(listener)

    async def _watch(self) -> None:
        """Look at everybody ten times a second, and prove that this loop runs."""
        before_s = trio.current_time()
        while True:
            self._alarm.arm()
            await trio.sleep(self._d.round_s)
            now = trio.current_time()
            late = now - before_s > self._d.round_s + self._d.late_s
            if late:
                log.warning("late", extra={"round_s": round(now - before_s, 2)})
            self._crew.look(now, late=late)
            for keeper in self._kept:
                keeper.look(now, late=late)
            before_s = now

    # -- signals -----------------------------------------------------------------

    async def _obey(self, signals: Signals) -> None:
        """Return when all workers have ended."""
        async with trio.open_nursery() as orders:
            async for number in signals:
                if number == signal.SIGHUP:
                    orders.start_soon(self._roll)
                elif not self._crew.draining:
                    orders.start_soon(self._drain, orders.cancel_scope)
                else:
                    orders.cancel_scope.cancel(reason="told twice")
                    break
        if self._crew.workers:
            self._exit_code = 1
            await self._kill("told twice")

    async def _roll(self) -> None:
        self._notifier.tell_reloading()
        await self._crew.roll()
        self._notifier.tell("READY=1")

    async def _drain(self, orders: trio.CancelScope) -> None:
        """Bring everybody to an end in time; ``orders`` is cancelled when done."""
        self._notifier.tell("STOPPING=1")
        log.info("draining", extra={"seconds": self._plan.drain_s})
        self._crew.drain(self._plan.drain_s)
        with trio.move_on_after(self._plan.drain_s + self._d.drain_grace_s):
            await self._crew.wait_empty()
        await self._kill("the drain is over")
        orders.cancel(reason="drained")

    async def _kill(self, reason: str) -> None:
        self._crew.kill_all(reason)
        with trio.move_on_after(self._d.stop_s):
            await self._crew.wait_empty()
