"""WebSockets as rows of a table, like endpoints, and the door that they are behind.

The door refuses before the upgrade, with 403 and a problem: a foreign or missing Origin, any
query string (a token in an address would be logged), a missing, used, late or foreign
ticket, a role that may not. Behind it a socket lives as long as its session: it is closed
with 4001 within a second of logout, of a change of role, and when the access token that
fetched the ticket is over; the client then comes back with a new ticket.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

import trio
from quart import Response, websocket
from quart_trio import QuartTrio

from adminapi.edges.clientaddress import ClientAddress
from adminapi.edges.closing import BUG, SESSION_OVER, TRY_LATER, Closing
from adminapi.edges.endpoint import PREFIX, Answer, Ask, Endpoint, Principal, Role
from adminapi.edges.gate import Throttle
from adminapi.edges.headers import secure
from adminapi.edges.pipeline import as_problem, problem_response
from adminapi.edges.problem import Problem
from adminapi.edges.tickets import Tickets
from adminapi.edges.watching import Watchman

FAREWELL_S: Final = 1.0  # for the client to answer our close

log = logging.getLogger(__name__)


class Peer(Protocol):
    """The client at the other end of a socket, after the upgrade."""

    async def receive(self) -> str | bytes:
        """Return the next message. Ends by cancellation when the client has gone."""

    async def send(self, message: str | bytes) -> None:
        """Send a message; one task at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Socket:
    """One WebSocket. ``hold`` serves a client until it returns or is cancelled."""

    path: str  # below /api/v1
    about: str
    protocol: str  # the subprotocol; names the messages and their version
    purpose: str  # of its tickets
    roles: frozenset[Role]
    hold: Callable[[Principal, Peer], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Door:
    """What every handshake passes."""

    origin: str  # as a browser writes it: https://office.example
    tickets: Tickets
    watchman: Watchman
    throttle: Throttle
    address_of: ClientAddress

    async def admit(self, socket: Socket) -> Principal:
        """Return who stands before the door. Raises :exc:`Problem`."""
        await self.throttle(_HANDSHAKE, self.address_of(websocket), None)
        if websocket.headers.getlist("Origin") != [self.origin]:  # exact, and once
            raise Problem("wrong-origin")
        offered = websocket.requested_subprotocols
        if websocket.query_string or len(offered) != 2 or offered[0] != socket.protocol:
            raise Problem("wrong-ticket")
        who = await self.tickets.take(offered[1], socket.purpose)
        if who is None or who.role not in socket.roles:
            raise Problem("wrong-ticket")
        if not await self.watchman.is_alive(who):
            raise Problem("wrong-ticket")
        return who


def origin_of(url: str) -> str:
    """Return the origin of a URL, as browsers write it: no default port, no path."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}"


def mount(app: QuartTrio, sockets: Sequence[Socket], door: Door) -> None:
    """Let ``app`` route to ``sockets``."""
    for socket in sockets:
        app.add_websocket(
            PREFIX + socket.path, f"ws_{socket.purpose}", _view(socket, door)
        )


def _view(socket: Socket, door: Door) -> Callable[[], Awaitable[Response | None]]:
    async def view() -> Response | None:
        request_id = str(uuid.uuid4())
        try:
            who = await door.admit(socket)
        except Exception as error:  # noqa: BLE001 - D-108, the same table of errors
            return await secure(problem_response(as_problem(error), request_id))
        headers = {"X-Request-Id": request_id}
        await websocket.accept(headers=headers, subprotocol=socket.protocol)
        fields = {
            "request_id": request_id,
            "user_id": who.user_id,
            "purpose": socket.purpose,
        }
        log.info("a socket is open", extra=fields)
        code, why = await _live(socket, door, who)
        log.info("a socket was closed", extra={**fields, "code": code, "why": why})
        await _close(code, why)
        return None

    return view


async def _live(socket: Socket, door: Door, who: Principal) -> tuple[int, str]:
    """Serve a client as long as he may be; return why no longer."""
    try:
        async with door.watchman.watch(who) as over, trio.open_nursery() as nursery:
            nursery.start_soon(_end_with, over, nursery.cancel_scope)
            await socket.hold(who, _Wire())
            nursery.cancel_scope.cancel(reason="served")
    except Exception as error:  # noqa: BLE001 - D-108: the error table, of a socket
        return _verdict(error)
    return (SESSION_OVER, "session-over") if over.is_set() else (1000, "done")


async def _end_with(over: trio.Event, scope: trio.CancelScope) -> None:
    await over.wait()
    scope.cancel(reason="the session is over")


def _verdict(error: BaseException) -> tuple[int, str]:
    """Return the code and the word of what ended a socket."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, Closing):
        return error.code, str(error)
    problem = as_problem(error) if isinstance(error, Exception) else Problem("bug")
    return (TRY_LATER if problem.status == 503 else BUG), problem.word


async def _close(code: int, why: str) -> None:
    """Say goodbye, and read until the client has answered.

    Unread input would make the kernel throw our words away.
    """
    with trio.move_on_after(FAREWELL_S):
        await websocket.close(code, why)
        while True:
            await websocket.receive()


class _Wire:
    """The :class:`Peer` of the WebSocket that Quart holds."""

    async def receive(self) -> str | bytes:
        message = await websocket.receive()
        return b"" if message is None else message  # Quart's word for no bytes

    async def send(self, message: str | bytes) -> None:
        await websocket.send(message)


async def _nobody(_ask: Ask) -> Answer:
    raise Problem("not-found")


#: handshakes count as requests of an address that has not shown yet who it is
_HANDSHAKE: Final = Endpoint(
    method="GET", path="/", about="", handler=_nobody, tag="", limit="address"
)
