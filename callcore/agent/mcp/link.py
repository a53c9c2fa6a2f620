"""A connection to one MCP server as the rest of callcore sees it: a port.

:mod:`callcore.agent.mcp.sdk` speaks the protocol; tests have a link of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

import trio


class LinkError(Exception):
    """Something went wrong between us; ``reason`` is a short word of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LinkLost(LinkError):
    """The server is gone or was never there: connect again."""


class LinkRefused(LinkError):
    """The server answered, but not with a result."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as the server describes it; nothing of it may be trusted."""

    name: str
    description: str
    schema: object


@dataclass(frozen=True, slots=True)
class Returned:
    """What a tool returned; nothing of it may be trusted."""

    is_error: bool
    structured: object
    texts: tuple[str, ...]


class Link(Protocol):
    """One connection, ready for use."""

    async def tools(self) -> Sequence[Offered]:
        """Ask what the server offers. Raises :exc:`LinkError`."""

    async def call(self, name: str, arguments: Mapping[str, object]) -> Returned:
        """Call a tool. Raises :exc:`LinkError`.

        Cancelled: the server is told, and whether the tool has run is not known.
        """

    async def wait_news(self) -> str:
        """Return why the connection is lost, or '' when the tools may have changed."""


OpenLink = Callable[[], AbstractAsyncContextManager[Link]]
"""Connects; raises :exc:`LinkError`, also from the body, alone or in a group."""


class News:
    """What a connection has to tell its keeper: that it is lost, or that tools changed."""

    def __init__(self) -> None:
        self.lost = ""
        self._event = trio.Event()

    def lose(self, reason: str) -> None:
        """Say that the connection is lost; the first reason stays."""
        self.lost = self.lost or reason
        self._event.set()

    def change(self) -> None:
        """Say that the tools may have changed."""
        self._event.set()

    async def wait(self) -> str:
        """See :meth:`Link.wait_news`."""
        await self._event.wait()
        if not self.lost:
            self._event = trio.Event()
        return self.lost
