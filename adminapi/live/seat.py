"""The seat of one client of the hub: a short queue, and never a long one.

A client that does not read is not waited for: when more than :data:`MOST_MESSAGES` or
:data:`MOST_CHARS` wait for it, all of it is thrown away and the client is closed with 4008;
it comes back for a snapshot when it can read again.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import trio

from adminapi.edges.closing import TOO_SLOW, Closing

MOST_MESSAGES: Final = 100  # ten seconds of a busy board
MOST_CHARS: Final = 4_000_000  # a snapshot of thousands of calls fits


class Seat:
    """``clear``: he sees callers' numbers. ``follows``: the one call he listens to.

    ``whole``: he hears all events of that call, not only what a board leaves out.
    """

    def __init__(
        self, *, clear: bool = False, follows: str = "", whole: bool = False
    ) -> None:
        self.clear = clear
        self.follows = follows
        self.whole = whole
        self._slow = trio.Event()
        self._waiting: deque[str] = deque()  # bounded by put
        self._chars = 0
        self._news = trio.Event()

    @property
    def is_slow(self) -> bool:
        """Say whether the client let too much wait."""
        return self._slow.is_set()

    def put(self, text: str) -> None:
        """Queue a message; too many of them end the client."""
        if self._slow.is_set():
            return
        self._waiting.append(text)
        self._chars += len(text)
        if len(self._waiting) > MOST_MESSAGES or self._chars > MOST_CHARS:
            self._slow.set()
            self._waiting.clear()
        self._news.set()

    async def next(self) -> str:
        """Return the next message, in order."""
        while not self._waiting:
            self._news = trio.Event()
            await self._news.wait()
        text = self._waiting.popleft()
        self._chars -= len(text)
        return text

    async def end_when_slow(self) -> None:
        """Raise :exc:`Closing` once the client has let too much wait."""
        await self._slow.wait()
        raise Closing(TOO_SLOW, "too-slow")
