"""The admin API on a real port, for WebSockets; beside :mod:`tests.kit.adminhouse`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from hypercorn.config import Config
from trio_websocket import WebSocketConnection, wrap_client_stream

from adminapi.edges import connections
from tests.kit.adminhouse import ORIGIN, AdminHouse


@asynccontextmanager
async def on_a_port(house: AdminHouse) -> AsyncIterator[int]:
    """Serve a house on loopback, with its background tasks; yield the port."""
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.graceful_timeout = 0.2
    config.read_timeout = 15
    config.errorlog = None
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        for task in house.house.tasks:
            nursery.start_soon(task)
        urls = await nursery.start(connections.serve, house.house.api, config, stop)
        yield int(urls[0].rpartition(":")[2])
        nursery.cancel_scope.cancel(reason="the test is over")


async def ticket(house: AdminHouse, role: str = "viewer", what: str = "live") -> Any:
    """Return what a user of a role gets for a ticket: ``ticket`` and ``protocol``."""
    told = await house.post(f"/{what}/ticket", role=role)
    assert told.status == 200, told.json
    return told.json


@asynccontextmanager
async def socket(
    port: int, given: Any, path: str = "/api/v1/live", *, origin: str | None = ORIGIN
) -> AsyncIterator[WebSocketConnection]:
    """Open a WebSocket with a ticket as a browser does."""
    headers = [] if origin is None else [(b"Origin", origin.encode())]
    words = [given["protocol"], given["ticket"]]
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream, trio.open_nursery() as nursery:
        opened = await wrap_client_stream(
            nursery, stream, ORIGIN, path, subprotocols=words, extra_headers=headers
        )
        yield opened
        with trio.move_on_after(1):
            await opened.aclose()
        nursery.cancel_scope.cancel(reason="the test is over")
