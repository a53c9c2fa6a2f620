"""The servers that a house without configuration brings along: started and stopped with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trio

from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey

FOLDER: Final = "embedded"  # below the data folder
MIGRATE_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Urls:
    """Where PostgreSQL and the Redis-protocol server are reached."""

    database: str
    redis: str

    def environment(self, prefix: str) -> dict[str, str]:
        """Return them as variables of ``CALLCORE_`` or ``ADMINAPI_``."""
        return {
            f"{prefix}DATABASE_URL": self.database,
            f"{prefix}REDIS_URL": self.redis,
        }


@contextmanager
def servers(
    data_dir: Path,
    *,
    database_url: str = "",
    redis_url: str = "",
    throwaway: bool = False,
) -> Iterator[Urls]:
    """Run what is not named by a URL, with a database of this version.

    ``throwaway`` deletes the embedded PostgreSQL's data at the end.

    Blocks, and belongs onto the main thread (the kernel stops the servers with it). Raises
    ``CannotStart``, :exc:`~callcore.shared.database.migrate.MigrationError` and
    :exc:`~callcore.shared.database.errors.DatabaseError`.
    """
    folder = data_dir / FOLDER
    postgres = None if database_url else EmbeddedPostgres(folder / "postgres")
    valkey = None if redis_url else EmbeddedValkey(folder / "redis")
    try:
        database_url = database_url if postgres is None else postgres.start()
        redis_url = redis_url if valkey is None else valkey.start()
        trio.run(bring_up_to_date, database_url)
        yield Urls(database_url, redis_url)
    finally:
        for server in (valkey, postgres):
            if server is not None:
                server.stop()
        if postgres is not None and throwaway:
            postgres.remove()


async def bring_up_to_date(database_url: str) -> None:
    """Apply the migrations that are missing."""
    with trio.fail_after(MIGRATE_S):
        async with open_database(database_url, connections=1) as database:
            await migrate(database)
