"""What connects a phone with callcore: ports with two implementations each.

``network`` is TCP; ``memory`` is plain callables and bytes in memory, for virtual time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from callcore.protocol.fastagi_asterisk import AgiChannel

CONNECT_S = 2.0  # MAX_CONNECT_TIMEOUT_MSEC of AudioSocket, MAX_AGI_CONNECT of AGI()

AgiStatus = Literal["SUCCESS", "FAILURE", "HANGUP"]


class PhoneSocket(Protocol):
    """Asterisk's end of an AudioSocket connection."""

    def send_nowait(self, data: bytes) -> None:
        """Send all of it, or raise ``OSError`` (``BlockingIOError`` if it is full)."""

    async def receive(self) -> bytes:
        """Return what came, ``b""`` at EOF; ``OSError`` after a reset.

        What is there already is returned even if a deadline has passed meanwhile.
        """
        ...

    def close(self) -> None:
        """End with FIN. Idempotent."""

    def abort(self) -> None:
        """End with RST. Idempotent."""


@dataclass(slots=True)
class AgiCall:
    """One AGI(url,args...) on a channel; commands change ``variables``."""

    url: str
    args: tuple[str, ...]
    channel: AgiChannel
    variables: dict[str, str]


class Exchange(Protocol):
    """The way to callcore."""

    async def run_agi(self, call: AgiCall) -> AgiStatus:
        """Return AGISTATUS. Connecting takes 2 s at most, reading for ever.

        Cancelled when the caller hangs up; the server gets its notice then.
        """
        ...

    async def connect(self, target: str) -> PhoneSocket:
        """Connect to ``host:port``; ``OSError`` if refused. May take for ever."""
        ...
