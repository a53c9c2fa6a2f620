"""A worker's connection to the engine process: tickets out, answers in.

Calls hold tickets. If the process dies or stops answering, every open ticket raises
:exc:`EngineLost` at once, and the client connects again on its own.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.host import wire
from callcore.engines.host.requests import FaultMode, Stage
from callcore.engines.host.wire import Packet, Unpacker, WireError, pack

logger = logging.getLogger(__name__)

NAME: Final = "engines"
_READ_BYTES: Final = 1 << 16
_OUTBOX_BYTES: Final = 1 << 24  # 16 utterances of a minute; then the process is stuck
_RETRY_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0)  # a restart takes about 2 s
_PING_S: Final = 2.0
_PONG_S: Final = 6.0  # at nice 19 on a full machine it may take a second or two


class Ticket:
    """One request and its answers. Get it from :meth:`EngineClient.ask`."""

    def __init__(self, client: EngineClient, number: int) -> None:
        self.number = number
        self.done = False  #: the last answer is here, or the ticket was given up
        self._client = client
        self._answers: deque[Packet] = deque()
        self._error: EngineError | None = None
        self._stirred = trio.Event()

    async def wait(self) -> None:
        """Return once it is :attr:`done`. Cancel-safe, like everything here."""
        while not self.done:
            await self._stirred.wait()

    def result(self) -> Packet:
        """Return the last answer. Raises EngineError, or LookupError if cancelled."""
        if self._error is not None:
            raise self._error
        return self._answers[-1]

    async def next(self) -> Packet | None:
        """Return the next ``chunk``, or None after the last. Raises EngineError."""
        while not self._answers and not self.done:
            await self._stirred.wait()
        if self._error is not None:
            raise self._error
        if self._answers and self._answers[0].fields.get("kind") == wire.KIND_CHUNK:
            return self._answers.popleft()
        return None

    def promote(self) -> None:
        """Say that this partial is the final."""
        if not self.done:
            self._client.tell(wire.OP_PROMOTE, self.number)

    def cancel(self) -> None:
        """Give up; the engine stops. Harmless once it is done."""
        if not self.done:
            self._client.forget(self)
            self._finish()

    def take(self, packet: Packet) -> None:
        """Accept an answer (the client calls this)."""
        if packet.fields.get("kind") == wire.KIND_ERROR:
            reason = str(packet.fields.get("reason"))
            refused = packet.fields.get("refused") is True
            self.fail(
                EngineRefused(NAME, reason) if refused else EngineError(NAME, reason)
            )
            return
        self._answers.append(packet)
        if packet.fields.get("kind") == wire.KIND_DONE:
            self._finish()
        self._stir()

    def fail(self, error: EngineError) -> None:
        """End with ``error`` (the client calls this)."""
        self._error = error
        self._finish()

    def _finish(self) -> None:
        self.done = True
        self._stir()

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = trio.Event()


class EngineClient:
    """One per worker; :meth:`run` is a background task of the worker's nursery."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._tickets: dict[int, Ticket] = {}
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._stirred = trio.Event()
        self._connected = trio.Event()

    @property
    def connected(self) -> bool:
        """Return whether requests go out now: the engines are loaded and reachable."""
        return self._connected.is_set()

    async def wait_connected(self) -> None:
        """Return once :attr:`connected`. Cancel-safe."""
        await self._connected.wait()

    async def run(
        self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> NoReturn:
        """Keep a connection for ever; started at once, connected or not."""
        task_status.started()
        failures = 0
        while True:
            try:
                stream = await trio.open_unix_socket(self._socket)
            except OSError:
                await trio.sleep(_RETRY_S[min(failures, len(_RETRY_S) - 1)])
                failures += 1
                continue
            failures = 0
            await self._live(stream)
            await trio.sleep(_RETRY_S[0])  # one that accepts and closes must not spin

    def ask(
        self, op: str, fields: Mapping[str, object] | None = None, audio: bytes = b""
    ) -> Ticket:
        """Send a request. Raises EngineLost if there is no engine process now."""
        if not self.connected:
            raise EngineLost(NAME, "not-connected")
        if self._outbox_bytes > _OUTBOX_BYTES:
            raise EngineError(NAME, "busy")
        ticket = Ticket(self, next(self._numbers))
        try:
            self._send(op, ticket.number, fields or {}, audio)
        except ValueError as error:
            raise EngineRefused(NAME, "too-large") from error
        self._tickets[ticket.number] = ticket
        return ticket

    def tell(self, op: str, number: int) -> None:
        """Send a request about a ticket."""
        if self.connected:
            self._send(op, number, {}, b"")

    def forget(self, ticket: Ticket) -> None:
        """Cancel a ticket; its answers are ignored from now on."""
        if self._tickets.pop(ticket.number, None) is not None:
            self.tell(wire.OP_CANCEL, ticket.number)

    @asynccontextmanager
    async def asking(
        self, op: str, fields: Mapping[str, object] | None = None, audio: bytes = b""
    ) -> AsyncIterator[Ticket]:
        """Hold a ticket; leaving the block early cancels it."""
        ticket = self.ask(op, fields, audio)
        try:
            yield ticket
        finally:
            ticket.cancel()

    async def ping(self) -> None:
        """Return once the process has answered. Raises EngineError."""
        await self._answer(wire.OP_PING)

    async def stats(self) -> Mapping[str, object]:
        """Return the numbers of the process (``Desk.numbers``). Raises EngineError."""
        return await self._answer(wire.OP_STATS)

    async def set_fault(self, stage: Stage, mode: FaultMode) -> None:
        """Break or heal a stage, where faults are switched on. Raises EngineError."""
        await self._answer(wire.OP_FAULT, {"stage": stage, "mode": mode})

    async def _answer(
        self, op: str, fields: Mapping[str, object] | None = None
    ) -> Mapping[str, object]:
        async with self.asking(op, fields) as ticket:
            await ticket.wait()
            return ticket.result().fields

    def _send(
        self, op: str, number: int, fields: Mapping[str, object], audio: bytes
    ) -> None:
        data = pack(Packet({"op": op, "ticket": number, **fields}, audio))
        self._outbox.append(data)
        self._outbox_bytes += len(data)
        self._stirred.set()

    async def _live(self, stream: trio.SocketStream) -> None:
        self._connected.set()
        logger.info("connected to the engines")
        try:
            async with stream, trio.open_nursery() as nursery:
                nursery.start_soon(self._write, stream)
                nursery.start_soon(self._watch, nursery.cancel_scope)
                await self._read(stream)
                nursery.cancel_scope.cancel(reason="the engines closed")
        finally:
            self._lose()
        logger.warning("lost the engines")

    def _lose(self) -> None:
        self._connected = trio.Event()
        self._outbox.clear()
        self._outbox_bytes = 0
        tickets, self._tickets = self._tickets, {}
        for ticket in tickets.values():
            ticket.fail(EngineLost(NAME, "connection-lost"))

    async def _read(self, stream: trio.SocketStream) -> None:
        unpacker = Unpacker()
        try:
            while data := await stream.receive_some(_READ_BYTES):
                for packet in unpacker.feed_untrusted(data):
                    self._dispatch(packet)
        except trio.BrokenResourceError:
            return
        except WireError as error:
            logger.warning("the engines sent nonsense", extra={"reason": str(error)})

    def _dispatch(self, packet: Packet) -> None:
        number = packet.fields.get("ticket")
        ticket = self._tickets.get(number) if isinstance(number, int) else None
        if ticket is None:
            return  # cancelled meanwhile
        ticket.take(packet)
        if ticket.done:
            del self._tickets[ticket.number]

    async def _write(self, stream: trio.SocketStream) -> None:
        while True:
            await self._stirred.wait()
            self._stirred = trio.Event()
            while self._outbox:
                data = self._outbox.popleft()
                self._outbox_bytes -= len(data)
                try:
                    await stream.send_all(data)
                except trio.BrokenResourceError:
                    return  # the reader sees the end, too

    async def _watch(self, scope: trio.CancelScope) -> None:
        while True:
            await trio.sleep(_PING_S)
            with trio.move_on_after(_PONG_S) as patience:
                await self.ping()
            if patience.cancelled_caught:
                logger.warning("the engines do not answer")
                scope.cancel(reason="no answer to a ping")
                return
