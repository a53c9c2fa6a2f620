"""The engine process: one per machine, a Unix socket, native models behind three lanes.

Models load before the socket is bound, so whoever can connect can be served. The process
is expendable: it ends itself when native code hangs, and the supervisor starts it again.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trio

from callcore.engines.host.connection import Connection
from callcore.engines.host.desk import Desk
from callcore.engines.host.natives import ModelSettings, Natives, load_natives
from callcore.engines.host.wire import WireError

logger = logging.getLogger(__name__)

NICE: Final = 19  # the tick of calls comes first: p99 3.6 ms at nice 0, 1.3 ms at 19
_BEAT_S: Final = 0.1
_CLEANUP_S: Final = 1.0  # a decode notices its abort flag within 0.3 s
_BACKLOG: Final = 64
_PROGRESS_STEPS: Final = 5  # log lines while a model is converted


class HostError(Exception):
    """The engine process cannot start; ``str()`` is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """How the engine process runs.

    ``self_watch_s``: a loop that stands still for so long is killed by SIGALRM; None for
    tests that share their process. ``chaos`` obeys the operation ``fault``. ``nice`` is
    for the threads of native code; the loop keeps its own, or a full machine would starve
    it until its watch kills it.
    """

    socket: Path
    models: ModelSettings
    chaos: bool = False
    self_watch_s: float | None = 3.0
    nice: int = NICE


async def serve(
    settings: HostSettings,
    *,
    natives: Natives | None = None,
    beat: Callable[[], None] = lambda: None,
    hung: Callable[[str], None] | None = None,
    clients: Callable[[int], None] = lambda _change: None,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until cancelled; ``task_status.started()`` once requests are answered.

    ``beat`` is called ten times a second while the loop runs, from the start, loading
    included. ``clients`` is told 1 for each that comes and -1 for each that goes.
    ``natives`` are loaded if not given. Raises HostError and ModelError.
    """
    with _only_one(settings.socket):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_keep_alive, settings.self_watch_s, beat)
            natives = natives or await _load(settings.models)
            await _serve(settings, natives, hung or _die, clients, task_status)


async def _load(models: ModelSettings) -> Natives:
    def progress(share: float) -> None:
        step = int(share * _PROGRESS_STEPS)
        if step > reached[0]:
            reached[0] = step
            logger.info("preparing Whisper", extra={"percent": round(share * 100)})

    reached = [0]
    started = trio.current_time()
    natives = await trio.to_thread.run_sync(load_natives, models, progress)
    took_s = round(trio.current_time() - started, 1)
    logger.info("native engines are ready", extra={"took_s": took_s})
    return natives


async def _serve(
    settings: HostSettings,
    natives: Natives,
    hung: Callable[[str], None],
    clients: Callable[[int], None],
    task_status: trio.TaskStatus[None],
) -> None:
    desk = Desk(natives, hung, chaos=settings.chaos, nice=settings.nice)

    async def connected(stream: trio.SocketStream) -> None:
        clients(1)
        try:
            async with stream:
                await Connection(stream, desk.serve).run()
        except* WireError as group:
            reason = str(group.exceptions[0])
            logger.warning("dropped a malformed client", extra={"reason": reason})
        finally:
            clients(-1)

    with _listening(settings.socket) as listener:
        try:
            async with trio.open_nursery() as nursery:
                for lane in desk.lanes.values():
                    nursery.start_soon(lane.run)
                task_status.started()
                await trio.serve_listeners(connected, [listener])
        finally:
            desk.abort_all()
            with trio.move_on_after(_CLEANUP_S, shield=True):
                await desk.wait_idle()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold the lock beside ``path``; the kernel frees it however the process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise HostError(f"an engine process serves {path} already") from error
        yield


@contextmanager
def _listening(path: Path) -> Iterator[trio.SocketListener]:
    path.unlink(missing_ok=True)  # a killed process leaves its socket; we hold the lock
    with socket.socket(socket.AF_UNIX) as sock:
        mask = os.umask(0o077)  # nobody else's user may ask
        try:
            sock.bind(str(path))
        except OSError as error:
            raise HostError(f"cannot listen at {path}: {error.strerror}") from error
        finally:
            os.umask(mask)
        sock.listen(_BACKLOG)
        listener = trio.SocketListener(trio.socket.from_stdlib_socket(sock))
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


async def _keep_alive(self_watch_s: float | None, beat: Callable[[], None]) -> None:
    """Beat, and wind up the alarm that kills a loop which stands still."""
    try:
        while True:
            beat()
            if self_watch_s is not None:
                signal.setitimer(signal.ITIMER_REAL, self_watch_s)
            await trio.sleep(_BEAT_S)
    finally:
        if self_watch_s is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _die(lane: str) -> None:
    """End at once: a thread that hangs in native code cannot be stopped otherwise."""
    logger.critical("native code hangs, ending the process", extra={"stage": lane})
    os.kill(os.getpid(), signal.SIGKILL)
