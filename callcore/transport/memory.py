"""The twins for virtual time: a wire, with a caller at its other end, and a readiness.

They ship with the product, because simulation and replay run on them. Like epoll the
readiness is level-triggered; unlike epoll it does not look every 2 ms, which would be
all that a simulation does: it sleeps to the next occupied slot, or to the step after
input came.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import trio

from callcore.protocol.audiosocket import HEADER_BYTES
from callcore.transport.line import WIRE_FRAME_BYTES, Line
from callcore.transport.phase import STEP_S
from callcore.transport.readiness import let_others_run

UNLIMITED: Final = 1 << 30


class MemoryWire:
    """Our end of a connection in memory, and the knobs that hurt it."""

    def __init__(self) -> None:
        self.inbox: list[bytes] = []  #: from the caller; b"" is EOF
        self.outbox: list[tuple[float, bytes]] = []  #: to the caller, with the time
        self.keep_outbox = True  #: False for long simulations that use ``deliver``
        self.stir: Callable[[], None] = lambda: None
        self.deliver: Callable[[bytes], None] = lambda _data: None  #: b"" is our FIN
        self.shut = False
        self.closed = False
        self.takes_bytes = UNLIMITED  #: how much the next send takes; 0 blocks
        self.reading = True  #: False: the peer leaves everything unacknowledged
        self.broken: OSError | None = None  #: raised by whatever is tried next
        self._unread_bytes = 0

    # -- our end -----------------------------------------------------------------

    def fileno(self) -> int:
        """See :class:`callcore.transport.wire.Wire`."""
        return -1

    def receive_nowait(self) -> bytes:
        """See :class:`callcore.transport.wire.Wire`."""
        if self.broken is not None:
            raise self.broken
        if not self.inbox:
            raise BlockingIOError
        return self.inbox.pop(0) if self.inbox[0] else b""

    def send_nowait(self, data: bytes, /) -> int:
        """See :class:`callcore.transport.wire.Wire`."""
        if self.shut or self.broken is not None:
            raise self.broken or BrokenPipeError
        if not self.takes_bytes:
            raise BlockingIOError
        data = data[: self.takes_bytes]
        if self.keep_outbox:
            self.outbox.append((trio.current_time(), data))
        self._unread_bytes += 0 if self.reading else len(data)
        self.deliver(data)
        return len(data)

    def unsent_bytes(self) -> int:
        """See :class:`callcore.transport.wire.Wire`."""
        if self.reading:
            self._unread_bytes = 0
        return self._unread_bytes

    def shutdown(self) -> None:
        """See :class:`callcore.transport.wire.Wire`."""
        if self.broken is not None:
            raise self.broken
        if not self.shut:
            self.shut = True
            self.deliver(b"")

    def close(self) -> None:
        """See :class:`callcore.transport.wire.Wire`."""
        if not self.closed:
            self.closed = True
            if not self.shut:
                self.shut = True
                self.deliver(b"")

    # -- the caller's end --------------------------------------------------------

    def say(self, data: bytes) -> None:
        """Send bytes as the caller; ``b""`` closes."""
        self.inbox.append(data)
        self.stir()

    def reset(self) -> None:
        """Break the connection as a peer's RST does."""
        self.broken = ConnectionResetError("reset by the peer in memory")
        self.stir()

    def frames(self) -> list[tuple[float, bytes]]:
        """Return ``(time, pcm)`` of each whole audio frame that the caller got so far."""
        stream, whole, at = b"".join(data for _, data in self.outbox), [], 0
        for time_s, data in self.outbox:
            at += len(data)
            if at % WIRE_FRAME_BYTES == 0:
                start = at - WIRE_FRAME_BYTES + HEADER_BYTES
                whole.append((time_s, stream[start:at]))
        return whole


class MemoryReadiness:
    """See :class:`callcore.transport.readiness.Readiness`."""

    def __init__(self) -> None:
        self._line_of: dict[MemoryWire, Line] = {}
        self._stirred = trio.Event()

    def register(self, line: Line) -> None:
        """See :class:`callcore.transport.readiness.Readiness`."""
        wire = _memory_wire(line)
        self._line_of[wire] = line
        wire.stir = self._stir
        wire.stir()

    def unregister(self, line: Line) -> None:
        """See :class:`callcore.transport.readiness.Readiness`."""
        del self._line_of[_memory_wire(line)]

    def ready(self) -> list[Line]:
        """See :class:`callcore.transport.readiness.Readiness`."""
        return [ln for wire, ln in self._line_of.items() if wire.inbox or wire.broken]

    async def wait_step(
        self, step: int, time_of: Callable[[int], float], occupied: Callable[[], int]
    ) -> int:
        """Return the next occupied step, or the first one after input came."""
        target = max(step, occupied())
        if time_of(target) <= trio.current_time():
            await let_others_run()
            return target
        with trio.move_on_at(time_of(target)):
            await self._stirred.wait()
        if self._stirred.is_set():
            self._stirred = trio.Event()
            passed = math.ceil((trio.current_time() - time_of(0)) / STEP_S - 1e-6)
            target = min(target, max(step, passed))
        if trio.current_time() < time_of(target):
            await trio.sleep_until(time_of(target))
        return target

    async def wait_line(self, came: trio.Event) -> None:
        """Return when a line came. An idle beat would only spin virtual time."""
        await came.wait()

    def close(self) -> None:
        """See :class:`callcore.transport.readiness.Readiness`."""

    def _stir(self) -> None:
        self._stirred.set()


def _memory_wire(line: Line) -> MemoryWire:
    wire = line.wire
    if not isinstance(wire, MemoryWire):
        msg = "a line in virtual time needs a MemoryWire"
        raise TypeError(msg)
    return wire
