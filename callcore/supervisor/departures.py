"""When callers left us, so that their wait for a human can be timed here.

Asterisk's own variables are stale or unreliable in ``h`` (ASTERISK.md section 11).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

MAX_DEPARTURES: Final = 10_000  # half an hour of 300 concurrent one-minute calls
KEPT_S: Final = 3600.0


class Departures:
    """Times by key: a call id, or Asterisk's unique id of a caller we never took."""

    def __init__(self) -> None:
        self._left_s: OrderedDict[str, float] = OrderedDict()

    def note(self, key: str, now: float) -> None:
        """Note that this caller leaves us now; the oldest is dropped at the limit."""
        if not key:
            return
        self._left_s[key] = now
        self._left_s.move_to_end(key)
        while len(self._left_s) > MAX_DEPARTURES or self._oldest_s() < now - KEPT_S:
            self._left_s.popitem(last=False)

    def waited_s(self, keys: tuple[str, ...], now: float) -> float | None:
        """Return the time since the first known of ``keys`` left; ``None`` if none."""
        for key in keys:
            if key in self._left_s:
                return now - self._left_s[key]
        return None

    def _oldest_s(self) -> float:
        return next(iter(self._left_s.values()))
