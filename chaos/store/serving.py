"""An ASGI application on Hypercorn, on a real port that is known once it answers."""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import trio
from hypercorn.config import Config
from hypercorn.trio import serve
from quart_trio import QuartTrio

HOST: Final = "127.0.0.1"
GRACE_S: Final = 1.0
BACKLOG: Final = 128


def bind(port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one."""
    listener = socket.create_server((HOST, port), backlog=BACKLOG)
    listener.setblocking(False)
    return listener


async def serve_app(
    app: QuartTrio,
    listener: socket.socket,
    wait_shutdown: Callable[[], Awaitable[None]],
    *,
    task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until ``wait_shutdown`` returns; reports the port when it answers.

    Takes the listener over. An own nursery round ``serve``, because a task of the
    application's nursery that raises would leave a half-dead server behind.
    """
    port = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = GRACE_S
    config.errorlog = logging.getLogger("chaos.store.hypercorn")
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(serve, app, config, shutdown_trigger=wait_shutdown))
        task_status.started(port)
