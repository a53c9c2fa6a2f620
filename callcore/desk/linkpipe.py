"""The link between the supervisor and a child: messages over a SOCK_SEQPACKET pair.

The protocol is :mod:`callcore.protocol.link`. Each end of the pair is held by exactly
one process, so the end of a process is the end of file of its peer.
"""

from __future__ import annotations

import logging
import os
import socket
import struct

import trio

from callcore.protocol.errors import PeerError
from callcore.protocol.link import (
    MAX_MESSAGE_BYTES,
    Message,
    decode_untrusted,
    encode,
)

UCRED = struct.Struct("3i")  # pid, uid, gid: unix(7), SO_PEERCRED

log = logging.getLogger(__name__)


class LinkPipe:
    """One end. Sending never waits: a peer that does not read must not stop us.

    The kernel's buffer is the queue: about 270 small messages; a newer one than that
    is refused. Iterate to receive; the iteration ends when the peer has.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._send = sock.send
        self._sock = trio.socket.from_stdlib_socket(sock)

    @classmethod
    def from_fd(cls, fd: int) -> LinkPipe:
        """Take over an inherited descriptor; it is not inherited any further."""
        os.set_inheritable(fd, False)
        return cls(socket.socket(fileno=fd))

    def send(self, message: Message) -> bool:
        """Send now; ``False`` if the pipe is full, broken or closed."""
        try:
            self._send(encode(message))
        except OSError:
            return False
        return True

    def __aiter__(self) -> LinkPipe:
        return self

    async def __anext__(self) -> Message:
        """Return the next message that we understand. Cancel-safe."""
        while True:
            try:
                packet = await self._sock.recv(MAX_MESSAGE_BYTES + 1)
            except (OSError, trio.ClosedResourceError):
                packet = b""
            if not packet:
                raise StopAsyncIteration
            try:
                message = decode_untrusted(packet)
            except PeerError as exc:
                log.warning("bad message on the link", extra={"error": str(exc)})
                continue
            if message is not None:
                return message

    def peer_pid(self) -> int:
        """Return who made the pair: for a child, its supervisor."""
        raw = self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size)
        pid: int = UCRED.unpack(raw)[0]
        return pid

    def close(self) -> None:
        """Give the socket back. Idempotent."""
        self._sock.close()


def open_link() -> tuple[LinkPipe, socket.socket]:
    """Return our end, and the child's: pass its fd on, then close it here."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return LinkPipe(ours), theirs
