"""Where a house of ``just dev`` is reached: three ports side by side."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import Final

from chaos.demo.ports import HOST, PortsError

FIRST: Final = 10_000  # below the ports of the demo's workers
LAST: Final = 20_000
BLOCK: Final = 3  # the API, its probes, the server of the UI's sources


@dataclass(frozen=True, slots=True)
class Places:
    """``origin`` is what browsers open."""

    port: int
    origin: str

    @property
    def ops_port(self) -> int:
        """Return the port of /ready and /metrics."""
        return self.port + 1

    @property
    def ui_port(self) -> int:
        """Return the port where the UI's sources are served."""
        return self.port + 2

    @property
    def api(self) -> str:
        """Return the address of the admin API."""
        return f"http://{HOST}:{self.port}"

    @property
    def ops(self) -> str:
        """Return the address of its probes."""
        return f"http://{HOST}:{self.ops_port}"


def places_of(port: int, origin: str) -> Places:
    """Return the places of a house; port 0 takes free ones. Raises :exc:`PortsError`."""
    port = port or free_block(FIRST + BLOCK * (os.getpid() % 1_000))
    return Places(port, origin or f"http://{HOST}:{port}")


def free_block(start: int) -> int:
    """Return the first port from ``start`` on that is free with those behind it."""
    for base in range(start, LAST, BLOCK):
        if all(_is_free(base + offset) for offset in range(BLOCK)):
            return base
    raise PortsError(f"no {BLOCK} free ports from {start} on")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
