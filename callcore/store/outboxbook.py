"""What an outbox knows, as a fold over its records. Pure: no clock, no disk.

A record is a JSON object of one of four forms::

    {"op": digest, "key": key, "at": unix s, "call": id, "kind": .., "what": ..}
    {"op": digest, "done": true[, "order": id, "state": .., "late": true]}
    {"over": call id, "how": "ended"|"human"|"died", "at": unix s}
    {"settled": call id}

The first says that an operation is about to be sent, the second that the shop has
answered it, the third how its call left us, the fourth that nothing of the call is in
doubt any more; then the call is forgotten. What has none of these forms is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from callcore.shared.ids import CallId
from callcore.shared.recordlog import Record
from callcore.store.outboxport import REFUSED, CallOrders, Entry, How


class Book:
    """The entries of the calls that are not settled, in the order in which they came."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._ops: dict[CallId, list[str]] = {}
        self._over: dict[CallId, tuple[How, float]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, call_id: CallId) -> bool:
        return call_id in self._ops

    def entry(self, op: str) -> Entry | None:
        """Return what is known of an operation."""
        return self._entries.get(op)

    def pending(self) -> list[Entry]:
        """Return what was sent and never answered, oldest first."""
        return [entry for entry in self._entries.values() if not entry.done]

    def calls(self) -> list[CallOrders]:
        """Return every call with its entries, the one that came first first."""
        return [self._call(call_id) for call_id in self._ops]

    def is_over(self, call_id: CallId) -> bool:
        """Say whether a record told how the call left us."""
        return call_id in self._over

    def mark_dead(self) -> None:
        """Note that the process which began the calls that are not over has died."""
        for call in self.calls():
            if call.call_id not in self._over:
                self._over[call.call_id] = call.how, call.over_s

    def records(self) -> list[Record]:
        """Return the records that make this book again, and no others."""
        told = [
            record for entry in self._entries.values() for record in _records_of(entry)
        ]
        return told + [over_record(call, *how) for call, how in self._over.items()]

    def records_of(self, call_id: CallId) -> list[Record]:
        """Return the records that make one call again; none if it is not here."""
        ops = self._ops.get(call_id, ())
        told = [record for op in ops for record in _records_of(self._entries[op])]
        if call_id in self._over:
            told.append(over_record(call_id, *self._over[call_id]))
        return told

    def forget_answered(self, before_s: float) -> None:
        """Make room: drop calls whose last word is older and in which all is answered."""
        for call in self.calls():
            if call.entries[-1].at_s < before_s and all(e.done for e in call.entries):
                self._settle(call.call_id)

    # -- the fold --------------------------------------------------------------------

    def take_untrusted(self, raw: object) -> None:
        """Apply one record of a file."""
        if not isinstance(raw, dict):
            return
        try:
            self.take(raw)
        except (ValueError, KeyError, TypeError, OverflowError):
            return

    def take(self, record: Mapping[str, object]) -> None:
        """Apply one record."""
        if "settled" in record:
            self._settle(CallId(str(record["settled"])))
        elif "over" in record:
            self._end(record)
        elif record.get("done") is True:
            self._answer(record)
        else:
            self._begin(_entry(record))

    def _begin(self, entry: Entry) -> None:
        self._entries.pop(entry.op, None)  # a spent key: the new one comes last
        self._entries[entry.op] = entry
        ops = self._ops.setdefault(entry.call_id, [])
        if entry.op in ops:
            ops.remove(entry.op)
        ops.append(entry.op)

    def _answer(self, record: Mapping[str, object]) -> None:
        entry = self._entries.get(str(record["op"]))
        if entry is None:
            return
        state = str(record.get("state", ""))
        if state == REFUSED and entry.kind == "create" and entry.order_id:
            return  # asked again, the shop says no: the order that it made is there still
        answered = replace(
            entry,
            done=True,
            order_id=str(record.get("order", "")) or entry.order_id,
            state=state,
            late=record.get("late") is True,
        )
        self._entries[entry.op] = answered
        if answered.kind == "cancel" and answered.state == "cancelled":
            self._cancelled(answered)

    def _cancelled(self, by: Entry) -> None:
        for op in self._ops[by.call_id]:
            entry = self._entries[op]
            if entry.kind != "cancel" and entry.order == by.order:
                self._entries[op] = replace(entry, state="cancelled")

    def _end(self, record: Mapping[str, object]) -> None:
        call_id, how = CallId(str(record["over"])), str(record["how"])
        if how not in get_args(How):
            raise ValueError(how)
        if call_id in self._ops:
            self._over[call_id] = cast("How", how), _seconds(record["at"])

    def _settle(self, call_id: CallId) -> None:
        self._over.pop(call_id, None)
        for op in self._ops.pop(call_id, ()):
            del self._entries[op]

    def _call(self, call_id: CallId) -> CallOrders:
        entries = tuple(self._entries[op] for op in self._ops[call_id])
        how, over_s = self._over.get(call_id, ("died", entries[-1].at_s))
        return CallOrders(call_id, how, over_s, entries)


def _records_of(entry: Entry) -> list[Record]:
    if not entry.done:
        return [begin_record(entry)]
    answer = answer_record(entry.op, entry.order_id, entry.state, late=entry.late)
    return [begin_record(entry), answer]


def begin_record(entry: Entry) -> Record:
    """Return the record of an operation that is about to be sent."""
    return {
        "op": entry.op,
        "key": entry.key,
        "at": entry.at_s,
        "call": entry.call_id,
        "kind": entry.kind,
        "what": entry.what,
    }


def answer_record(op: str, order_id: str, state: str, *, late: bool) -> Record:
    """Return the record of an answer; what is not known is left out."""
    record: Record = {"op": op, "done": True}
    if order_id:
        record["order"] = order_id
    if state:
        record["state"] = state
    if late:
        record["late"] = True
    return record


def over_record(call_id: CallId, how: How, at_s: float) -> Record:
    """Return the record of the end of a call."""
    return {"over": call_id, "how": how, "at": at_s}


def _entry(record: Mapping[str, object]) -> Entry:
    op, key, call_id, kind, what = (
        str(record[field]) for field in ("op", "key", "call", "kind", "what")
    )
    return Entry(op, key, _seconds(record["at"]), CallId(call_id), kind, what)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("seconds")
    seconds = float(value)
    if not math.isfinite(seconds):
        raise ValueError("seconds")
    return seconds
