"""A server of one test: a front desk and an audio port on real sockets.

It admits every caller and answers AudioSocket with the ``script`` it is given.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import trio

from callcore.protocol.audiosocket import encode_audio
from callcore.protocol.fastagi import (
    AgiServer,
    Request,
    Response,
    encode_get_variable,
    encode_set_variable,
)

SILENT_FRAME = encode_audio(bytes(320))
UUID_FRAME_BYTES = 19
PATIENCE_S = 20.0  # a machine with many neighbours

Script = Callable[[trio.SocketStream], Awaitable[None]]


class Throwaway:
    """``next`` is what `after` says; ``requests`` is all that FastAGI was asked."""

    def __init__(self, script: Script, nursery: trio.Nursery) -> None:
        self.script = script
        self._nursery = nursery
        self.next = "end"
        self.call_id = str(uuid.UUID(int=7))
        self.is_admitting = True
        self.is_after_up = True
        self.is_desk_cut = False  # killed in the middle of `admit`
        self.requests: list[Request] = []
        self.read: dict[str, str | None] = {}  # variables seen in `handover`
        self.desk = ""
        self.audio = ""
        self.after = ""
        self.call_ids: list[bytes] = []
        self.connected = trio.Event()

    async def listen(self, handler: Script) -> str:
        """Open another port and return its address."""
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self._nursery.start_soon(trio.serve_listeners, handler, [listener])
        return f"127.0.0.1:{listener.socket.getsockname()[1]}"

    async def answer_audio(self, stream: trio.SocketStream) -> None:
        async with stream:
            head = await receive_exactly(stream, UUID_FRAME_BYTES)
            self.call_ids.append(head)
            self.connected.set()
            with suppress(trio.BrokenResourceError):
                await self.script(stream)

    async def answer_agi(self, stream: trio.SocketStream) -> None:
        server = AgiServer()
        async with stream:
            request = await _event(stream, server)
            assert isinstance(request, Request)
            self.requests.append(request)
            if self.is_desk_cut:
                return
            for name, value in self._answers(request.script).items():
                await stream.send_all(encode_set_variable(name, value))
                assert await _event(stream, server) == Response(
                    200, "1", None, "200 result=1"
                )
            if request.script == "handover":
                await stream.send_all(encode_get_variable("QUEUESTATUS"))
                got = await _event(stream, server)
                assert isinstance(got, Response)
                self.read["QUEUESTATUS"] = got.data

    def _answers(self, script: str) -> dict[str, str]:
        if script == "after":
            return {"CALL_NEXT": self.next}
        if script != "admit" or not self.is_admitting:
            return {}
        after = self.after if self.is_after_up else "127.0.0.1:1"
        return {
            "CALL_TARGET": self.audio,
            "CALL_AFTER": after,
            "CALL_UUID": self.call_id,
        }


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Throwaway]:
    """Run a throwaway server until the block is left, which must be soon.

    The deadline is here because one in a fixture would not reach the test's task.
    """
    async with trio.open_nursery() as nursery:
        server = Throwaway(script, nursery)
        nursery.start_soon(_lose_patience)
        server.desk = await server.listen(server.answer_agi)
        server.after = server.desk
        server.audio = await server.listen(server.answer_audio)
        yield server
        nursery.cancel_scope.cancel()


async def _lose_patience() -> None:
    await trio.sleep(PATIENCE_S)
    raise TimeoutError("the test takes too long")


async def _event(stream: trio.SocketStream, server: AgiServer) -> object:
    while True:
        events = server.receive_data_untrusted(await stream.receive_some())
        if events:
            return events[0]


async def receive_exactly(stream: trio.SocketStream, size: int) -> bytes:
    """Return ``size`` bytes; fewer at EOF."""
    data = b""
    while len(data) < size and (more := await stream.receive_some(size - len(data))):
        data += more
    return data


async def drain(stream: trio.SocketStream) -> None:
    """Read until the phone closes."""
    async for _ in stream:
        pass


async def send_reset(stream: trio.SocketStream) -> None:
    """Close so that the phone gets RST."""
    stream.setsockopt(trio.socket.SOL_SOCKET, trio.socket.SO_LINGER, _LINGER_RESET)
    await trio.aclose_forcefully(stream)


_LINGER_RESET = struct.pack("ii", 1, 0)
