"""Saved views in PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from adminapi.edges.problem import Problem
from callcore.shared.database.pool import Connection, one, rows

MOST: Final = 200  # of one user
_COLUMNS: Final = (
    "view_id, saved_views.name, page, query, shared, saved_views.version, user_id, "
    "users.name AS owner"
)
_FROM: Final = "FROM saved_views JOIN users USING (user_id)"

Row = dict[str, Any]


def listed(connection: Connection, user_id: str, page: str | None) -> list[Row]:
    """Return a user's views and the shared ones, by name."""
    return rows(
        connection,
        f"SELECT {_COLUMNS} {_FROM} WHERE (user_id = %s OR shared) "
        "AND (%s::text IS NULL OR page = %s) ORDER BY saved_views.name, view_id LIMIT %s",
        user_id,
        page,
        page,
        5 * MOST,
    )


def found(connection: Connection, user_id: str, view_id: str) -> Row:
    """Return a view that this user may see. Raises ``not-found``."""
    row = one(
        connection,
        f"SELECT {_COLUMNS} {_FROM} WHERE view_id = %s AND (user_id = %s OR shared)",
        view_id,
        user_id,
    )
    if row is None:
        raise Problem("not-found")
    return row


def locked(connection: Connection, user_id: str, view_id: str) -> Row:
    """Return a view that this user may change, locked. Raises ``not-found``."""
    row = one(
        connection,
        "SELECT version FROM saved_views WHERE view_id = %s AND user_id = %s FOR UPDATE",
        view_id,
        user_id,
    )
    if row is None:
        raise Problem("not-found")
    return row


def added(connection: Connection, user_id: str, given: Mapping[str, Any]) -> Row:
    """Insert a view and return it. Raises ``conflict`` for one too many."""
    count = one(
        connection,
        "SELECT count(*) AS n FROM saved_views WHERE user_id = %s",
        user_id,
    )
    if count is not None and count["n"] >= MOST:
        raise Problem("conflict", f"There are {MOST} views already.")
    row = one(
        connection,
        "INSERT INTO saved_views (user_id, name, page, query, shared) "
        "VALUES (%s, %s, %s, %s::jsonb, %s) RETURNING view_id",
        user_id,
        given["name"],
        given["page"],
        json.dumps(given["query"]),
        given["shared"],
    )
    assert row is not None
    return found(connection, user_id, str(row["view_id"]))


def changed(
    connection: Connection, user_id: str, view_id: str, given: Mapping[str, Any]
) -> Row:
    """Change a view that is locked, and return it."""
    connection.execute(
        "UPDATE saved_views SET name = %s, query = %s::jsonb, shared = %s, "
        "version = version + 1, updated_at = now() WHERE view_id = %s",
        (given["name"], json.dumps(given["query"]), given["shared"], view_id),
    )
    return found(connection, user_id, view_id)


def removed(connection: Connection, view_id: str) -> None:
    """Delete a view."""
    connection.execute("DELETE FROM saved_views WHERE view_id = %s", (view_id,))
