"""The client at the other end of a WebSocket, in memory (adminapi.edges.socket.Peer)."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

import trio


class FakePeer:
    """What the server sends is kept in ``heard``; ``say`` is what the client sends.

    ``reads`` set to False makes it a client that takes nothing.
    """

    def __init__(self) -> None:
        self.heard: list[str | bytes] = []
        self.reads = True
        self._said: deque[str | bytes] = deque()
        self._news = trio.Event()
        self._heard_news = trio.Event()

    def say(self, message: Any) -> None:
        """Send JSON, or text and bytes as they are."""
        plain = isinstance(message, str | bytes)
        self._said.append(message if plain else json.dumps(message))
        self._news.set()

    async def receive(self) -> str | bytes:
        """Return what the client said next."""
        while not self._said:
            self._news = trio.Event()
            await self._news.wait()
        await trio.lowlevel.checkpoint()
        return self._said.popleft()

    async def send(self, message: str | bytes) -> None:
        """Take a message, unless the client does not read."""
        while not self.reads:
            await trio.sleep_forever()
        await trio.lowlevel.checkpoint()
        self.heard.append(message)
        self._heard_news.set()

    @property
    def told(self) -> list[Any]:
        """Return the JSON messages that came."""
        return [json.loads(each) for each in self.heard if isinstance(each, str)]

    def of(self, kind: str) -> list[Any]:
        """Return the JSON messages of a type."""
        return [each for each in self.told if each["type"] == kind]

    async def wait(self, kind: str, count: int = 1) -> Any:
        """Wait until ``count`` messages of a type have come and return the last."""
        while len(self.of(kind)) < count:
            self._heard_news = trio.Event()
            await self._heard_news.wait()
        return self.of(kind)[count - 1]
