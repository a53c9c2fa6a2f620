"""What the tasks of a call tell its driver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callcore.dialog.machine import Event

ANY_TURN: Final = -1
AGAIN: Final = "again"  # reason: no new utterance, the one from before goes on


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. ``turn`` is the turn it belongs to, so that stale ones are dropped.

    ``text`` is what the caller said, ``reason`` a short word for a failure or hand-over,
    ``target`` a checked dialplan target.
    """

    event: Event
    turn: int = ANY_TURN
    text: str = ""
    reason: str = ""
    target: str = ""


Post = Callable[[Happened], None]
"""Hands an event to the driver; never blocks."""
