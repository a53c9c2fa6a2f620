"""Values of log and journal fields, made safe: masked, bounded, and plain JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import PurePath
from typing import Final

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None

LONGEST_TEXT: Final = 4_000  # characters; a traceback fits, a flood does not
_MOST_ITEMS: Final = 50
_DEEPEST: Final = 4
_PERSONAL: Final = {  # fields that are personal whatever stands in them
    "caller": "[PHONE]",
    "caller_number": "[PHONE]",
    "phone": "[PHONE]",
    "caller_name": "[PERSON]",
    "name": "[PERSON]",
    "recipient": "[PERSON]",
    "email": "[EMAIL]",
    "address": "[ADDRESS]",
}


def clean(key: str, value: object, mask: Callable[[str], str], depth: int = 0) -> Plain:
    """Return ``value`` of field ``key`` for a sink; never raises, calls no ``__str__``.

    A number or a text under a personal key is replaced whole; other text is masked.
    """
    if key.lower() in _PERSONAL and isinstance(value, str | int) and value:
        return _PERSONAL[key.lower()]
    if isinstance(value, str | PurePath):
        return mask(_bounded(str(value)))
    if value is None or isinstance(value, bool | int | float | Enum):
        return _scalar(value)
    return _container(value, mask, depth) if depth < _DEEPEST else "..."


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
