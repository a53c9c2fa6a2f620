from __future__ import annotations

from random import Random
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from callcore.shared.costs.ledger import read_ledger
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.database.pool import Connection, one, open_database, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from chaos.dev.past.chances import DAY_S, DAYS, draw
from chaos.dev.past.telling import Teller
from chaos.dev.past.writing import Span, write_copies, write_told
from tests.kit.keys import DATA_KEYS

pytestmark = pytest.mark.integration

NOW_S = 1_795_420_000.0
RING = KeyRing.of(DATA_KEYS)


def write(connection: Connection, told_count: int, copies: int) -> None:
    random, teller = Random(3), Teller(RING, packaged_prices(), NOW_S)
    told = [teller.tell(draw(random, NOW_S), random) for _ in range(told_count)]
    write_told(connection, told, uuid4())
    write_copies(connection, told, copies, RING, Span(NOW_S, random))


def counted(connection: Connection, sql: str) -> int:
    row = one(connection, f"SELECT count(*)::int AS n FROM {sql}")
    return -1 if row is None else int(row["n"])


def test_calls_are_summed_up_as_the_archive_does(database_url):
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        write(connection, 150, 0)
        assert counted(connection, "calls WHERE ended_at IS NULL") == 0
        assert counted(connection, "calls WHERE cost_micros > 0") > 100
        for column in ("tool_errors", "barge_ins", "degradations", "unpriced"):
            assert counted(connection, f"calls WHERE {column} > 0") > 0, column
        assert counted(connection, "calls WHERE cardinality(order_ids) > 0") > 10
        assert counted(connection, "calls WHERE search @@ 'шини'::tsquery") > 5
        outcomes = {
            row["outcome"] for row in rows(connection, "SELECT outcome FROM calls")
        }
    assert outcomes >= {"ended", "human"}


def test_a_copy_is_whole_and_another_call_at_another_time(database_url):
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        write(connection, 10, 90)
        assert counted(connection, "calls") == 100
        for table in ("turns", "tool_calls", "call_events", "ledger"):
            told = counted(
                connection, f"{table} WHERE call_id IN (SELECT call_id FROM calls)"
            )
            assert told == counted(connection, table)
            assert told >= 10 * counted(connection, table) // 100
        assert counted(connection, "(SELECT DISTINCT started_at FROM calls) t") == 100
        ages = rows(
            connection, "SELECT extract(epoch FROM started_at)::float8 AS s FROM calls"
        )
    oldest_s = min(row["s"] for row in ages)
    assert oldest_s > NOW_S - (DAYS + 1) * DAY_S
    assert max(row["s"] for row in ages) < NOW_S


def test_the_number_of_a_copy_opens_for_its_call_and_is_found_by_its_mark(database_url):
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        write(connection, 5, 20)
        found = rows(
            connection,
            "SELECT call_id::text, sealed, caller_mark FROM calls JOIN call_callers "
            "USING (call_id)",
        )
    assert len(found) > 20
    for row in found:
        number = RING.open(row["sealed"], caller_place(row["call_id"]))
        assert RING.marks.whole(number) == row["caller_mark"]


async def test_the_ledger_of_copies_can_be_read(database_url):
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        write(connection, 5, 20)
        lines = counted(connection, "ledger")
    async with open_database(database_url) as database:
        recorded = await read_ledger(database)
    assert recorded.garbage == 0
    assert len(recorded.spent) == lines
    assert len({one.event.id for one in recorded.spent}) == lines
