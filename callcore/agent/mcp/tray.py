"""Messages on their way to a server: putting one in never waits.

The SDK tells the server under a shield of 5 s that a call was cancelled. A server that
has stopped reading would hold a cancelled caller for so long, so between the two stands
this tray. If it is full, the connection is lost: :class:`News`.
"""

from __future__ import annotations

from collections import deque
from types import TracebackType
from typing import Final, Self

import anyio
import trio
from mcp.shared.message import SessionMessage

from callcore.agent.mcp.link import News

MOST_WAITING: Final = 64  # eight calls at once, and a cancellation for each, are 16


class Tray:
    """What the SDK takes for the writing end of a transport."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._waiting: deque[SessionMessage] = deque()
        self._moved = trio.Event()
        self._closed = False

    async def send(self, item: SessionMessage, /) -> None:
        """Put ``item`` in. Raises what the SDK expects of a broken transport."""
        if self._closed:
            raise anyio.ClosedResourceError
        if len(self._waiting) >= MOST_WAITING:
            self._news.lose("stuck")
            raise anyio.BrokenResourceError
        self._waiting.append(item)
        self._moved.set()
        await trio.lowlevel.checkpoint()

    async def take(self) -> SessionMessage | None:
        """Return the next one, ``None`` when no more will come. Cancel-safe."""
        while not self._waiting:
            if self._closed:
                return None
            self._moved = trio.Event()
            await self._moved.wait()
        return self._waiting.popleft()

    async def aclose(self) -> None:
        """Take no more."""
        self._closed = True
        self._moved.set()
        await trio.lowlevel.checkpoint()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()
