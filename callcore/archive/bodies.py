"""The fields of a record's body, as PostgreSQL can take them. Pure.

Records are our own, but what callers said is in them, and a disk may have changed them:
who asks for what is not there, or not of its kind, gets :exc:`Unfit`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from callcore.shared.observe.fields import Plain

Body = Mapping[str, object]

MOST_INT: Final = 2**31 - 1  # of PostgreSQL's integer
_MOST_TEXT: Final = 100_000
_MOST_WORD: Final = 300  # of four bytes each; an index of PostgreSQL takes 2,700
_LATEST_S: Final = 4_000_000_000.0  # the year 2096: a time beyond it is garbage
_MOST_MARKS: Final = 20
_MARKS_END: Final = 2**63  # of PostgreSQL's bigint
_DEEPEST: Final = 12


class Unfit(ValueError):
    """A record that no table can take; the message is the field's name."""


def text(body: Body, key: str) -> str:
    """Return a text, ``""`` if it is missing or null."""
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(key)
    return clean(value[:_MOST_TEXT])


def word(body: Body, key: str) -> str:
    """Return a text that an index can hold: what is longer is cut."""
    return text(body, key)[:_MOST_WORD]


def uid(body: Body, key: str) -> UUID:
    """Return an id."""
    found = uid_or_none(body, key)
    if found is None:
        raise Unfit(key)
    return found


def uid_or_none(body: Body, key: str) -> UUID | None:
    """Return an id, ``None`` for what is none."""
    value = body.get(key)
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def number(body: Body, key: str) -> float | None:
    """Return a finite number that fits a real, ``None`` if it is missing or null."""
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(key)
    if (
        not abs(value) <= _LATEST_S
    ):  # NaN is not, and an integer may be too large for a float
        raise Unfit(key)
    return float(value)


def whole(body: Body, key: str) -> int | None:
    """Return a whole number that fits an integer, ``None`` if it is missing or null."""
    value = number(body, key)
    if value is None:
        return None
    if abs(value) > MOST_INT:
        raise Unfit(key)
    return round(value)


def flag(body: Body, key: str) -> bool | None:
    """Return a truth, ``None`` if it is missing or null."""
    value = body.get(key)
    if value is not None and not isinstance(value, bool):
        raise Unfit(key)
    return value


def marks(body: Body, key: str) -> list[int]:
    """Return the marks in a list (:mod:`callcore.shared.sealed.marks`), none if it is missing."""
    value = body.get(key, [])
    if not isinstance(value, list) or len(value) > _MOST_MARKS:
        raise Unfit(key)
    if not all(type(each) is int and abs(each) < _MARKS_END for each in value):
        raise Unfit(key)
    return value


def moment(body: Body, key: str, default_s: float) -> datetime:
    """Return a time of day that is given in unix seconds."""
    given = number(body, key)
    at_s = default_s if given is None else given
    if not 0 <= at_s <= _LATEST_S:
        raise Unfit(key)
    return datetime.fromtimestamp(at_s, tz=UTC)


def nested(body: Body, key: str) -> dict[str, Plain]:
    """Return an object inside the body, clean all the way down."""
    value = body.get(key)
    if not isinstance(value, Mapping):
        raise Unfit(key)
    return {clean(str(name)): plain(inner) for name, inner in value.items()}


def clean(value: str) -> str:
    """Return text without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return value.replace("\0", "").encode(errors="replace").decode()


def plain(value: object, depth: int = 0) -> Plain:
    """Return a value of JSON that PostgreSQL's jsonb can hold."""
    if depth > _DEEPEST:
        return "..."
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(k)): plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each, depth + 1) for each in value]
    return _scalar(value)


def _scalar(value: object) -> Plain:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    raise Unfit("value")
