"""A block of free ports on loopback, laid out as callcore wants them."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Final

from callcore.shared.settings import AFTER_PORT_OFFSET, HTTP_PORT_OFFSET

HOST: Final = "127.0.0.1"
FIRST: Final = 21000  # above the registered services that people run, below the range
LAST: Final = 32000  # from which Linux takes ports for outgoing connections (32768)
STEP: Final = 10
OFFSETS: Final = (0, AFTER_PORT_OFFSET, HTTP_PORT_OFFSET)
BLOCK: Final = max(OFFSETS) + STEP


class PortsError(Exception):
    """There is no free block of ports on this machine."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The front desk's port and the first and last port of the workers' pool."""

    agi: int
    first: int
    last: int

    @property
    def pool(self) -> str:
        """Return the pool as ``CALLCORE_AUDIO_PORTS`` wants it."""
        return f"{self.first}-{self.last}"


def start_of(pid: int) -> int:
    """Return where the demo of process ``pid`` begins to look.

    Ports are bound seconds after they were found free, so two demos that begin together
    must not look in the same place: one would get the other's workers.
    """
    blocks = (LAST - FIRST) // BLOCK // 2
    return FIRST + BLOCK * (pid % max(1, blocks))


def find_ports(workers: int, start: int = FIRST) -> Ports:
    """Return the first block from ``start`` on that nobody listens in.

    One more audio port than workers, so that a dead worker can be replaced while the
    kernel still holds its port. Raises :exc:`PortsError`.
    """
    for base in range(start, LAST, BLOCK):
        audio = range(base + 1, base + 2 + workers)
        wanted = [base, *(port + offset for port in audio for offset in OFFSETS)]
        if all(map(_is_free, wanted)):
            return Ports(base, audio[0], audio[-1])
    raise PortsError(
        f"no {len(OFFSETS) * (workers + 1) + 1} free ports from {start} on"
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
