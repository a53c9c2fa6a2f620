"""Values of log and journal fields, made safe: masked, bounded, and plain JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import PurePath
from typing import Final

from callcore.shared.observe.masking.keys import Holds, holds

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None

LONGEST_TEXT: Final = 4_000  # characters; a traceback fits, a flood does not
_MOST_ITEMS: Final = 50
_DEEPEST: Final = 4
_PERSONAL: Final = {  # fields of our own that are personal whatever stands in them
    "caller": "[PHONE]",
    "caller_number": "[PHONE]",
    "phone": "[PHONE]",
    "caller_name": "[PERSON]",
    "name": "[PERSON]",
    "recipient": "[PERSON]",
    "email": "[EMAIL]",
    "address": "[ADDRESS]",
}

_NUMBERED: Final = {  # of others: personal if a number stands in them
    Holds.PHONE: "[PHONE]",
    Holds.ADDRESS: "[ADDRESS]",
    Holds.CARD: "[CARD]",
    Holds.IBAN: "[IBAN]",
    Holds.PAPER: "[ID]",
    Holds.VIN: "[VIN]",
    Holds.PLATE: "[PLATE]",
}
_FEWEST_DIGITS: Final = 4  # a house has fewer, but is not logged without its street


def clean(key: str, value: object, mask: Callable[[str], str], depth: int = 0) -> Plain:
    """Return ``value`` of field ``key`` for a sink; never raises, calls no ``__str__``.

    A number or a text under a personal key is replaced whole; other text is masked.
    """
    if isinstance(value, str | int) and not isinstance(value, bool) and value:
        tag = _tag(key, value)
        if tag:
            return tag
    if isinstance(value, str | PurePath):
        return mask(_bounded(str(value)))
    if value is None or isinstance(value, bool | int | float | Enum):
        return _scalar(value)
    return _container(value, mask, depth) if depth < _DEEPEST else "..."


def _tag(key: str, value: str | int) -> str:
    """Return the tag that stands for ``value``; empty if it is not personal by its key."""
    own = _PERSONAL.get(key.lower())
    if own is not None:
        return own
    if isinstance(value, Enum):
        return ""
    found = holds(key)
    if found is Holds.PERSON and isinstance(value, str):
        return "[PERSON]" if any(map(str.isalpha, value)) else ""
    # int.__repr__: a subclass could have a __str__ of its own
    said = value if isinstance(value, str) else int.__repr__(value)
    digits = sum(map(str.isdecimal, said))
    return _NUMBERED.get(found, "") if digits >= _FEWEST_DIGITS else ""


def _scalar(value: bool | float | Enum | None) -> Plain:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no NaN
    return value


def _container(value: object, mask: Callable[[str], str], depth: int) -> Plain:
    if isinstance(value, Mapping):
        some = list(value.items())[:_MOST_ITEMS]
        return {
            mask(_bounded(str(key))): clean(str(key), item, mask, depth + 1)
            for key, item in some
            if isinstance(key, str | int)
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [clean("", item, mask, depth + 1) for item in list(value)[:_MOST_ITEMS]]
    return f"<{type(value).__name__}>"


def _bounded(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + f"... {len(text) - LONGEST_TEXT} more"
