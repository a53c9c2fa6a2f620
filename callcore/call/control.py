"""What the house may ask of a running call: hand the caller over, now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from callcore.shared.records import Admission, Outcome
from callcore.transport.line import Line


class CallControl:
    """One per live call; the daemon asks, the call's watch task obeys."""

    def __init__(self) -> None:
        self.reason = ""
        self._asked = trio.Event()

    def hand_over(self, reason: str) -> None:
        """Ask the call to bring its caller to a human; the first reason counts."""
        if not self._asked.is_set():
            self.reason = reason
            self._asked.set()

    async def wait_hand_over(self) -> str:
        """Return the reason once somebody asked. Cancel-safe."""
        await self._asked.wait()
        return self.reason


Answer = Callable[[Line, Admission, CallControl], Awaitable[Outcome]]
"""Serves one identified line until the call is decided; the daemon keeps the mark and
hangs up afterwards. Raises nothing but ``Cancelled``: the session is the boundary."""
