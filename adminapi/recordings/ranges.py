"""Which bytes a Range header asks for (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re
from typing import Final

_RANGE: Final = re.compile(
    r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE
)


class Unsatisfiable(Exception):
    """The range begins behind the end."""


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return first byte and length; ``None`` for the whole.

    Several ranges, other units and what is not understood are ignored, as the RFC allows.
    Raises :exc:`Unsatisfiable`.
    """
    found = _RANGE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:  # the last so many bytes
        length = min(int(found[2]), size)
        if not length:
            raise Unsatisfiable
        return size - length, length
    first = int(found[1])
    last = min(int(found[2]) if found[2] else size - 1, size - 1)
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, last - first + 1
