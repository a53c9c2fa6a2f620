"""What a follower of the events has not read yet: bounded, and broken off when full."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final, Self

import trio

from callcore.shared.state.port import Event, StateDown

MAX_UNREAD: Final = 10_000  # events; who is that far behind takes a new snapshot


class Follower:
    """An iterator over events that others add.

    ``add`` and ``end`` are synchronous and belong to the thread of the loop. What came before
    the end is still read. One reader; cancelling it loses nothing.
    """

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._news = trio.Event()
        self._ended = ""

    def add(self, events: Iterable[Event]) -> None:
        """Append events; whoever does not read them in time is broken off: ``slow``."""
        if self._ended:
            return
        self._events.extend(events)
        if len(self._events) > MAX_UNREAD:
            self._events.clear()
            self.end("slow")
        self._news.set()

    def end(self, word: str) -> None:
        """Let the reader have :exc:`StateDown` after what is there. Idempotent."""
        self._ended = self._ended or word
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        """Return the next event. Raises :exc:`StateDown`."""
        await trio.lowlevel.checkpoint()
        while not self._events:
            if self._ended:
                raise StateDown(self._ended)
            self._news = trio.Event()
            await self._news.wait()
        return self._events.popleft()
