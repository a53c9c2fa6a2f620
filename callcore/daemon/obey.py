"""The worker obeys its supervisor, watches it, and lives on without it.

A supervisor that is frozen, not dead, would keep new callers waiting at its port for
ever: a worker that hears nothing for 3 s kills it, and callers go to a human at once.
A supervisor that is gone makes this worker an orphan: live calls go on, nobody new
comes, and it leaves when empty.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import trio

from callcore.daemon.drain import Drain
from callcore.daemon.switchboard import Switchboard
from callcore.desk.linkpipe import LinkPipe
from callcore.protocol.link import Admit, Admitted, Message, Roll
from callcore.protocol.link import Drain as DrainOrder

ROUND_S: Final = 0.1
LATE_S: Final = 0.5  # a round that took so much longer judges nobody
SUPERVISOR_SILENT_S: Final = 3.0  # it pings ten times a second

log = logging.getLogger(__name__)


class Obedience:
    """One worker's side of the link."""

    def __init__(self, link: LinkPipe, board: Switchboard, drain: Drain) -> None:
        self._link = link
        self._board = board
        self._drain = drain
        self._heard_s: float | None = None  # no judgement before the first message

    async def obey(self) -> None:
        """Obey until the supervisor is gone, and then close."""
        async for message in self._link:
            self._heard_s = trio.current_time()
            self._take(message, self._heard_s)
        self._heard_s = None
        log.warning("the supervisor is gone", extra={"live": len(self._board.live)})
        self._board.close()

    def _take(self, message: Message, now: float) -> None:
        match message:
            case Admit(admission):
                if self._board.expect(admission, now):
                    self._link.send(Admitted(admission.call_id))
            case Roll():
                self._board.close()
            case DrainOrder(seconds):
                self._drain.begin(seconds)
            case _:
                pass

    async def watch_supervisor(self) -> None:
        """Kill a supervisor that is frozen; returns if there is none to watch."""
        with _pidfd_of(self._link.peer_pid()) as pidfd:
            before_s = trio.current_time()
            while pidfd is not None:
                await trio.sleep(ROUND_S)
                now = trio.current_time()
                if self._is_frozen(now, late=now - before_s > ROUND_S + LATE_S):
                    _kill(pidfd)
                before_s = now

    def _is_frozen(self, now: float, *, late: bool) -> bool:
        if self._heard_s is None:
            return False
        if late:  # we were frozen ourselves
            self._heard_s = now
        frozen = now - self._heard_s > SUPERVISOR_SILENT_S
        if frozen:
            self._heard_s = now
        return frozen


@contextmanager
def _pidfd_of(pid: int) -> Iterator[int | None]:
    try:
        pidfd = os.pidfd_open(pid)
    except OSError:  # it is gone, or in a namespace of its own
        yield None
        return
    try:
        yield pidfd
    finally:
        os.close(pidfd)


def _kill(pidfd: int) -> None:
    log.error("killing the supervisor: it is silent")
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except OSError as exc:
        log.warning("cannot kill the supervisor", extra={"error": exc.strerror})
