"""CSV that no spreadsheet runs: what callers said must not begin a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
#: full-width twins, which some spreadsheets read as the plain ones
_WIDE: Final = ("\uff1d", "\uff0b", "\uff0d", "\uff20", "\n")


def safe(value: object) -> object:
    """Return a cell; a text that a spreadsheet might run gets an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    begins = value.lstrip(" ").startswith(_FORMULA + _WIDE)
    return f"'{value}" if begins else value


def as_csv(lines: Iterable[Sequence[object]]) -> str:
    """Return lines of CSV (RFC 4180): every text quoted, CRLF at line ends."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for line in lines:
        writer.writerow([safe(cell) for cell in line])
    return out.getvalue()
