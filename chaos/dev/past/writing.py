"""Writes calls of the past into PostgreSQL.

The first ones as the archive process does; the rest are copies of these, with ids, times and
sealed numbers of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import UUID, uuid4

from psycopg import sql

from callcore.archive.callsteps import SUM_UP
from callcore.archive.project import steps_of
from callcore.archive.steps import Origin, run
from callcore.shared.database.pool import Connection, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from chaos.dev.past.chances import DAY_S, DAYS, YOUNGEST_S
from chaos.dev.past.telling import Told

#: the tables of a call; what is not named here is copied as it is
PARTS: Final = ("turns", "tool_calls", "call_events")
_SECONDS: Final = "make_interval(secs => m.shift_s)"


@dataclass(frozen=True, slots=True)
class Span:
    """The time in which copies lie, before ``now_s``, and their luck."""

    now_s: float
    random: Random


def write_told(connection: Connection, told: Sequence[Told], home: UUID) -> None:
    """Write calls as their records say; their recordings lie on the machine ``home``."""
    origin = Origin(uuid4(), home)
    steps = [steps_of(record, origin) for call in told for record in call.records]
    lost = run(connection, (step for each in steps for step in each.steps))
    ids = sorted({UUID(call.call_id) for call in told}.union(lost))
    connection.execute(SUM_UP.encode(), (ids,))


def write_copies(
    connection: Connection, told: Sequence[Told], count: int, ring: KeyRing, past: Span
) -> None:
    """Write ``count`` more calls, each like one of ``told`` at another time of the past."""
    if not count:
        return
    connection.execute(
        "CREATE TEMPORARY TABLE copied (old_id uuid, new_id uuid PRIMARY KEY, "
        "shift_s float8, caller text, sealed text, mark bigint, marks bigint[]) "
        "ON COMMIT DROP"
    )
    with connection.cursor().copy(
        "COPY copied (old_id, new_id, shift_s, sealed, mark, marks) FROM STDIN"
    ) as out:
        for row in _mapping(told, count, ring, past):
            out.write_row(row)
    connection.execute("ANALYZE copied")
    _copy_calls(connection)
    for table in PARTS:
        _copy(connection, table, {"call_id": "m.new_id"})
    _copy_ledger(connection)
    _copy(
        connection, "handovers",
        {"call_id": "m.new_id", "handover_id": "gen_random_uuid()", "at": f"t.at + {_SECONDS}"},
    )  # fmt: skip


def _mapping(
    told: Sequence[Told], count: int, ring: KeyRing, past: Span
) -> Iterable[tuple[object, ...]]:
    """Yield a row for each copy; whole days later or earlier, at another minute."""
    random = past.random
    numbers = [f"+38067{2_500_000 + number:07d}" for number in range(4_000)]
    marks = {n: (ring.marks.whole(n), ring.marks.prefixes(n)) for n in numbers}
    for number in range(count):
        like = told[number % len(told)]
        at_s = like.started_s + random.randrange(DAYS) * DAY_S - random.random() * 1_800
        while at_s > past.now_s - YOUNGEST_S:
            at_s -= DAYS * DAY_S
        new_id = str(uuid4())
        caller = numbers[min(int(random.paretovariate(0.7)), len(numbers)) - 1]
        sealed = ring.seal(caller, caller_place(new_id))
        yield (like.call_id, new_id, at_s - like.started_s, sealed, *marks[caller])


def _copy_calls(connection: Connection) -> None:
    _copy(
        connection,
        "calls",
        {
            "call_id": "m.new_id",
            "started_at": f"t.started_at + {_SECONDS}",
            "ended_at": f"t.ended_at + {_SECONDS}",
            "reviewed_at": f"t.ended_at + {_SECONDS}",
            "caller_mark": "m.mark",
            "caller_marks": "m.marks",
            "recording": "''",
            "recording_ms": "NULL::int",
        },
    )
    connection.execute(
        "INSERT INTO call_callers (call_id, sealed) SELECT new_id, sealed FROM copied"
    )


def _copy_ledger(connection: Connection) -> None:
    at = f"t.at + {_SECONDS}"
    text = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
    _copy(
        connection,
        "ledger",
        {
            "call_id": "m.new_id",
            "line_id": "gen_random_uuid()",
            "at": at,
            "record": "t.record || jsonb_build_object('call_id', m.new_id, 'id', "
            f"gen_random_uuid(), 'at', to_char(({at}) AT TIME ZONE 'UTC', '{text}'))",
        },
    )


def _copy(connection: Connection, table: str, changed: dict[str, str]) -> None:
    """Copy the rows of the calls that are copied; ``changed`` are columns in SQL."""
    found = rows(
        connection,
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = %s "
        "AND table_schema = current_schema() ORDER BY ordinal_position",
        table,
    )
    names = [row["name"] for row in found]
    values = [
        sql.SQL(changed[name]) if name in changed
        else sql.SQL("t.{}").format(sql.Identifier(name))
        for name in names
    ]  # fmt: skip
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {values} "
        "FROM {table} t JOIN copied m ON m.old_id = t.call_id"
    ).format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
        values=sql.SQL(", ").join(values),
    )
    connection.execute(statement)
