"""The answers of one request, on their way through whatever trouble there is."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import grpc.aio

from chaos.standins.google.refusal import REFUSALS, Code, Cut, Refusal
from chaos.standins.mishaps import Luck
from chaos.standins.seen import Seen
from chaos.standins.tearing import tear
from chaos.standins.trouble import Trouble, TroubleKind

#: a protobuf, or the bytes of something that is none; the classes of protobufs are made
#: at run time, so mypy knows none of them
Message = Any
Context = grpc.aio.ServicerContext[Any, Any]
SPOILING: Final[frozenset[TroubleKind]] = frozenset({"garbage", "rubbish", "huge"})
RESET_S: Final = 5.0  # a torn connection cancels its requests long before


class Spoiler(Protocol):
    """Makes bad answers of one method."""

    def __call__(self, kind: TroubleKind, message: Message, number: int, /) -> Message:
        """Return what is sent instead of ``message``: a message, or raw bytes."""


class Answers:
    """Sends them."""

    def __init__(
        self, context: Context, luck: Luck, seen: Seen, spoil: Spoiler
    ) -> None:
        self._context = context
        self._luck = luck
        self._seen = seen
        self._spoil = spoil

    async def begin(self) -> None:
        """Let happen what strikes before any answer."""
        await self._suffer(self._luck.at_start())

    async def send(self, message: Message) -> None:
        """Send one answer of a stream, which may go wrong."""
        await self.tell(await self.prepare(message))

    async def tell(self, message: Message) -> None:
        """Send what does not count as an answer, as a speech event."""
        await self._context.write(message)

    async def prepare(self, message: Message) -> Message:
        """Return what goes out instead of ``message``; raises Refusal or Cut."""
        trouble = self._luck.at_answer()
        if trouble.kind in SPOILING:
            message = self._spoil(trouble.kind, message, self._seen.answers)
        else:
            await self._suffer(trouble)
        self._seen.answers += 1
        return message

    async def _suffer(self, trouble: Trouble) -> None:
        kind = trouble.kind
        if kind == "none":
            return
        if kind in REFUSALS:
            raise Refusal(*REFUSALS[kind])
        if kind == "delay":
            await asyncio.sleep(trouble.delay_s)
        elif kind == "cut":
            self._seen.ended = "cut"
            raise Cut
        elif kind == "hang":
            await asyncio.Event().wait()
        elif kind == "reset":
            self._seen.ended = "cut"
            host, _, port = self._context.peer().removeprefix("ipv4:").rpartition(":")
            tear(host, int(port))
            await asyncio.sleep(RESET_S)
            raise Refusal(Code.UNAVAILABLE, "Connection reset by peer")


async def attend(
    context: Context, seen: Seen, work: Callable[[], Awaitable[Any]]
) -> Message:
    """Do ``work``, answer its refusal, and keep the record of how it ended."""
    try:
        result = await work()
    except Refusal as refusal:
        _end(seen, "refused")
        seen.error = refusal.code.name
        await context.abort(refusal.code, str(refusal))
    except Cut:
        return None
    except asyncio.CancelledError:
        _end(seen, "cancelled")
        raise
    else:
        _end(seen, "done")
        return result
    finally:
        _end(seen, "cut")  # a bug of ours, or of the ear that was plugged in


def _end(seen: Seen, how: Message) -> None:
    if seen.ended == "open":
        seen.ended = how


def serialise(message: Message) -> bytes:
    """Return the bytes of a message; raw bytes go out as they are.

    A single answer that was cut is a message with nothing in it.
    """
    if message is None:
        return b""
    return message if isinstance(message, bytes) else message.SerializeToString()


RUBBISH: Final = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"  # no protobuf
_MARK: Final = "QQQQQQQQ"  # ASCII of the length of what takes its place
_TORN_UTF8: Final = b"\xd0\xff\xfe\x80\xd0\xc0\xf5\xd0"


def mark_text() -> str:
    """Return the text that :func:`with_torn_text` looks for."""
    return _MARK


def with_torn_text(message: Message) -> bytes:
    """Return the bytes of ``message`` with its marked text made invalid UTF-8."""
    return serialise(message).replace(_MARK.encode(), _TORN_UTF8)
