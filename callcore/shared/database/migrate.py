"""Migrations: numbered SQL files, applied forwards, each in a transaction of its own.

``migrations/0001_calls.sql`` and so on; the number is the version. What was applied is
remembered with the checksum of the file, so that a file that was edited after its release
is noticed and nothing is guessed. A lock lets only one process migrate at a time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.shared.database.pool import Connection, Database, one, rows

FOLDER: Final = Path(__file__).parent / "migrations"
LOCK: Final = 0x63616C6C  # "call": any number that nobody else uses as an advisory lock
LONGEST_MS: Final = 3_600_000  # an index on a large table takes its time
_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """The database cannot be brought to this version; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Return what must not change once it was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def known(folder: Path = FOLDER) -> Sequence[Migration]:
    """Return the migrations of ``folder`` in order.

    Raises :exc:`MigrationError` if they are not numbered 1, 2, 3...
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(f"{path.name} is not named like 0001_calls.sql.")
        found.append(Migration(int(match[1]), path.stem, path.read_text("utf-8")))
    if [each.version for each in found] != list(range(1, len(found) + 1)):
        raise MigrationError("Migrations must be numbered 1, 2, 3 without gaps.")
    return found


async def migrate(
    database: Database, migrations: Sequence[Migration] | None = None
) -> Sequence[str]:
    """Apply what is missing; return the names of what was applied.

    Raises :exc:`MigrationError` if the database is newer than this program or an applied
    file has changed, and :exc:`~callcore.shared.database.errors.DatabaseError`.
    """
    wanted = known() if migrations is None else migrations
    done: list[str] = []
    while True:
        name = await database.run(lambda connection: _apply_next(connection, wanted))
        if name is None:
            return done
        done.append(name)


async def pending(
    database: Database, migrations: Sequence[Migration] | None = None
) -> Sequence[str]:
    """Return the names of what :func:`migrate` would apply; the errors are the same."""
    wanted = known() if migrations is None else migrations
    missing = await database.run(lambda connection: _missing(connection, wanted))
    return [each.name for each in missing]


def _apply_next(connection: Connection, wanted: Sequence[Migration]) -> str | None:
    connection.execute(f"SET LOCAL statement_timeout = {LONGEST_MS}")
    connection.execute(f"SET LOCAL lock_timeout = {LONGEST_MS}")
    connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version int PRIMARY KEY, "
        "name text NOT NULL, checksum text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now())"
    )
    missing = _missing(connection, wanted)
    if not missing:
        return None
    following = missing[0]
    connection.execute(following.sql.encode())
    connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES (%s, %s, %s)",
        (following.version, following.name, following.checksum),
    )
    return following.name


def _missing(
    connection: Connection, wanted: Sequence[Migration]
) -> Sequence[Migration]:
    if one(connection, "SELECT to_regclass('schema_migrations') AS it") == {"it": None}:
        return wanted
    look = "SELECT version, name, checksum FROM schema_migrations"
    applied = {row["version"]: row["checksum"] for row in rows(connection, look)}
    if applied.keys() - {each.version for each in wanted}:
        raise MigrationError("The database is newer than this program.")
    for each in wanted:
        if applied.get(each.version, each.checksum) != each.checksum:
            raise MigrationError(f"{each.name} was changed after it was applied.")
    return [each for each in wanted if each.version not in applied]
