"""Tickets: what opens a WebSocket, once, within seconds, for one session and one purpose.

A browser can put no header of its own on a WebSocket, and a token in the address would stand
in every log on the way. So a logged-in client fetches a ticket and shows it as the second
subprotocol of the handshake. It is worth nothing after 15 s, after its use, for another
socket, or once its session is over.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Final

from adminapi.edges.endpoint import ROLES, Principal
from callcore.shared import stamps
from callcore.shared.state.port import State

TICKET_S: Final = 15.0
_BYTES: Final = 24
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{32}")


class Tickets:
    """Gives and takes them. Both raise :exc:`~callcore.shared.state.port.StateDown`."""

    def __init__(self, state: State, now_s: Callable[[], float] = stamps.now_s) -> None:
        self._state = state
        self._now_s = now_s

    async def give(self, who: Principal, purpose: str) -> str:
        """Return a ticket for one socket of ``purpose``."""
        ticket = secrets.token_urlsafe(_BYTES)
        ends_s = self._now_s() + TICKET_S
        value = json.dumps({**asdict(who), "purpose": purpose, "ends_s": ends_s})
        await self._state.put_once(_key(ticket), value, TICKET_S)
        return ticket

    async def take(self, ticket: str, purpose: str) -> Principal | None:
        """Return who got the ticket; ``None`` if it is not good here and now.

        It is used up then, also if it was for another purpose.
        """
        if _FORM.fullmatch(ticket) is None:
            return None
        value = await self._state.pop(_key(ticket))
        if value is None:
            return None
        known = json.loads(value)  # our own words
        if known["purpose"] != purpose or known["ends_s"] < self._now_s():
            return None
        if known["role"] not in ROLES:
            return None
        return Principal(**{each.name: known[each.name] for each in fields(Principal)})


def _key(ticket: str) -> str:
    return f"ticket:{ticket}"
