"""Sessions of open sockets: all of them are asked for, twice a second.

A request shows its token each time; a socket showed a ticket once, so somebody has to look
whether its session still lives.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from typing import Final, Protocol

import trio

from adminapi.edges.endpoint import Principal

LOOK_S: Final = 0.4  # a socket closes within a second
AT_ONCE: Final = 8  # sessions, of two names each: denied() takes sixteen


class Judge(Protocol):
    """Knows which sessions are over; :class:`adminapi.auth.guard.Guard` does."""

    async def is_alive(self, who: Principal) -> bool:
        """Say whether a token is good. Raises ``unavailable``."""

    async def over(self, all_of: Sequence[Principal]) -> AbstractSet[str]:
        """Return the ids of the sessions that are over; never fails open."""


class Watchman:
    """Tells open sockets when to close; :meth:`run` beside the servers."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._watched: dict[trio.Event, Principal] = {}

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return len(self._watched)

    async def is_alive(self, who: Principal) -> bool:
        """Say whether a token is good now. Raises ``unavailable``."""
        return await self._judge.is_alive(who)

    @asynccontextmanager
    async def watch(self, who: Principal) -> AsyncIterator[trio.Event]:
        """Yield an event that is set within a second after the session was over."""
        event = trio.Event()
        self._watched[event] = who
        try:
            yield event
        finally:
            self._watched.pop(event, None)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await trio.sleep(LOOK_S)
            if self._watched:
                await self.look()

    async def look(self) -> None:
        """Ask once and tell whose session is over."""
        principals = list(dict.fromkeys(self._watched.values()))
        over: set[str] = set()
        for at in range(0, len(principals), AT_ONCE):
            over |= await self._judge.over(principals[at : at + AT_ONCE])
        for event, who in list(self._watched.items()):
            if who.session_id in over:
                event.set()
