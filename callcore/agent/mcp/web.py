"""A server over streamable HTTP, with everything it sends bounded.

The SDK's transport reads a body of any length, and one connection that breaks ends all
calls of the session. Below it stands :class:`Bounded`, which turns trouble with one
request into an answer to that request, and tells :class:`News` if the server is gone.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Self

import anyio
import httpx2
import trio
from mcp.client._transport import ReadStream, WriteStream
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.message import SessionMessage

from callcore.agent.mcp.link import LinkLost, News
from callcore.agent.mcp.settings import ServerSettings
from callcore.agent.mcp.tray import Tray

MOST_BODY_BYTES: Final = 1_000_000
CONNECT_S: Final = 2.0
SILENCE_S: Final = 10.0  # a tool has 4.5 s; only what was given up lasts longer
NOTICE_S: Final = 1.0  # the SDK sends nothing else while a notification is on its way
WHOLE_S: Final = 20.0  # for a body that drips
CONNECTIONS: Final = 16  # eight calls at once, and as many given up
KEY_S: Final = 5.0
MOST_KEY_CHARS: Final = 4_096
_GONE: Final = frozenset({502, 503, 504})
_NO_KEY: Final = frozenset({401, 403})
_SESSION: Final = "mcp-session-id"

Streams = tuple[ReadStream[SessionMessage | Exception], Tray]


@asynccontextmanager
async def open_web(settings: ServerSettings, news: News) -> AsyncIterator[Streams]:
    """Connect to the address; the key is read anew each time, so it may be changed.

    Raises :exc:`LinkLost` if the key cannot be read. No proxies of the environment.
    """
    headers = {"accept-encoding": "identity"}  # a bounded body stays bounded
    if settings.key_file is not None:
        headers["authorization"] = f"Bearer {await _key(settings.key_file)}"
    bounded = Bounded(_transport(), news)
    async with httpx2.AsyncClient(
        headers=headers,
        transport=bounded,
        timeout=_patience(SILENCE_S),
        trust_env=False,
    ) as http:
        try:
            async with streamable_http_client(settings.url, http_client=http) as (
                reading,
                writing,
            ):
                tray = Tray(news)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(_forward, tray, writing)
                    yield reading, tray
                    nursery.cancel_scope.cancel(reason="the connection is closed")
        finally:
            news.lose("closed")


def _transport() -> httpx2.AsyncHTTPTransport:
    limits = httpx2.Limits(
        max_connections=CONNECTIONS, max_keepalive_connections=2, keepalive_expiry=60
    )
    return httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)


def _patience(silence_s: float) -> httpx2.Timeout:
    connect_s = min(CONNECT_S, silence_s)
    return httpx2.Timeout(silence_s, connect=connect_s, pool=connect_s)


async def _key(path: Path) -> str:
    def read() -> str:
        with path.open(encoding="ascii") as file:
            return file.read(MOST_KEY_CHARS + 1).strip()

    try:
        with trio.fail_after(KEY_S):
            key = await trio.to_thread.run_sync(read, abandon_on_cancel=True)
    except (OSError, ValueError, trio.TooSlowError):
        raise LinkLost("no-key") from None
    if not key.isprintable() or not 1 <= len(key) <= MOST_KEY_CHARS or " " in key:
        raise LinkLost("no-key")
    return key


async def _forward(tray: Tray, writing: WriteStream[SessionMessage]) -> None:
    """Hand on what is in the tray, until it is closed or nobody takes it."""
    try:
        async with writing:
            while (message := await tray.take()) is not None:
                await writing.send(message)
    except (anyio.BrokenResourceError, anyio.ClosedResourceError):
        await tray.aclose()


class Bounded(httpx2.AsyncBaseTransport):
    """Asks through ``inner``; answers with a status of its own where that fails."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, news: News) -> None:
        self._inner = inner
        self._news = news

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See the module; raises nothing of the network."""
        if request.method == "GET" and "last-event-id" not in request.headers:
            return httpx2.Response(405)  # we take no requests and need no news
        if _is_notice(request):
            request.extensions["timeout"] = _patience(NOTICE_S).as_dict()
        try:
            response = await self._inner.handle_async_request(request)
        except httpx2.TransportError as exc:
            if not isinstance(exc, httpx2.ReadTimeout):
                self._news.lose("unreachable")
            return httpx2.Response(504)
        self._judge(request, response)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            return httpx2.Response(502)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Body(response.stream, self._news),
            extensions=response.extensions,
        )

    def _judge(self, request: httpx2.Request, response: httpx2.Response) -> None:
        status = response.status_code
        if status in _NO_KEY:
            self._news.lose("key-refused")
        elif status in _GONE:
            self._news.lose("unreachable")
        elif status == 404 and _SESSION in request.headers:
            self._news.lose("session-over")

    async def aclose(self) -> None:
        """Close ``inner``."""
        await self._inner.aclose()


def _is_notice(request: httpx2.Request) -> bool:
    """Return whether nobody waits for the answer."""
    if request.method != "POST":
        return request.method == "DELETE"
    return "id" not in json.loads(request.content)


class _Body(httpx2.AsyncByteStream):
    """A body with an end, in bytes and in time.

    It raises :exc:`httpx2.StreamError`, which the SDK answers the waiting caller with.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, news: News) -> None:
        self._stream = stream
        self._news = news

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Chunks(aiter(self._stream), self._news)

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Chunks:
    """The chunks of a body. Not a generator: nobody would close it."""

    def __init__(self, chunks: AsyncIterator[bytes], news: News) -> None:
        self._chunks = chunks
        self._news = news
        self._left = MOST_BODY_BYTES
        self._until = trio.current_time() + WHOLE_S

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await anext(self._chunks)
        except httpx2.TransportError as exc:
            if not isinstance(exc, httpx2.ReadTimeout):
                self._news.lose("broken")
            raise httpx2.StreamError("broken") from exc
        self._left -= len(chunk)
        if self._left < 0 or trio.current_time() > self._until:
            raise httpx2.StreamError("too long")
        return chunk
