"""One row for every table, made from what the catalogue says of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import psycopg
from psycopg import sql

from callcore.shared.database.pool import Connection, one, rows

_VALUES: Final[Mapping[str, str]] = {
    "text": "x",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "timestamptz": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "interval": "1 hour",
    "bool": "true",
    "json": "{}",
    "jsonb": "{}",
    "bytea": "x",
    "inet": "127.0.0.1",
}
_TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
    "AND tablename <> 'schema_migrations' ORDER BY 1"
)
_COLUMNS: Final = (
    "SELECT attname AS name, typname AS type FROM pg_attribute JOIN pg_type t "
    "ON t.oid = atttypid WHERE attrelid = %s::regclass AND attnum > 0 "
    "AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = '' "
    "AND attgenerated = ''"
)
_KEYS: Final = (
    "SELECT a.attname AS name, f.attname AS theirs, confrelid::regclass::text AS other "
    "FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = conrelid "
    "AND a.attnum = conkey[1] JOIN pg_attribute f ON f.attrelid = confrelid "
    "AND f.attnum = confkey[1] WHERE contype = 'f' AND conrelid = %s::regclass"
)
_CHECKS: Final = (
    "SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint "
    "WHERE contype = 'c' AND conrelid = %s::regclass"
)
_CHOICE: Final = re.compile(r"\((\w+) = ANY \(ARRAY\['([^']*)'")


def tables(connection: Connection) -> list[str]:
    """Return the tables that migrations made."""
    return [row["tablename"] for row in rows(connection, _TABLES)]


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    query = sql.SQL("SELECT count(*) AS n FROM {}")
    found = {}
    for name in tables(connection):
        row = connection.execute(query.format(sql.Identifier(name))).fetchone()
        found[name] = int(row["n"]) if row else 0
    return found


def fill(connection: Connection) -> list[str]:
    """Put a row into every table that has none; return the tables that took none."""
    empty = [name for name, count in counts(connection).items() if not count]
    while True:
        left = [name for name in empty if not _fill_one(connection, name)]
        if left in ([], empty):
            return left
        empty = left


def _fill_one(connection: Connection, table: str) -> bool:
    values: dict[str, str | None] = {row["name"]: _value(row["type"]) for row in rows(connection, _COLUMNS, table)}  # fmt: skip
    for row in rows(connection, _CHECKS, table):
        values |= {name: word for name, word in _CHOICE.findall(row["said"]) if name in values}  # fmt: skip
    for row in rows(connection, _KEYS, table):
        if row["name"] in values:
            values[row["name"]] = _theirs(connection, row["other"], row["theirs"])
    names = sql.SQL(", ").join(map(sql.Identifier, values))
    given = sql.SQL(", ").join(sql.Placeholder() * len(values))
    into = sql.SQL("INSERT INTO {}").format(sql.Identifier(table))
    what = sql.SQL(" ({}) VALUES ({})").format(names, given) if values else sql.SQL(" DEFAULT VALUES")  # fmt: skip
    try:
        with connection.transaction():
            connection.execute(into + what, list(values.values()))
    except psycopg.IntegrityError:
        return False
    return True


def _value(kind: str) -> str:
    if kind.startswith("_"):
        return "{}"
    return _VALUES.get(kind, "1")


def _theirs(connection: Connection, table: str, column: str) -> str | None:
    query = sql.SQL("SELECT {}::text AS it FROM {} LIMIT 1")
    names = sql.Identifier(column), sql.Identifier(table)
    row = connection.execute(query.format(*names)).fetchone()
    return row["it"] if row else None


def exists(connection: Connection, table: str) -> bool:
    """Say whether there is such a table."""
    return one(connection, "SELECT to_regclass(%s) AS it", table) != {"it": None}
