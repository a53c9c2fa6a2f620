"""Tell systemd: sd_notify(3), without its library."""

from __future__ import annotations

import socket
import time
from typing import Self

import trio


class Notifier:
    """Sends states to ``NOTIFY_SOCKET``; with an empty address it does nothing."""

    def __init__(self, address: str) -> None:
        # "@" is how systemd writes an abstract address.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._sock: socket.socket | None = None

    def __enter__(self) -> Self:
        if self._address:
            kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
            self._sock = socket.socket(socket.AF_UNIX, kind)
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._sock is not None:
            self._sock.close()

    def tell(self, *states: str) -> None:
        """Send now, as ``READY=1``; a systemd that does not read loses it."""
        if self._sock is None:
            return
        try:
            self._sock.sendto("\n".join(states).encode(), self._address)
        except OSError:
            return  # nothing here may stop the desk; the watchdog tells if it lasts

    def tell_reloading(self) -> None:
        """Announce a reload; ``READY=1`` ends it."""
        now_us = time.monotonic_ns() // 1000
        self.tell("RELOADING=1", f"MONOTONIC_USEC={now_us}")

    async def keep_watchdog(self, every_s: float = 1.0) -> None:
        """Feed WatchdogSec, which should be at least 3 times ``every_s``."""
        while True:
            self.tell("WATCHDOG=1")
            await trio.sleep(every_s)
