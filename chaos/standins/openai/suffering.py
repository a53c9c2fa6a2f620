"""What trouble does to an HTTP answer, for all methods alike."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

import trio
from quart import Response, request

from chaos.standins.mishaps import Luck
from chaos.standins.openai.refusal import JSON, REFUSALS, Refusal
from chaos.standins.seen import Seen
from chaos.standins.tearing import tear
from chaos.standins.trouble import Trouble, TroubleKind

SPOILING: Final[frozenset[TroubleKind]] = frozenset({"garbage", "rubbish", "huge"})
RESET_S: Final = 5.0  # a torn connection cancels its request long before
PAGE: Final = b"<!doctype html><title>502</title>\xff\xfe<h1>Bad gateway"


class Streaming(Response):
    """An answer that comes in parts."""


class Cut(Exception):
    """The answer ends here, well formed as HTTP."""


class Fate:
    """The luck of one request, and its client's address."""

    def __init__(self, luck: Luck, seen: Seen) -> None:
        self.seen = seen
        self._luck = luck
        self._client = request.scope.get("client")  # host and port

    async def begin(self) -> None:
        """Let happen what strikes before the answer's first byte."""
        await self._suffer(self._luck.at_start(headers=True))

    async def meet(self) -> Trouble:
        """Return how the next part is to be spoilt, if it is; may raise or hang."""
        trouble = self._luck.at_answer()
        if trouble.kind not in SPOILING:
            await self._suffer(trouble)
        self.seen.answers += 1
        return trouble

    async def _suffer(self, trouble: Trouble) -> None:
        kind = trouble.kind
        if kind in REFUSALS:
            raise Refusal(*REFUSALS[kind])
        if kind == "delay":
            await trio.sleep(trouble.delay_s)
        elif kind == "hang":
            await trio.sleep_forever()
        elif kind == "cut":
            self.seen.ended = "cut"
            raise Cut
        elif kind == "reset":
            await self.tear()

    async def tear(self) -> None:
        """Break the connection under the answer."""
        self.seen.ended = "cut"
        if self._client:
            tear(str(self._client[0]), int(self._client[1]))
        await trio.sleep(RESET_S)
        raise ConnectionResetError


async def attend(seen: Seen, work: Callable[[], Awaitable[Response]]) -> Response:
    """Answer with what ``work`` returns or refuses; keep the record of how it ended.

    A streaming answer is ended by :func:`streamed` instead.
    """
    try:
        response = await work()
    except Refusal as refusal:
        end(seen, "refused")
        seen.error = str(refusal.code or refusal.status)
        return refusal.response()
    except trio.Cancelled:
        end(seen, "cancelled")
        raise
    except Cut:
        return Response(b"{", content_type=JSON)
    if not isinstance(response, Streaming):
        end(seen, "done")
    return response


async def streamed(
    seen: Seen, parts: AsyncGenerator[bytes, None]
) -> AsyncGenerator[bytes, None]:
    """Pass on the parts of an answer; keep the record of how it ended."""
    try:
        async with aclosing(parts):
            async for part in parts:
                yield part
        end(seen, "done")
    except Cut:
        return
    finally:
        end(seen, "cancelled")  # left by its client


def streaming(
    seen: Seen, parts: AsyncGenerator[bytes, None], content_type: str
) -> Response:
    """Return an answer that comes in parts, for as long as they come."""
    response = Streaming(streamed(seen, parts), content_type=content_type)
    response.timeout = None
    return response


def end(seen: Seen, how: str) -> None:
    """Write down how a request ended, unless it is known."""
    if seen.ended == "open":
        seen.ended = how  # type: ignore[assignment]
