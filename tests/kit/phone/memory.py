"""The exchange without sockets, for virtual time.

FastAGI is plain callables; what they are asked has gone through the real protocol code.
AudioSocket is a :class:`callcore.transport.memory.MemoryWire` that the server is given.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio

from callcore.protocol.fastagi import AgiServer, Request
from callcore.protocol.fastagi_asterisk import encode_environment
from callcore.transport.line import WIRE_FRAME_BYTES
from callcore.transport.memory import MemoryWire
from tests.kit.phone.exchange import AgiCall, AgiStatus, PhoneSocket

T = TypeVar("T")

KERNEL_BYTES = 4_000_000  # 241 s of audio: what a loopback takes for one who is frozen

Admitted = tuple[str, str, str] | None
"""CALL_TARGET, CALL_AFTER, CALL_UUID; or nobody has room."""

Admit = Callable[[Request], Admitted | Awaitable[Admitted]]
After = Callable[[str], str | Awaitable[str]]
Handover = Callable[[str, str], Awaitable[None] | None]
Accept = Callable[[str, MemoryWire], None]


class MemorySocket:
    """See :class:`tests.kit.phone.exchange.PhoneSocket`."""

    def __init__(self, wire: MemoryWire, kernel_bytes: int = KERNEL_BYTES) -> None:
        self._wire = wire
        self._kernel_bytes = kernel_bytes
        self._unread: deque[bytes] = deque()
        self._unread_bytes = 0
        self._came = trio.Event()
        self._broken: OSError | None = None
        self._closed = False
        wire.keep_outbox = False
        wire.deliver = self._take

    def send_nowait(self, data: bytes) -> None:
        if self._wire.closed or self._closed:
            raise BrokenPipeError("the server has closed")
        if len(self._wire.inbox) * WIRE_FRAME_BYTES > self._kernel_bytes:
            raise BlockingIOError("the server does not read")
        self._wire.say(data)

    async def receive(self) -> bytes:
        while not self._unread and self._broken is None:
            await self._came.wait()
        if self._broken is not None:
            raise self._broken
        if not self._unread[0]:
            return b""
        data = b""
        while self._unread and self._unread[0]:  # as recv does: all there is before FIN
            data += self._unread.popleft()
        self._unread_bytes -= len(data)
        self._wire.reading = self._unread_bytes <= self._kernel_bytes
        return data

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._wire.say(b"")

    def abort(self) -> None:
        if not self._closed:
            self._closed = True
            self._wire.reset()

    def kill_server(self) -> None:
        """Do what the kernel does for a server that was killed: RST or FIN."""
        self._wire.close()

    def _take(self, data: bytes) -> None:
        unread_by_server = self._wire.closed and any(self._wire.inbox)
        if not data and unread_by_server:  # the kernel answers a close so with RST
            self._broken = ConnectionResetError("reset by the server in memory")
        self._unread.append(data)
        self._unread_bytes += len(data)
        self._wire.reading = self._unread_bytes <= self._kernel_bytes
        self._came.set()
        self._came = trio.Event()


class MemoryExchange:
    """See :class:`tests.kit.phone.exchange.Exchange`.

    Every callable may raise ``OSError``, which is a refused connection. ``accept`` gets
    CALL_TARGET and the server's end of a fresh connection.
    """

    def __init__(
        self,
        admit: Admit,
        after: After,
        accept: Accept,
        handover: Handover = lambda _uuid, _status: None,
    ) -> None:
        self._admit = admit
        self._after = after
        self._accept = accept
        self._handover = handover
        self.sockets: list[MemorySocket] = []  #: of every connection, in order

    async def connect(self, target: str) -> PhoneSocket:
        await trio.lowlevel.checkpoint()
        wire = MemoryWire()
        socket = MemorySocket(wire)
        self._accept(target, wire)
        self.sockets.append(socket)
        return socket

    async def run_agi(self, call: AgiCall) -> AgiStatus:
        await trio.lowlevel.checkpoint()
        wire = encode_environment(call.url, call.channel, call.args)
        (request,) = AgiServer().receive_data_untrusted(wire)
        assert isinstance(request, Request)
        try:
            await self._ask(request, call.variables)
        except OSError:
            return "FAILURE"
        return "SUCCESS"

    async def _ask(self, request: Request, variables: dict[str, str]) -> None:
        match request.script, request.args:
            case "admit", ():
                admitted = await _result_of(self._admit(request))
                if admitted is not None:
                    names = ("CALL_TARGET", "CALL_AFTER", "CALL_UUID")
                    variables.update(zip(names, admitted, strict=True))
            case "after", (uuid,):
                variables["CALL_NEXT"] = await _result_of(self._after(uuid))
            case "handover", (uuid, status):
                await _result_of(self._handover(uuid, status))
            case _:
                raise ConnectionRefusedError(f"no such script: {request.script}")


async def _result_of(value: T | Awaitable[T]) -> T:
    return await value if inspect.isawaitable(value) else value
