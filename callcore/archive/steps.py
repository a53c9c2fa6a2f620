"""What a record becomes: statements with their values, and the call that they concern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from callcore.shared.database.pool import Connection


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record comes from."""

    spool_id: UUID
    home: UUID  # of the machine's data folder, see callcore.archive.home


@dataclass(frozen=True, slots=True)
class Step:
    """One statement. A repeated one changes nothing more."""

    sql: str
    values: tuple[object, ...]
    loses: bool = False  # it returns the ids of calls that are lost


@dataclass(frozen=True, slots=True)
class Steps:
    """All statements of one record; a call that has ended is summed up after them."""

    steps: tuple[Step, ...] = ()
    call_id: UUID | None = None


NOTHING: Final = Steps()


def run(connection: Connection, steps: Iterable[Step]) -> list[UUID]:
    """Run statements, all on the way at once; return the calls that were lost.

    An error of any of them comes out at the end.
    """
    with connection.pipeline():
        done = [(s, connection.execute(s.sql.encode(), s.values)) for s in steps]
    return [row["call_id"] for s, cursor in done if s.loses for row in cursor]
