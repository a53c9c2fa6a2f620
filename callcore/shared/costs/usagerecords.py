"""What is recorded of a call's costs, and its form as one line of JSON.

Records hold no personal data: ids, names of engines, numbers. A reader knows its fields
and lets unknown ones pass, so that an older one reads what a newer one wrote.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast, get_args

from callcore.shared.costs.rating import LedgerLine, UsageEvent
from callcore.shared.costs.usage import Component, Mode, Unit, Usage
from callcore.shared.ids import LANGUAGES, CallId, Language

_COMPONENTS: Final[tuple[Component, ...]] = get_args(Component)
_MODES: Final[tuple[Mode, ...]] = get_args(Mode)
_UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
_LONGEST_NAME: Final = 200
_MOST_FACTS: Final = 16
_MOST: Final = 10**15  # a number above it is garbage


@dataclass(frozen=True, slots=True)
class Spent:
    """One event together with the line that it made when it happened."""

    event: UsageEvent
    line: LedgerLine

    @property
    def at(self) -> str:
        """When it happened, in UTC."""
        return self.event.at


@dataclass(frozen=True, slots=True)
class CallFacts:
    """One call that ended ``at``: what its costs are compared by."""

    call_id: CallId
    at: str
    duration_ms: int
    language: Language
    arm: str = ""


Record = Spent | CallFacts


def line_of(record: Record) -> bytes:
    """Return ``record`` as a line of JSON, newline included."""
    return json.dumps(fields_of(record), separators=(",", ":")).encode() + b"\n"


def fields_of(record: Record) -> dict[str, object]:
    """Return ``record`` as plain JSON values."""
    return _call_fields(record) if isinstance(record, CallFacts) else _fields(record)


def _call_fields(facts: CallFacts) -> dict[str, object]:
    return {
        "kind": "call",
        "call_id": facts.call_id,
        "at": facts.at,
        "duration_ms": facts.duration_ms,
        "language": facts.language,
        "arm": facts.arm,
    }


def _fields(spent: Spent) -> dict[str, object]:
    event, line = spent.event, spent.line
    usage = event.usage
    return {
        "kind": "usage",
        "id": event.id,
        "call_id": event.call_id,
        "at": event.at,
        "arm": event.arm,
        "aside": event.aside,
        "component": usage.component,
        "provider": usage.provider,
        "model": usage.model,
        "mode": usage.mode,
        "unit": usage.unit,
        "quantity": usage.quantity,
        "facts": dict(usage.facts),
        "billed": line.billed_quantity,
        "price_id": line.price_id,
        "amount_micros": line.amount_micros,
    }


def record_of_untrusted(line: bytes) -> Record:
    """Return the record in ``line``; raises :exc:`ValueError` if it holds none."""
    try:
        fields = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return record_of_fields_untrusted(fields)


def record_of_fields_untrusted(fields: object) -> Record:
    """Return the record in JSON values; raises :exc:`ValueError` if they hold none."""
    if not isinstance(fields, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one error for all garbage
    makers: dict[object, Callable[[_Fields], Record]] = {"usage": _spent, "call": _call}
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in makers:
        raise ValueError("unknown kind")
    return makers[kind](_Fields(fields))


def _call(fields: _Fields) -> CallFacts:
    return CallFacts(
        CallId(fields.name("call_id")),
        fields.moment("at"),
        fields.count("duration_ms"),
        cast("Language", fields.word("language", LANGUAGES)),
        fields.name("arm", least=0),
    )


def _spent(fields: _Fields) -> Spent:
    usage = Usage(
        cast("Component", fields.word("component", _COMPONENTS)),
        fields.name("provider"),
        fields.name("model", least=0),
        cast("Mode", fields.word("mode", _MODES)),
        cast("Unit", fields.word("unit", _UNITS)),
        fields.count("quantity"),
        fields.facts("facts"),
    )
    event = UsageEvent(
        fields.name("id"),
        CallId(fields.name("call_id")),
        fields.moment("at"),
        usage,
        fields.name("arm", least=0),
        fields.of("aside") is True,
    )
    unpriced = fields.of("price_id") is None and fields.of("amount_micros") is None
    return Spent(event, _line(event, fields, unpriced=unpriced))


def _line(event: UsageEvent, fields: _Fields, *, unpriced: bool) -> LedgerLine:
    usage = event.usage
    return LedgerLine(
        event.id,
        event.call_id,
        usage.component,
        usage.provider,
        usage.model,
        usage.mode,
        usage.unit,
        usage.quantity,
        fields.count("billed"),
        None if unpriced else fields.name("price_id"),
        None if unpriced else fields.count("amount_micros"),
    )


class _Fields:
    """The fields of one line; whoever asks for what is not there gets ValueError."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def of(self, key: str) -> object:
        return self._fields.get(key)

    def name(self, key: str, least: int = 1) -> str:
        value = self.of(key)
        if not isinstance(value, str) or not least <= len(value) <= _LONGEST_NAME:
            raise ValueError(key)
        if not value.isprintable():  # it will be shown on somebody's terminal
            raise ValueError(key)
        return value

    def word(self, key: str, known: Iterable[str]) -> str:
        value = self.name(key)
        if value not in known:
            raise ValueError(key)
        return value

    def moment(self, key: str) -> str:
        value = self.name(key)
        date.fromisoformat(value[:10])
        return value

    def count(self, key: str) -> int:
        return _counted(key, self.of(key))

    def facts(self, key: str) -> dict[str, int]:
        value = self.of(key)
        if not isinstance(value, dict) or len(value) > _MOST_FACTS:
            raise ValueError(key)
        return {str(name): _counted(key, fact) for name, fact in value.items()}


def _counted(key: str, value: object) -> int:
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError(key)
    return value
