"""Break a client's TCP connection under the server, without a word of HTTP."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

_ABRUPT: Final = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: the close is a reset


def tear(host: str, port: int) -> bool:
    """End the connection whose far end, the client's, is this.

    Servers tell no one their sockets, so it is looked for among the descriptors of this
    process. Returns whether it was there.
    """
    far = (host, port)
    torn = False
    for name in os.listdir("/proc/self/fd"):
        if _is_socket(name):
            torn = _tear_if(int(name), far) or torn
    return torn


def _is_socket(name: str) -> bool:
    try:
        return str(Path("/proc/self/fd", name).readlink()).startswith("socket:")
    except OSError:  # closed meanwhile
        return False


def _tear_if(descriptor: int, far: tuple[str, int]) -> bool:
    with suppress(OSError):  # not connected, not TCP, closed meanwhile
        twin = socket.socket(fileno=os.dup(descriptor))
        with twin:
            if _address(twin) == far:
                twin.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABRUPT)
                twin.shutdown(socket.SHUT_RDWR)
                return True
    return False


def _address(connection: socket.socket) -> tuple[str, int] | None:
    """Return the far end; gRPC listens on IPv6 for IPv4 too, and so writes it longer."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return None
    host, port, *_ = connection.getpeername()
    return str(host).removeprefix("::ffff:"), port
