"""The live board over HTTP, and its WebSocket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from adminapi.edges.endpoint import ANYBODY, Ask, Endpoint
from adminapi.edges.problem import Problem
from adminapi.edges.socket import Socket
from adminapi.edges.tickets import TICKET_S, Tickets
from adminapi.live import rows
from adminapi.live.board import Json
from adminapi.live.client import Live
from adminapi.live.shapes import BoardTold, CursorTold, LiveCallTold, TicketTold
from adminapi.office import Office
from adminapi.serving import Task
from callcore.shared.database.errors import DatabaseError

PURPOSE: Final = "live"
PROTOCOL: Final = "callcore.live.v1"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoints of the board."""
    handlers = _Handlers(office)
    return [
        Endpoint(
            method="GET",
            path="/live/calls",
            about="What is on now: calls, workers, operators",
            handler=handlers.board,
            roles=ANYBODY,
            tag="live",
            told=BoardTold,
        ),
        Endpoint(
            method="GET",
            path="/live/calls/<uuid:call_id>",
            about="One call that is on",
            handler=handlers.call,
            roles=ANYBODY,
            tag="live",
            told=LiveCallTold,
        ),
        Endpoint(
            method="POST",
            path="/live/ticket",
            about="A ticket for the WebSocket /api/v1/live",
            handler=handlers.ticket,
            roles=ANYBODY,
            tag="live",
            told=TicketTold,
            limit="ticket",
        ),
    ]


def sockets(office: Office) -> Sequence[Socket]:
    """Return the WebSocket of the board."""
    return [
        Socket(
            path="/live",
            about="The live board as it changes",
            protocol=PROTOCOL,
            purpose=PURPOSE,
            roles=ANYBODY,
            hold=Live(office.hub).hold,
        )
    ]


def tasks(office: Office) -> Sequence[Task]:
    """Return what runs beside the servers."""
    return [office.hub.run]


class _Handlers:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._hub = office.hub
        self._tickets = Tickets(office.state, office.now_s)

    async def board(self, ask: Ask) -> BoardTold:
        return BoardTold.model_validate(
            {
                "cursor": CursorTold(**asdict(self._hub.cursor)),
                "stale_since_s": self._hub.stale_since_s,
                "calls": await self._calls(ask),
                "workers": self._hub.workers,
                "operators": self._hub.operators,
            }
        )

    async def call(self, ask: Ask) -> LiveCallTold:
        wanted = ask.id("call_id")
        for call in await self._calls(ask, wanted):
            if call["call_id"] == wanted:
                return LiveCallTold.model_validate(call)
        raise Problem("not-found")

    async def _calls(self, ask: Ask, only: str = "") -> list[Json]:
        """Return the live calls; with numbers in clear for whom they are."""
        clear = ask.who.sees_numbers()
        calls = self._hub.calls(clear=clear)
        unknown = [
            call["call_id"]
            for call in calls
            if call["call_id"] not in self._hub.numbers
            and only in ("", call["call_id"])
        ]
        if not (clear and unknown):
            return calls
        ring = self._office.ring
        try:
            found = await self._office.database.run(
                lambda c: rows.callers(c, unknown, ring)
            )
        except DatabaseError:  # a board without numbers is better than none
            return calls
        return [
            {**call, "caller": found.get(call["call_id"], call["caller"])}
            for call in calls
        ]

    async def ticket(self, ask: Ask) -> TicketTold:
        ticket = await self._tickets.give(ask.who, PURPOSE)
        return TicketTold(ticket=ticket, protocol=PROTOCOL, good_s=TICKET_S)
