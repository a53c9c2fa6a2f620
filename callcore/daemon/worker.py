"""One worker: services > calls > accept, and leaving in that order, backwards.

::

    services   ticker, after, health, link, drain, collector    until the last mark is read
      calls    one task per connection                          until the last call has ended
        accept the audio port                                   until nobody is expected
"""

from __future__ import annotations

import logging
import math
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

import trio
from prometheus_client import CollectorRegistry

from callcore.call.control import Answer
from callcore.daemon.after import AfterDesk
from callcore.daemon.drain import Drain
from callcore.daemon.health import Probes, build_app, serve_health
from callcore.daemon.lobby import Lobby, LobbyLimits
from callcore.daemon.obey import Obedience
from callcore.daemon.ports import Ports, claim_ports
from callcore.daemon.reception import Reception
from callcore.daemon.stall import StallWatch
from callcore.daemon.switchboard import Switchboard
from callcore.daemon.tuning import collect_garbage, collector_in_hand
from callcore.desk.fastagi import AgiService
from callcore.desk.linkpipe import LinkPipe
from callcore.desk.listeners import listen
from callcore.desk.selfwatch import WORKER_ALARM_S, Alarm
from callcore.protocol.link import Beat, Gone, Leaving, Ready
from callcore.transport.ticker import EpollReadiness, Ticker

SWEEP_S = 0.5  # how exactly an admission expires

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """What a worker is told at its start: plain values, no environment."""

    host: str = "127.0.0.1"  # audio and after: Asterisk must reach it
    http_host: str = "127.0.0.1"
    pool: range = range(9092, 9100)
    max_calls: int = 200
    drain_s: float = 30.0  # of SIGTERM and of POST /drain without a number
    allowed_targets: frozenset[str] = frozenset()
    lobby: LobbyLimits = field(default_factory=LobbyLimits)


class Worker:
    """Made before the loop is busy; :meth:`run` once.

    ``answer`` may be set after construction, because a session needs :attr:`ticker`.
    ``warm`` says whether the engines can serve a caller: until then nobody comes.
    """

    def __init__(
        self,
        plan: WorkerPlan,
        link: LinkPipe,
        answer: Answer,
        *,
        registry: CollectorRegistry | None = None,
        warm: Callable[[], bool] = lambda: True,
    ) -> None:
        self.board = Switchboard(
            plan.max_calls, lambda call_id: link.send(Gone(call_id))
        )
        self.ticker = Ticker(EpollReadiness(), beat=self._beat)
        self.lobby = Lobby(plan.lobby)
        self.after = AfterDesk(self.board)
        self.reception = Reception(
            self.ticker, self.board, self.lobby, answer, plan.allowed_targets
        )
        self.stalls = StallWatch()
        self.ports = Ready(0, 0, 0)
        self._plan = plan
        self._link = link
        self._warm = warm
        self._registry = registry or CollectorRegistry()
        self._drain = Drain(self.board)
        self._obedience = Obedience(link, self.board, self._drain)
        self._alarm = Alarm(WORKER_ALARM_S)
        self._beat_s = -math.inf
        self._warmed = trio.Event()
        self._left = trio.Event()

    async def run(self) -> None:
        """Serve until told to leave and empty, or orphaned and empty.

        Raises :exc:`callcore.desk.listeners.PortTaken` if the pool is exhausted.
        """
        ports = claim_ports(self._plan.host, self._plan.http_host, self._plan.pool)
        trio.lowlevel.add_instrument(self.stalls)
        with self._alarm.watching(), collector_in_hand():
            async with trio.open_nursery() as services:
                await self._start_services(services, ports)
                async with trio.open_nursery() as calls:
                    await self._accept(ports, calls)
                await self.board.wait_marks_read()
                self._link.send(Leaving())
                self._left.set()
                services.cancel_scope.cancel(reason="nobody is left")
        trio.lowlevel.remove_instrument(self.stalls)

    async def _start_services(self, services: trio.Nursery, ports: Ports) -> None:
        """Start what outlives the calls; only :meth:`run`, its opener, calls this."""
        app = build_app(self._probes(), self._registry)
        after = AgiService("after", self.after.serve)
        services.start_soon(self.ticker.run)
        services.start_soon(after.run, listen(ports.after))
        services.start_soon(self._obedience.obey)
        services.start_soon(self._obedience.watch_supervisor)
        services.start_soon(self._drain.enforce)
        services.start_soon(self._sweep)
        services.start_soon(self._obey_signals)
        services.start_soon(collect_garbage, lambda: not self.board.load)
        await services.start(serve_health, app, ports.http, self._left.wait)

    async def _accept(self, ports: Ports, calls: trio.Nursery) -> None:
        """Accept until nobody is expected any more; calls live on in ``calls``."""
        async with trio.open_nursery() as accept:
            accept.start_soon(
                partial(
                    trio.serve_listeners,
                    self.reception.serve,
                    [listen(ports.audio)],
                    handler_nursery=calls,
                )
            )
            accept.start_soon(self._tell_ready, ports.numbers)
            await self.board.wait_nobody_expected()
            accept.cancel_scope.cancel(reason="nobody is expected")

    async def _tell_ready(self, numbers: Ready) -> None:
        """Wait for the engines: a roll must not swap a warm worker for a cold one."""
        await self._warmed.wait()
        self.ports = numbers
        self._link.send(numbers)
        log.info("ready", extra={"port": numbers.port})

    async def _sweep(self) -> NoReturn:
        while True:
            self.board.expire(trio.current_time())
            await trio.sleep(SWEEP_S)

    async def _obey_signals(self) -> None:
        """SIGTERM is a drain; Ctrl-C and SIGHUP are the supervisor's business."""
        ours = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        with trio.open_signal_receiver(*ours) as signals:
            async for number in signals:
                if number == signal.SIGTERM:
                    self._drain.begin(self._plan.drain_s)

    def _beat(self) -> None:
        """Prove that the ticker ticks: to the kernel, the supervisor and the probes."""
        self._alarm.arm()
        self._beat_s = trio.current_time()
        if self._warm():
            self._warmed.set()
        self._link.send(Beat(self.board.load, self.capacity))

    @property
    def capacity(self) -> int:
        """How many calls it would hold; 0 while it drains or its engines are cold."""
        return self.board.capacity if self._warm() else 0

    # -- what the probes ask -----------------------------------------------------

    def _probes(self) -> Probes:
        return Probes(
            started=lambda: bool(self.ports.port),
            beat_age_s=lambda: trio.current_time() - self._beat_s,
            why_not_ready=self._why_not_ready,
            drain=self._drain.begin,
            drain_s=self._plan.drain_s,
        )

    def _why_not_ready(self) -> str:
        if not self.ports.port:
            return "starting"
        if not self.board.is_open:
            return "draining"
        if not self._warm():
            return "the engines are cold"
        return "full" if self.board.load >= self.board.capacity else ""
