"""Tables of measurements as Markdown, and their place in the README."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BEGIN: Final = "<!-- numbers:begin -->"  # of `just bench call`
END: Final = "<!-- numbers:end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; ``wanted`` is the limit it was built for, "" if there is none."""

    what: str
    measured: str
    wanted: str = ""


def as_markdown(
    rows: Sequence[Row], where: str, command: str = "just bench call"
) -> str:
    """Return a table; ``where`` says machine and date."""
    cells = [(row.what, row.measured, row.wanted) for row in rows]
    table = as_grid(("what", "measured", "wanted"), cells)
    return f"{table}\n\nMeasured by `{command}` on {where}."


def as_grid(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Return a table with these columns."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    lines += [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(lines)


def between_markers(page: str, table: str, bench: str = "") -> str:
    """Return ``page`` with ``table`` between the markers of ``bench``.

    The block without a name belongs to ``just bench call``. Raises ``ValueError`` if the
    page has no such place: where numbers stand is for people to decide.
    """
    begin_mark, end_mark = BEGIN, END
    if bench:
        begin_mark = f"<!-- numbers:{bench}:begin -->"
        end_mark = f"<!-- numbers:{bench}:end -->"
    head, begin, rest = page.partition(begin_mark)
    _old, end, tail = rest.partition(end_mark)
    if not begin or not end:
        raise ValueError(f"the page has no {begin_mark} ... {end_mark}")
    return f"{head}{begin_mark}\n{table}\n{end_mark}{tail}"
