"""The board: what is known of live calls, and how its changes are told. Pure.

Everything is JSON by then: a call is the fields of
:class:`~callcore.shared.state.port.LiveCall`, an event is ``{name, call_id, at_s, fields}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from callcore.shared.callernumber import masked
from callcore.shared.observe.fields import Plain
from callcore.shared.state import names
from callcore.shared.state.port import Event, LiveCall

Json = dict[str, Any]

#: for whoever follows one call; too much for a board of all
FOLLOWED: Final = frozenset((names.CALL_LINE, names.CALL_TOOL, names.CALL_TURN))
_BLANK: Final = asdict(LiveCall(call_id="", worker="", started_s=0.0))
MOST_CALLS: Final = 5_000


class Board:
    """The live calls, oldest first. Callers' numbers are masked."""

    def __init__(self) -> None:
        self.calls: dict[str, Json] = {}

    def reset(self, calls: Iterable[LiveCall]) -> None:
        """Begin anew with ``calls``."""
        self.calls = {}
        for call in calls:
            self._put(call.call_id, asdict(call))

    def apply(self, event: Event) -> None:
        """Let an event happen. What is told of a call that is not known is ignored."""
        if event.name == names.CALL_STARTED:
            self._put(event.call_id, {**_BLANK, **_known(event.fields)})
        elif event.name == names.CALL_ENDED:
            self.calls.pop(event.call_id, None)
        elif event.call_id in self.calls:
            changed = {**self.calls[event.call_id], **_known(_update_of(event))}
            self._put(event.call_id, changed)

    def _put(self, call_id: str, call: Json) -> None:
        if call_id in self.calls or len(self.calls) < MOST_CALLS:
            call["call_id"] = call_id
            call["caller"] = masked(str(call["caller"]))
            self.calls[call_id] = call


def _update_of(event: Event) -> Mapping[str, Plain]:
    """Return the fields of a call that an event changes; a line is the last phrase."""
    if event.name == names.CALL_UPDATED:
        return event.fields
    if event.name != names.CALL_LINE:
        return {}
    side = "said_caller" if event.fields.get("who") == "caller" else "said_agent"
    return {side: event.fields.get("text", "")}


def _known(fields: Mapping[str, object]) -> Json:
    """Return the fields of a LiveCall among these: a newer worker may send more."""
    return {name: value for name, value in fields.items() if name in _BLANK}


def coalesced(events: Sequence[Event]) -> list[Json]:
    """Return what a board is told of ``events``: of updates of a call the last values.

    They stand where the first one stood. All else is told one by one.
    """
    told: list[Json] = []
    updates: dict[str, Json] = {}
    for event in events:
        fields = _update_of(event)
        if event.name in FOLLOWED and not fields:
            continue
        if fields and event.call_id in updates:
            earlier = updates[event.call_id]
            earlier["at_s"] = event.at_s
            earlier["fields"].update(_safe(fields))
            continue
        one = as_json(
            replace(event, name=names.CALL_UPDATED, fields=fields) if fields else event
        )
        if fields:
            updates[event.call_id] = one
        elif event.name in (names.CALL_STARTED, names.CALL_ENDED):
            updates.pop(event.call_id, None)  # a later update stands after it
        told.append(one)
    return told


def as_json(event: Event) -> Json:
    """Return an event as clients get it."""
    return {
        "name": event.name,
        "call_id": event.call_id,
        "at_s": event.at_s,
        "fields": _safe(event.fields),
    }


def _safe(event_fields: Mapping[str, Plain]) -> Json:
    fields: Json = dict(event_fields)
    if "caller" in fields:
        fields["caller"] = masked(str(fields["caller"]))
    return fields
