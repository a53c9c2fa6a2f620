"""Tells the live board what only the archive knows: hand-overs, and calls that are lost.

Best effort: the publisher buffers while Redis is away, and drops the oldest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from callcore.archive import bodies
from callcore.archive.bodies import Unfit
from callcore.shared import stamps
from callcore.shared.records import NEXT_HUMAN
from callcore.shared.spool.port import SpoolRecord
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft


class Board(Protocol):
    """The part of :class:`callcore.shared.state.buffer.Publisher` that is used here."""

    def note(self, draft: EventDraft) -> None:
        """Publish an event soon."""

    def drop(self, call_id: str) -> None:
        """Take a call off the board."""


class Teller:
    """Takes what was committed; without a board it does nothing."""

    def __init__(self, board: Board | None) -> None:
        self._board = board

    def tell(self, records: Sequence[SpoolRecord], lost: Sequence[UUID]) -> None:
        """See :data:`callcore.archive.ship.Told`."""
        if self._board is None:
            return
        for record in records:
            if record.kind == "handover":
                self._board.note(handover_event(record))
        for call_id in lost:
            self._board.drop(str(call_id))
            self._board.note(lost_event(call_id, stamps.now_s()))


def handover_event(record: SpoolRecord) -> EventDraft:
    """Return the event of a hand-over that was recorded."""
    body = record.body
    fields = {
        "status": bodies.word(body, "status"),
        "queue": bodies.word(body, "queue"),
        "waited_s": _number_or_none(record),
        "member": bodies.word(body, "member"),
    }
    call_id = bodies.word(body, "call_id")
    return EventDraft(names.OPERATOR_HANDOVER, record.at_s, call_id, fields)


def lost_event(call_id: UUID, now_s: float) -> EventDraft:
    """Return the end of a call whose worker could not tell it."""
    fields = {"next": NEXT_HUMAN, "reason": "worker-died"}
    return EventDraft(names.CALL_ENDED, now_s, str(call_id), fields)


def _number_or_none(record: SpoolRecord) -> float | None:
    try:
        return bodies.number(record.body, "waited_s")
    except Unfit:
        return None
