"""Listening sockets, and one clear sentence when a port is taken."""

from __future__ import annotations

import errno
import socket
from typing import Final

import trio

BACKLOG: Final = 512  # a burst of callers during a 100 ms stall of the loop


class PortTaken(Exception):
    """The address is in use, or not ours to use; the message is for the operator."""


def claim_port(host: str, port: int, what: str) -> socket.socket:
    """Bind ``host:port``, not listening yet: a caller is refused, not kept waiting.

    ``host`` is an address; ``what`` names the service in :exc:`PortTaken`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # After a restart the old connections are in TIME_WAIT for a minute.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError as exc:
        sock.close()
        raise PortTaken(_sentence(host, port, what, exc)) from exc
    return sock


def listen(sock: socket.socket) -> trio.SocketListener:
    """Open a claimed port; ``OSError`` in the rare case that another was faster."""
    sock.listen(BACKLOG)
    return trio.SocketListener(trio.socket.from_stdlib_socket(sock))


def _sentence(host: str, port: int, what: str, exc: OSError) -> str:
    where = f"{what} cannot open {host}:{port}"
    if exc.errno == errno.EADDRINUSE:
        return f"{where}: another process uses this port"
    return f"{where}: {exc.strerror}"
