"""Connections of the API: Hypercorn's protocol, each connection behind a wall of its own.

``hypercorn.trio.serve`` of 0.18 is not used, because one stranger could end it:

* what a connection raises ends the server, and a header of an upgrade that is not ASCII
  raises before anybody has looked at a token;
* it sends under a shield without a deadline, so a client that does not read keeps a task,
  a socket and its buffers for ever;
* it takes h2c and ``PRI *`` from anybody, and inflates what a WebSocket sends without a
  bound. A reverse proxy speaks HTTP/1.1 with us, and our messages are small.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Final

import h11
import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.trio.task_group import TaskGroup
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState
from hypercorn.utils import parse_socket_addr, repr_socket_addr
from quart_trio import QuartTrio

from adminapi.edges.headers import SECURITY

SEND_S: Final = 8.0  # for one piece; a client that takes none of it for so long is gone
CLOSE_S: Final = 1.0
SEND_BUFFER_BYTES: Final = 262_144  # of the kernel, for each connection
MOST_CONNECTIONS: Final = 2_000
MESSAGE_BYTES: Final = 16_384  # of a WebSocket message that a client sends
PING_S: Final = (
    5.0  # to WebSockets: who does not answer is closed by config.read_timeout
)

log = logging.getLogger(__name__)


async def serve(
    app: QuartTrio,
    config: Config,
    stop: trio.Event,
    *,
    task_status: trio.TaskStatus[list[str]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve ``app`` until ``stop``, then up to ``config.graceful_timeout`` for the rest.

    Reports its URLs once its ports are open. Raises :exc:`OSError` if they cannot be.
    """
    config.websocket_max_message_size = MESSAGE_BYTES
    config.websocket_ping_interval = PING_S
    context = WorkerContext(None)
    room = trio.CapacityLimiter(MOST_CONNECTIONS)

    async def hold(stream: trio.SocketStream) -> None:
        await _hold(app, config, context, stream, room)

    listeners = _listeners(config)
    urls = [_url(listener) for listener in listeners]
    async with trio.open_nursery() as connections:
        async with trio.open_nursery() as accepting:
            accepting.start_soon(_accept, hold, listeners, connections)
            task_status.started(urls)
            await stop.wait()
            accepting.cancel_scope.cancel(reason="stopping")
        await context.terminated.set()
        connections.cancel_scope.deadline = (
            trio.current_time() + config.graceful_timeout
        )


async def _accept(
    hold: Callable[[trio.SocketStream], Awaitable[None]],
    listeners: list[trio.SocketListener],
    connections: trio.Nursery,
) -> None:
    """Accept for ever; ``connections`` outlives this, so that requests can end."""
    await trio.serve_listeners(hold, listeners, handler_nursery=connections)


def _listeners(config: Config) -> list[trio.SocketListener]:
    listeners = []
    for sock in config.create_sockets().insecure_sockets:
        # connections inherit it
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        sock.set_inheritable(False)
        sock.listen(config.backlog)
        listeners.append(trio.SocketListener(trio.socket.from_stdlib_socket(sock)))
    return listeners


def _url(listener: trio.SocketListener) -> str:
    sock = listener.socket
    return f"http://{repr_socket_addr(sock.family, sock.getsockname())}"


async def _hold(
    app: QuartTrio,
    config: Config,
    context: WorkerContext,
    stream: trio.SocketStream,
    room: trio.CapacityLimiter,
) -> None:
    """Hold one connection; whatever happens there ends there."""
    try:
        room.acquire_on_behalf_of_nowait(stream)
    except trio.WouldBlock:
        await trio.aclose_forcefully(stream)
        return
    try:
        await Connection(app, config, context, stream).run()
    except Exception as error:  # noqa: BLE001 - D-109
        log.warning("a connection failed", extra={"error_type": _kind(error)})
    except BaseExceptionGroup as group:
        rest = group.split(trio.Cancelled)[1]
        if rest is None:
            raise
        log.warning("a connection failed at the end", extra={"error_type": _kind(rest)})
        await trio.lowlevel.checkpoint()  # the end is told to it here
    finally:
        room.release_on_behalf_of(stream)
        await trio.aclose_forcefully(stream)


