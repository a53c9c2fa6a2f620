"""Tables of measurements as Markdown, and their place in the README."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BEGIN: Final = "<!-- numbers:begin -->"
END: Final = "<!-- numbers:end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; ``wanted`` is the limit it was built for, "" if there is none."""

    what: str
    measured: str
    wanted: str = ""


def as_markdown(rows: Sequence[Row], where: str) -> str:
    """Return a table; ``where`` says machine and date."""
    lines = ["| what | measured | wanted |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.measured} | {row.wanted} |" for row in rows]
    return "\n".join([*lines, "", f"Measured by `just bench call` on {where}."])


def between_markers(page: str, table: str) -> str:
    """Return ``page`` with ``table`` between its markers; raises ``ValueError`` without."""
    head, begin, rest = page.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} ... {END}")
    return f"{head}{BEGIN}\n{table}\n{END}{tail}"
