"""From a filter to conditions in SQL: texts that stand here, values beside them.

A condition that an index in the order of time answers is a *driver*: a walk through the
calls can follow it (:mod:`adminapi.calls.finding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adminapi.calls.shapes import CallsFilter
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.marks import Marks


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on ``calls``; ``driver``: there is an index (it, started_at, call_id)."""

    sql: str
    values: tuple[object, ...] = ()
    driver: bool = False


_EQUAL: Final = (
    *("did", "language", "outcome", "reason", "worker", "prompt"),
    "stt_arm",
)
#: field of the filter -> condition; the value is its only parameter
_BOUNDS: Final = {
    "since": "started_at >= %s",
    "until": "started_at < %s",
    "min_duration_ms": "coalesce(duration_ms, -1) >= %s",
    "max_duration_ms": "coalesce(duration_ms, -1) BETWEEN 0 AND %s",
    "min_cost_micros": "cost_micros >= %s",
    "max_cost_micros": "cost_micros <= %s",
    "min_turn_ms": "coalesce(worst_turn_ms, -1) >= %s",
    "max_turn_ms": "coalesce(worst_turn_ms, -1) BETWEEN 0 AND %s",
}
#: field -> condition if it is asked to hold, if not; a partial index serves the first
_FLAGS: Final = {
    "degraded": ("degradations > 0", "degradations = 0"),
    "tool_errors": ("tool_errors > 0", "tool_errors = 0"),
    "live": ("ended_at IS NULL", "ended_at IS NOT NULL"),
}
_RECORDED: Final = ("recording <> ''", "recording = ''")
_ORDERED: Final = "order_ids <> '{}' AND order_ids @> ARRAY[%s::text]"
_BEGINS: Final = "caller_marks <> '{}' AND caller_marks && %s::bigint[]"
WORDS: Final = "search @@ websearch_to_tsquery('simple', %s)"


def conditions(asked: CallsFilter, ring: KeyRing) -> Sequence[Condition]:
    """Return the conditions of a filter; all of them must hold.

    A number is asked for by its marks, of each key that may have made them.
    """
    told = [*_equalities(asked), *_bounds(asked), *_flags(asked), *_contents(asked)]
    return [*_callers(asked, ring.all_marks), *told]


def joined(parts: Sequence[Condition]) -> tuple[str, tuple[object, ...]]:
    """Return the conditions as one, ``true`` if there are none, and its values."""
    sql = " AND ".join(part.sql for part in parts) or "true"
    return sql, tuple(value for part in parts for value in part.values)


def _equalities(asked: CallsFilter) -> Iterator[Condition]:
    for name in _EQUAL:
        value = getattr(asked, name)
        if value is not None:
            yield Condition(f"{name} = %s", (value,), driver=True)


def _bounds(asked: CallsFilter) -> Iterator[Condition]:
    for name, sql in _BOUNDS.items():
        value = getattr(asked, name)
        if value is not None:
            yield Condition(sql, (value,))


def _flags(asked: CallsFilter) -> Iterator[Condition]:
    for name, (holds, holds_not) in _FLAGS.items():
        value = getattr(asked, name)
        if value is not None:
            yield Condition(holds if value else holds_not, driver=value)
    if asked.recorded is not None:
        yield Condition(_RECORDED[0] if asked.recorded else _RECORDED[1])


def _callers(asked: CallsFilter, marks: Sequence[Marks]) -> Iterator[Condition]:
    if asked.caller is not None:
        whole = [each.whole(asked.caller) for each in marks]
        if len(whole) == 1:
            yield Condition("caller_mark = %s", (whole[0],), driver=True)
        else:  # while keys are changed: no order of time in two places of an index
            yield Condition("caller_mark = ANY(%s)", (whole,))
    if asked.caller_prefix is not None:
        begins = [each.prefix(asked.caller_prefix) for each in marks]
        yield Condition(_BEGINS, (begins,))


def _contents(asked: CallsFilter) -> Iterator[Condition]:
    if asked.order_id is not None:
        yield Condition(_ORDERED, (asked.order_id,))
    if asked.q is not None:
        yield Condition(WORDS, (asked.q,))
