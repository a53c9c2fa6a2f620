"""Price tables in PostgreSQL: drafts, and the one that holds.

A table is uploaded as YAML in the form of the packaged one, read strictly, and kept as it
came. The one whose ``active_from`` is the latest that has passed holds. Jobs for
:meth:`callcore.shared.database.pool.Database.run`, of workers and of the admin API.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from callcore.shared.costs.pricefile import MOST_BYTES, parse_prices
from callcore.shared.costs.pricetable import PriceError, PriceTable
from callcore.shared.database.pool import Connection, one, rows

MOST_TABLES: Final = 200  # that are kept; drafts that nobody used are deleted first
LONGEST_NOTE: Final = 500
_COLUMNS: Final = (
    "table_id, sha256, currency, entries, note, made_by, active_by, "
    "extract(epoch FROM made_at)::float8 AS made_s, "
    "extract(epoch FROM active_from)::float8 AS active_from_s"
)


@dataclass(frozen=True, slots=True)
class PriceVersion:
    """One table, without its text. ``active_from_s`` is unix time, None: a draft."""

    table_id: int
    sha256: str
    currency: str
    entries: int
    note: str
    made_by: str
    made_s: float
    active_by: str
    active_from_s: float | None


def draft(connection: Connection, yaml: str, by: str, note: str = "") -> PriceVersion:
    """Keep a table; the same text again is the same table.

    Raises :exc:`~callcore.shared.costs.pricetable.PriceError` with one sentence.
    """
    table = checked(yaml)
    data = yaml.encode()
    _make_room(connection)
    connection.execute(
        "INSERT INTO price_tables (sha256, yaml, currency, entries, note, made_by) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (sha256) DO NOTHING",
        (
            hashlib.sha256(data).hexdigest(),
            yaml,
            table.currency,
            len(table.prices),
            note[:LONGEST_NOTE],
            by,
        ),
    )
    found = _first(connection, "sha256 = %s", hashlib.sha256(data).hexdigest())
    assert found is not None
    return found


def activate(
    connection: Connection, table_id: int, by: str, at_s: float | None = None
) -> PriceVersion | None:
    """Let a table hold from ``at_s`` (unix time) on, or from now; ``None``: unknown.

    A time that has passed is taken as now: what calls have cost does not change. Rolling back
    is to activate the table of before.
    """
    connection.execute(
        "UPDATE price_tables SET active_by = %s, active_from = "
        "greatest(clock_timestamp(), coalesce(to_timestamp(%s), clock_timestamp())) "
        "WHERE table_id = %s",
        (by, at_s, table_id),
    )
    return version(connection, table_id)


def version(connection: Connection, table_id: int) -> PriceVersion | None:
    """Return one table."""
    return _first(connection, "table_id = %s", table_id)


def active(connection: Connection) -> PriceVersion | None:
    """Return the table that holds now, ``None`` if the packaged one does."""
    return _first(connection, "active_from <= now()")


def yaml_of(connection: Connection, table_id: int) -> str | None:
    """Return a table as it was uploaded."""
    row = one(connection, "SELECT yaml FROM price_tables WHERE table_id = %s", table_id)
    return None if row is None else str(row["yaml"])


def versions(connection: Connection, most: int = 50) -> list[PriceVersion]:
    """Return the tables, the newest first."""
    found = rows(
        connection,
        f"SELECT {_COLUMNS} FROM price_tables ORDER BY table_id DESC LIMIT %s",  # noqa: S608 - a constant
        min(most, MOST_TABLES),
    )
    return [PriceVersion(**row) for row in found]


def checked(yaml: str) -> PriceTable:
    """Return the table in ``yaml``. Raises :exc:`PriceError` with one sentence."""
    if len(yaml.encode(errors="replace")) > MOST_BYTES or "\0" in yaml:
        raise PriceError(f"price table is no text of at most {MOST_BYTES} bytes.")
    return parse_prices(yaml, "as uploaded")


def _first(
    connection: Connection, condition: str, *values: object
) -> PriceVersion | None:
    row: dict[str, Any] | None = one(
        connection,
        f"SELECT {_COLUMNS} FROM price_tables WHERE {condition} "  # noqa: S608 - constants of this file
        "ORDER BY active_from DESC NULLS LAST, table_id DESC LIMIT 1",
        *values,
    )
    return None if row is None else PriceVersion(**row)


def _make_room(connection: Connection) -> None:
    connection.execute(
        "DELETE FROM price_tables WHERE active_from IS NULL AND table_id IN ("
        "SELECT table_id FROM price_tables ORDER BY table_id DESC OFFSET %s)",
        (MOST_TABLES - 1,),
    )
