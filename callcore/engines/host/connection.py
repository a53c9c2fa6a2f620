"""One worker's connection to the engine process: its requests, its jobs, its answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import trio

from callcore.engines.host import wire
from callcore.engines.host.lane import Job, Lane
from callcore.engines.host.requests import Request, parse_untrusted
from callcore.engines.host.wire import Packet, Unpacker, WireError, pack

_READ_BYTES: Final = 1 << 16
_OUTBOX_BYTES: Final = 1 << 23  # a worker that leaves 8 MB of speech unread is gone

Serve = Callable[["Connection", Request], None]


class Connection:
    """Reads requests until the worker leaves. Answers are queued, never awaited."""

    def __init__(self, stream: trio.abc.Stream, serve: Serve) -> None:
        self.jobs: dict[int, tuple[Lane, Job]] = {}
        self._stream = stream
        self._serve = serve
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._stirred = trio.Event()
        self._gone = False

    async def run(self) -> None:
        """Serve until the peer closes; raises WireError if it sends nonsense."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._write)
                await self._read()
                nursery.cancel_scope.cancel(reason="the worker closed")
        finally:
            self._gone = True
            for lane, job in self.jobs.values():
                lane.cancel(job)
            self.jobs.clear()

    def answer(
        self,
        ticket: int,
        kind: str,
        fields: Mapping[str, object] | None = None,
        audio: bytes = b"",
    ) -> None:
        """Queue an answer; it is dropped if the worker is gone."""
        if self._gone:
            return
        data = pack(Packet({"ticket": ticket, "kind": kind, **(fields or {})}, audio))
        self._outbox.append(data)
        self._outbox_bytes += len(data)
        self._stirred.set()

    def reply(
        self,
        ticket: int,
        kind: str,
        fields: Mapping[str, object] | None = None,
        audio: bytes = b"",
    ) -> None:
        """Queue an answer of a job, unless its ticket was cancelled or answered."""
        if ticket not in self.jobs:
            return
        if kind != wire.KIND_CHUNK:
            del self.jobs[ticket]
        self.answer(ticket, kind, fields, audio)

    def drop(self, ticket: int, reason: str) -> None:
        """Queue the error that ends a job."""
        self.reply(ticket, wire.KIND_ERROR, {"reason": reason, "refused": False})

    def refuse(self, ticket: int, reason: str) -> None:
        """Queue an error: asking again is of no use."""
        self.answer(ticket, wire.KIND_ERROR, {"reason": reason, "refused": True})

    async def _read(self) -> None:
        unpacker = Unpacker()
        while data := await self._receive():
            for packet in unpacker.feed_untrusted(data):
                self._serve(self, parse_untrusted(packet))
            if self._outbox_bytes > _OUTBOX_BYTES:
                raise WireError("the worker does not read its answers")

    async def _receive(self) -> bytes | bytearray:
        try:
            return await self._stream.receive_some(_READ_BYTES)
        except trio.BrokenResourceError:
            return b""

    async def _write(self) -> None:
        while True:
            await self._stirred.wait()
            self._stirred = trio.Event()
            while self._outbox:
                data = self._outbox.popleft()
                self._outbox_bytes -= len(data)
                try:
                    await self._stream.send_all(data)
                except trio.BrokenResourceError:
                    return  # the reader sees the end, too
