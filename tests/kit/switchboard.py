"""A ticker on a mock clock, its lines, and callers who say one frame every 20 ms."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

import trio

from callcore.protocol.audiosocket import encode_audio
from callcore.transport.line import DEAF, Line, Listener
from callcore.transport.memory import MemoryWire
from callcore.transport.ticker import Ticker
from callcore.transport.wire import SocketWire

UUID_FRAME = b"\x01\x00\x10" + bytes(range(16))
QUIET = encode_audio(bytes(320))
LOUD = encode_audio(b"\x00\x20\x00\xe0" * 80)  # peak 8192
FRAME_S = 0.02


class Switchboard:
    """Lines in memory; all are hung up when ``stack`` is left."""

    def __init__(self, ticker: Ticker, stack: ExitStack) -> None:
        self.ticker, self._stack = ticker, stack

    def call(self, listener: Listener = DEAF) -> tuple[MemoryWire, Line]:
        """Return the wire and the line of a caller who has said his UUID."""
        wire = MemoryWire()
        line = Line(wire, listener)
        self._stack.enter_context(self.ticker.serve(line))
        wire.say(UUID_FRAME)
        return wire, line


async def talk(
    wire: MemoryWire,
    frames: int,
    phase_s: float = 0.0,
    jitter_s: float = 0.0,
    frame: bytes = QUIET,
) -> None:
    """Say one frame every 20 ms from ``phase_s`` on, each up to ``jitter_s`` late."""
    chance, start = random.Random(1), trio.current_time()
    for n in range(frames):
        late_s = chance.uniform(0, jitter_s)
        await trio.sleep_until(start + phase_s + n * FRAME_S + late_s)
        wire.say(frame)


def tcp_pair(
    send_buffer_bytes: int = 0, receive_buffer_bytes: int = 0
) -> tuple[SocketWire, socket.socket]:
    """Return our end of a loopback connection as a wire, and the peer's socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        peer = socket.socket()
        if receive_buffer_bytes:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        peer.connect(server.getsockname())
        ours, _ = server.accept()
    if send_buffer_bytes:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    return SocketWire(ours), peer
