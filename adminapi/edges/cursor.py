"""Cursors: where the next page begins, as an opaque word.

They hold the sort key of the last row, not a number of rows, so a list that grows while it
is read repeats and skips nothing. They are no secret: whoever edits one gets another page of
what he may see anyway.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Final

from adminapi.edges.parsing import is_text
from adminapi.edges.problem import FieldError, Problem

_LONGEST: Final = 500
_BIGGEST: Final = 2**63 - 1  # a bigint of PostgreSQL

Key = list[str | int | float | None]


def encode(key: Key) -> str:
    """Return the cursor of a row by the values that it is sorted by."""
    text = json.dumps(key, separators=(",", ":"), ensure_ascii=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> Key:
    """Return the values of a cursor, checked against their types.

    ``None`` is allowed for each. Raises the :exc:`Problem` ``invalid``.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise wrong() from None
    if not isinstance(key, list) or len(key) != len(kinds) or len(cursor) > _LONGEST:
        raise wrong()
    for value, kind in zip(key, kinds, strict=True):
        if value is not None and (type(value) is not kind or not _is_storable(value)):
            raise wrong()
    return key


def _is_storable(value: object) -> bool:
    """Say whether PostgreSQL can compare a column with it."""
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and abs(value) <= _BIGGEST


def wrong() -> Problem:
    """Return the problem of a cursor that this list has not made."""
    error = FieldError(where="query.cursor", problem="must be a cursor of this list")
    return Problem("invalid", errors=[error])
