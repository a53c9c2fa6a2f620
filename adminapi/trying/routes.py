"""The address of the try, and its tickets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adminapi.edges.endpoint import OPERATOR, Ask, Endpoint
from adminapi.edges.socket import Socket
from adminapi.edges.tickets import TICKET_S, Tickets
from adminapi.live.shapes import TicketTold
from adminapi.office import Office
from adminapi.trying.session import Tries

PURPOSE: Final = "try"
PROTOCOL: Final = "callcore.try.v1"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoint that gives tickets."""
    tickets = Tickets(office.state, office.now_s)

    async def give(ask: Ask) -> TicketTold:
        ticket = await tickets.give(ask.who, PURPOSE)
        return TicketTold(ticket=ticket, protocol=PROTOCOL, good_s=TICKET_S)

    return [
        Endpoint(
            method="POST",
            path="/try/ticket",
            about="A ticket for the WebSocket /api/v1/try",
            handler=give,
            roles=OPERATOR,
            tag="try",
            told=TicketTold,
            limit="try",
        )
    ]


def sockets(office: Office) -> Sequence[Socket]:
    """Return the WebSocket."""
    return [
        Socket(
            path="/try",
            about="A call from the browser",
            protocol=PROTOCOL,
            purpose=PURPOSE,
            roles=OPERATOR,
            hold=Tries(office).hold,
        )
    ]
