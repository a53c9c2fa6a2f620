"""A pool for a test, and jobs for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from callcore.shared.database.pool import Connection, Database, one, open_database, rows

PATIENCE_S = 60.0


@asynccontextmanager
async def opened(url: str, connections: int = 2) -> AsyncIterator[Database]:
    with trio.fail_after(PATIENCE_S):
        async with open_database(url, connections=connections) as database:
            yield database


def number(connection: Connection, value: int = 1) -> int:
    row = one(connection, "SELECT %s::int AS value", value)
    assert row is not None
    found: int = row["value"]
    return found


def sleep(connection: Connection, duration_s: float = 30.0) -> None:
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SELECT pg_sleep(%s)", (duration_s,))


async def is_asleep(database: Database) -> None:
    """Return once a backend of this database sleeps."""
    while not await asleep(database):  # noqa: ASYNC110 - the server sets no event
        await trio.sleep(0.01)


async def asleep(database: Database) -> int:
    """Return how many backends of this database sleep."""
    look = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%%' AND datname = current_database()"  # fmt: skip
    return len(await database.run(lambda connection: rows(connection, look)))