def _kind(error: BaseException) -> str:
    """Return what failed, without its words: those quote the client."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__


class Connection(TCPServer):
    """One connection. See the module for what it does otherwise than its parent."""

    def __init__(
        self,
        app: QuartTrio,
        config: Config,
        context: WorkerContext,
        stream: trio.SocketStream,
    ) -> None:
        wrapped: Any = ASGIWrapper(app)
        super().__init__(wrapped, config, context, ConnectionState({}), stream)  # type: ignore[arg-type]

    async def run(self) -> None:
        """Hold it until it is closed."""
        sock = self.stream.socket
        try:
            client = parse_socket_addr(sock.family, sock.getpeername())
            server = parse_socket_addr(sock.family, sock.getsockname())
            async with TaskGroup() as tasks:
                self._task_group = tasks
                self.protocol = _Http1(  # type: ignore[assignment]
                    self.app,
                    self.config,
                    self.context,
                    tasks,
                    ConnectionState({}),
                    False,
                    client,
                    server,
                    self.protocol_send,
                )
                await self.protocol.initiate()
                await self.idle_task.restart(tasks, self._idle_timeout)
                await self._read_data()
        except OSError:
            pass
        finally:
            await trio.aclose_forcefully(self.stream)

    async def protocol_send(self, event: Event) -> None:
        """Send under a deadline; after half a piece nothing else may follow it."""
        if not isinstance(event, RawData):
            # the end of a request cancels its task, which is the one that closes
            with trio.move_on_after(CLOSE_S, shield=True):
                await super().protocol_send(event)
            return
        with trio.move_on_after(SEND_S, shield=True):
            async with self.send_lock:
                try:
                    await self.stream.send_all(event.data)
                except (trio.BrokenResourceError, trio.ClosedResourceError):
                    pass
                else:
                    return
        await trio.aclose_forcefully(self.stream)
        await self.protocol.handle(Closed())


class _Http1(H11Protocol):
    """HTTP/1.1 and WebSockets without extensions; nothing is upgraded to HTTP/2."""

    async def _check_protocol(self, event: h11.Request) -> None:
        """Stay what we are."""

    async def _send_error_response(self, status_code: int) -> None:
        """Answer what no application sees; with the security headers, as everything."""
        head = [
            (b"content-length", b"0"),
            (b"connection", b"close"),
            *((name.encode(), value.encode()) for name, value in SECURITY),
            *self.config.response_headers("h11"),
        ]
        await self._send_h11_event(h11.Response(headers=head, status_code=status_code))
        await self._send_h11_event(h11.EndOfMessage())

    async def _create_stream(self, request: h11.Request) -> None:
        if request.http_version not in (b"1.1", b"1.0"):
            await self._send_error_response(505)
            await self.send(Closed())
            return
        size = sum(len(name) + len(value) + 4 for name, value in request.headers)
        if size + len(request.target) > self.config.h11_max_incomplete_size:
            # h11 looks only at headers that come in several pieces
            await self._send_error_response(431)
            await self.send(Closed())
            return
        headers = [
            (name, value)
            for name, value in request.headers
            if name != b"sec-websocket-extensions"
        ]
        if any(_garbled(name, value) for name, value in headers):
            await self._send_error_response(400)
            await self.send(Closed())
            return
        await super()._create_stream(
            h11.Request(
                method=request.method,
                headers=headers,
                target=request.target,
                http_version=request.http_version,
            )
        )


def _garbled(name: bytes, value: bytes) -> bool:
    """Say whether it is a header of a handshake that could not be decoded."""
    of_handshake = name.startswith(b"sec-websocket") or name == b"connection"
    return (of_handshake or name == b"upgrade") and not value.isascii()
