"""The two ports of this process: the API with the web UI, and the one for operations.

Background tasks run in a nursery of ours around Hypercorn, never in the application's: one
that fails there leaves a half-dead server (STACK.md section 1). SIGTERM lets requests finish.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import trio
from hypercorn.config import Config
from quart_trio import QuartTrio

from adminapi.edges.connections import serve

GRACE_S: Final = 5.0  # for requests that run when SIGTERM comes
READ_S: Final = 15  # a connection on which nothing comes is closed
HEADER_BYTES: Final = 16_384
BACKLOG: Final = 256

Task = Callable[[], Awaitable[object]]
log = logging.getLogger(__name__)
server_log = logging.getLogger(f"{__name__}.server")


async def run(
    app: QuartTrio,
    bind: str,
    ops: QuartTrio,
    ops_bind: str,
    tasks: Sequence[Task],
    *,
    task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve both until SIGTERM or Ctrl-C, then until the last request is answered.

    Reports the URLs of the API once both ports are open. A task that raises ends all: tasks
    that may fail catch for themselves.
    """
    stop = trio.Event()
    async with trio.open_nursery() as house:
        for task in tasks:
            house.start_soon(task)
        async with trio.open_nursery() as servers:
            servers.start_soon(_obey_signals, stop)
            await servers.start(_serve, ops, ops_bind, stop)
            urls = await servers.start(_serve, app, bind, stop)
            log.info("open", extra={"address": bind, "ops_address": ops_bind})
            task_status.started(urls)
        house.cancel_scope.cancel(reason="the servers have ended")


async def _serve(
    app: QuartTrio,
    bind: str,
    stop: trio.Event,
    *,
    task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    config = Config()
    config.bind = [bind]
    config.backlog = BACKLOG
    config.accesslog = None
    config.errorlog = server_log
    server_log.setLevel(logging.WARNING)
    config.graceful_timeout = GRACE_S
    config.read_timeout = READ_S
    config.keep_alive_timeout = READ_S
    config.h11_max_incomplete_size = HEADER_BYTES
    config.include_server_header = False
    await serve(app, config, stop, task_status=task_status)


async def _obey_signals(stop: trio.Event) -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            stop.set()
            return
