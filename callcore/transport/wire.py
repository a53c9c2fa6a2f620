"""What a line needs of a socket: a port, and its one real implementation.

The twin for virtual time is :mod:`callcore.transport.memory`; both are held to the
same tests (tests/callcore/transport/test_wire.py).
"""

from __future__ import annotations

import fcntl
import socket
import termios
from functools import partial
from typing import Final, Protocol

import trio

RECEIVE_BYTES: Final = 8192  # 25 frames: a stall of half a second is read in one call
USER_TIMEOUT_MS: Final = 3000  # a dead host takes 3 s, not the kernel's 15 minutes


class Wire(Protocol):
    """A byte stream that never blocks."""

    def fileno(self) -> int:
        """Return the descriptor for epoll; -1 if there is none."""

    def receive_nowait(self) -> bytes:
        """Return what is there, ``b""`` at EOF; ``BlockingIOError`` or ``OSError``."""

    def send_nowait(self, data: bytes, /) -> int:
        """Return how many bytes were taken; ``BlockingIOError`` if none could be."""

    def unsent_bytes(self) -> int:
        """Return how many taken bytes the peer has not acknowledged."""

    def shutdown(self) -> None:
        """End our direction; ``OSError`` if the peer is gone."""

    def close(self) -> None:
        """Give the socket back. Idempotent."""


class SocketWire:
    """A connected TCP socket."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS
            )
        self._sock = sock
        self._fd = sock.fileno()
        self._unsent = bytearray(4)
        # bound once: one call less per frame
        self.send_nowait = sock.send
        self.receive_nowait = partial(sock.recv, RECEIVE_BYTES)

    @classmethod
    def from_stream(cls, stream: trio.SocketStream) -> SocketWire:
        """Take the socket out of Trio's hands; ``stream`` is empty afterwards."""
        return cls(socket.socket(fileno=stream.socket.detach()))

    def fileno(self) -> int:
        """See :class:`Wire`."""
        return self._fd

    def unsent_bytes(self) -> int:
        """See :class:`Wire`; SIOCOUTQ, tcp(7)."""
        fcntl.ioctl(self._fd, termios.TIOCOUTQ, self._unsent)
        return int.from_bytes(self._unsent, "little")

    def shutdown(self) -> None:
        """See :class:`Wire`."""
        self._sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """See :class:`Wire`."""
        self._sock.close()
