"""From rows of the tables to what is told, with numbers masked where they must be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from adminapi.calls.shapes import CallRow
from callcore.shared import stamps
from callcore.shared.callernumber import masked
from callcore.shared.sealed.form import UNREADABLE
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from callcore.shared.state.port import LiveCall

#: fields of journal records that may hold a number
_NUMBERS: Final = frozenset({"caller", "number", "phone"})


def stamp(at: datetime | None) -> str | None:
    """Return a time of the database as text in UTC."""
    return None if at is None else stamps.utc_text(at.timestamp())


def call_row(row: Mapping[str, Any], ring: KeyRing, *, clear: bool) -> CallRow:
    """Return a row of ``calls``, its caller opened; ``clear``: numbers are shown whole."""
    values = dict(row)
    values["call_id"] = str(row["call_id"])
    values["started_at"] = stamp(row["started_at"])
    values["ended_at"] = stamp(row["ended_at"])
    caller = ring.shown(row["caller"], caller_place(row["call_id"]))
    values["caller"] = caller if clear or caller == UNREADABLE else masked(caller)
    return CallRow.model_validate(values)


def live_row(call: LiveCall) -> CallRow:
    """Return a call that only the live view knows; its number is masked there already."""
    return CallRow(
        call_id=call.call_id,
        started_at=stamps.utc_text(call.started_s),
        ended_at=None,
        duration_ms=None,
        caller=call.caller,
        did=call.did,
        language=call.language,
        worker=call.worker,
        prompt=call.prompt,
        stt_arm=call.stt_arm,
        next="",
        outcome="live",
        reason="",
        turns=call.turn,
        barge_ins=0,
        tool_calls=0,
        tool_errors=0,
        degradations=1 if call.degraded else 0,
        worst_turn_ms=call.worst_turn_ms or None,
        cost_micros=call.cost_micros,
        unpriced=0,
        order_ids=[call.order_id] if call.order_id else [],
        recorded=False,
    )


def fields_of(fields: Mapping[str, Any], *, clear: bool) -> dict[str, object]:
    """Return the fields of a journal record."""
    if clear:
        return dict(fields)
    return {
        name: masked(str(value)) if name in _NUMBERS else value
        for name, value in fields.items()
    }
