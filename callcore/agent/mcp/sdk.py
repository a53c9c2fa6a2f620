"""The official SDK behind our port: what it raises becomes a word of ours, in one place.

Its loggers are silenced, because they quote what servers say, and what callers said to
them. A result is not checked against the server's own output schema: a pattern of its
choice would run in our loop.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import anyio
import httpx2
from mcp import Client, MCPError
from mcp.client.session import IncomingMessage
from mcp_types import (
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    Implementation,
    PaginatedRequestParams,
    TextContent,
    ToolListChangedNotification,
)
from pydantic import ValidationError

from callcore.agent.mcp.link import (
    Link,
    LinkError,
    LinkLost,
    LinkRefused,
    News,
    Offered,
    Returned,
)
from callcore.agent.mcp.pipes import open_pipes
from callcore.agent.mcp.settings import ServerSettings
from callcore.agent.mcp.web import open_web

MOST_PAGES: Final = 10
MOST_OFFERED: Final = 500
_TALKATIVE: Final = ("mcp", "client", "httpx2", "httpcore2")
_WHO_WE_ARE: Final = Implementation(name="callcore", version="1")

_BROKEN: Final = (
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    httpx2.HTTPError,
    OSError,
)
_MALFORMED: Final = (
    # what the SDK's own code raises over an answer that it did not foresee
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    ValidationError,
)
FAULTS: Final = (MCPError, *_BROKEN, *_MALFORMED)


@asynccontextmanager
async def open_sdk_link(settings: ServerSettings) -> AsyncIterator[Link]:
    """Connect to a server. Raises :exc:`LinkError`, in a group as it comes.

    The caller sets a deadline. Cancel-safe; closing takes up to 4 s, shielded.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    news = News()
    transport = (open_web if settings.url else open_pipes)(settings, news)
    try:
        async with open_client_link(transport, news) as link:
            yield link
    except* FAULTS as group:
        raise LinkLost(news.lost or _word(group)) from None


@asynccontextmanager
async def open_client_link(server: object, news: News) -> AsyncIterator[Link]:
    """Make a link of whatever the SDK's client connects to; tests hand it a server."""

    async def hear(message: IncomingMessage) -> None:
        await anyio.lowlevel.checkpoint()
        if isinstance(message, ToolListChangedNotification):
            news.change()

    client = Client(
        server,  # type: ignore[arg-type]  # a transport, or a server of a test
        cache=None,
        client_info=_WHO_WE_ARE,
        message_handler=hear,
    )
    async with client:
        yield SdkLink(client, news)


def _word(group: BaseExceptionGroup[Exception]) -> str:
    broken = group.subgroup(_BROKEN)
    return "unreachable" if broken is not None else "no-handshake"


class SdkLink:
    """A :class:`~callcore.agent.mcp.link.Link` over the SDK's client."""

    def __init__(self, client: Client, news: News) -> None:
        self._session = client.session
        self._news = news

    async def tools(self) -> Sequence[Offered]:
        """See :class:`~callcore.agent.mcp.link.Link`."""
        found: list[Offered] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            params = PaginatedRequestParams(cursor=cursor)
            try:
                page = await self._session.list_tools(params=params)
            except FAULTS as exc:
                raise self._ours(exc) from None
            found += [
                Offered(tool.name, tool.description or "", tool.input_schema)
                for tool in page.tools
            ]
            cursor = page.next_cursor
            if cursor is None or len(found) >= MOST_OFFERED:
                break
        return found[:MOST_OFFERED]

    async def call(self, name: str, arguments: Mapping[str, object]) -> Returned:
        """See :class:`~callcore.agent.mcp.link.Link`."""
        params = CallToolRequestParams(name=name, arguments=dict(arguments))
        try:
            result = await self._session.send_request(
                CallToolRequest(params=params), CallToolResult
            )
        except FAULTS as exc:
            raise self._ours(exc) from None
        if result.result_type != "complete":
            raise LinkRefused("asks-back")
        blocks = result.content
        texts = tuple(part.text for part in blocks if isinstance(part, TextContent))
        return Returned(result.is_error, result.structured_content, texts)

    async def wait_news(self) -> str:
        """See :class:`~callcore.agent.mcp.link.Link`."""
        return await self._news.wait()

    def _ours(self, exc: Exception) -> LinkError:
        if self._news.lost:
            return LinkLost(self._news.lost)
        if isinstance(exc, MCPError):
            return LinkRefused("tool-error")
        return (
            LinkLost("broken") if isinstance(exc, _BROKEN) else LinkRefused("malformed")
        )
