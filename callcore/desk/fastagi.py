"""The Trio shell of FastAGI: Asterisk asks, a handler answers, within 3 s.

The protocol is :mod:`callcore.protocol.fastagi`. Asterisk has no read time-out of its
own (ASTERISK.md section 11), so each connection has ours, and their number is limited.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

import trio

from callcore.desk.culprit import name_failure
from callcore.protocol.errors import PeerError
from callcore.protocol.fastagi import (
    AgiServer,
    Eof,
    Event,
    Request,
    Response,
    encode_get_variable,
    encode_set_variable,
)

REQUEST_S: Final = 3.0  # a request takes 5 ms (ASTERISK.md section 11)
MAX_CONNECTIONS: Final = 256
RECEIVE_BYTES: Final = 4096

log = logging.getLogger(__name__)


class AgiEnded(Exception):
    """Asterisk closed the connection before we were through."""


class AgiChannel:
    """One request and the channel behind it. All methods are cancel-safe."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self._protocol = AgiServer()
        self._events: deque[Event] = deque()

    async def wait_request(self) -> Request:
        """Return what the dialplan asks; :exc:`AgiEnded`, :exc:`PeerError`."""
        while True:
            event = await self._next_event()
            if isinstance(event, Request):
                return event

    async def set_variable(self, name: str, value: str) -> bool:
        """Set a variable of the channel; ``False`` if Asterisk would not."""
        return (await self._command(encode_set_variable(name, value))).succeeded

    async def get_variable(self, name: str) -> str:
        """Return a variable of the channel, ``""`` if it is not set."""
        return (await self._command(encode_get_variable(name))).data or ""

    async def _command(self, command: bytes) -> Response:
        await self._stream.send_all(command)
        while True:
            event = await self._next_event()
            if isinstance(event, Response):
                return event  # a HANGUP between is no answer; variables still work

    async def _next_event(self) -> Event:
        while not self._events:
            data = await self._stream.receive_some(RECEIVE_BYTES)
            self._events.extend(self._protocol.receive_data_untrusted(bytes(data)))
        event = self._events.popleft()
        if isinstance(event, Eof):
            raise AgiEnded
        return event


AgiHandler = Callable[[AgiChannel], Awaitable[None]]


class AgiService:
    """Serves one FastAGI port; ``name`` is its name in the log."""

    def __init__(
        self, name: str, handler: AgiHandler, *, max_connections: int = MAX_CONNECTIONS
    ) -> None:
        self._name = name
        self._handler = handler
        self._max_connections = max_connections
        self._open = 0
        self.refused = 0  # connections beyond the limit, for the metrics

    async def run(self, listener: trio.SocketListener) -> NoReturn:
        """Serve until cancelled; the port is open from before, so nothing to await."""
        await trio.serve_listeners(self.serve, [listener])

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Serve one connection and close it; nothing that it does comes out."""
        if self._open >= self._max_connections:
            self.refused += 1
            await trio.aclose_forcefully(stream)
            return
        self._open += 1
        try:
            with trio.move_on_after(REQUEST_S) as scope:
                async with stream:
                    await self._handle(stream)
            if scope.cancelled_caught:
                self._note("FastAGI request took too long")
        finally:
            self._open -= 1

    async def _handle(self, stream: trio.abc.Stream) -> None:
        try:
            await self._handler(AgiChannel(stream))
        except (AgiEnded, trio.BrokenResourceError) as exc:
            self._note("FastAGI connection ended early", exc)
        except PeerError as exc:
            self._note("FastAGI garbage", exc)
        except Exception as exc:  # noqa: BLE001 -- D-005: per connection
            log.error(  # noqa: TRY400
                "FastAGI request failed",
                extra={"desk": self._name, "error": name_failure(exc)},
            )

    def _note(self, what: str, exc: Exception | None = None) -> None:
        error = "" if exc is None else str(exc) or type(exc).__name__
        log.warning(what, extra={"desk": self._name, "error": error})
