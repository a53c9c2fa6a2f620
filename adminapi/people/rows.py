"""Users and audit in PostgreSQL, as admins see them: plain functions of a connection."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from callcore.shared.database.pool import Connection, one, rows

MOST_ACTIONS: Final = 500  # kinds of acts; there are some 60
_USER = (
    "SELECT u.user_id, u.name, u.name_key, u.role, u.disabled, "
    "u.totp_on AS second_factor, u.password_until IS NOT NULL AS one_time_password, "
    "u.created_at, u.updated_at, u.version, coalesce(s.sessions, 0) AS sessions, "
    "s.last_used_at FROM users u LEFT JOIN LATERAL (SELECT "
    "count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()) AS sessions, "
    "max(used_at) AS last_used_at FROM sessions WHERE user_id = u.user_id) s ON true "
)


def user(connection: Connection, user_id: str) -> dict[str, Any] | None:
    """Return one user."""
    return one(connection, _USER + "WHERE u.user_id = %s", user_id)


def users(
    connection: Connection, *, part: str, role: str, after: str, limit: int
) -> list[dict[str, Any]]:
    """Return users by name, after the name key ``after``."""
    return rows(
        connection,
        _USER + "WHERE u.name_key > %s AND (%s = '' OR u.role = %s) "
        "AND (%s = '' OR strpos(u.name_key, %s) > 0) ORDER BY u.name_key LIMIT %s",
        after,
        role,
        role,
        part,
        part,
        limit,
    )


def change(
    connection: Connection, user_id: str, *, name: str, name_key: str, role: str, disabled: bool
) -> None:  # fmt: skip
    """Set what an admin may change of a user."""
    connection.execute(
        "UPDATE users SET name = %s, name_key = %s, role = %s, disabled = %s, "
        "updated_at = now(), version = version + 1 WHERE user_id = %s",
        (name, name_key, role, disabled, user_id),
    )


def remove(connection: Connection, user_id: str) -> None:
    """Delete a user; the rows of his sessions stay until they are over."""
    connection.execute("DELETE FROM users WHERE user_id = %s", (user_id,))


def lock(connection: Connection, user_id: str) -> None:
    """Let nobody else change a user until the transaction ends."""
    connection.execute("SELECT 1 FROM users WHERE user_id = %s FOR UPDATE", (user_id,))


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which audit entries; ``None`` is any."""

    by_user: str | None = None
    action: str | None = None  # whole, or its beginning up to a dot
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # an id, for the next page


def entries(
    connection: Connection, wanted: EntryFilter, limit: int
) -> list[dict[str, Any]]:
    """Return audit entries, the newest first."""
    return connection.execute(
        "SELECT audit_id, at, by_user, by_name, action, subject, detail FROM audit "
        "WHERE (%(by_user)s::uuid IS NULL OR by_user = %(by_user)s) "
        "AND (%(subject)s::text IS NULL OR subject = %(subject)s) "
        "AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) "
        "AND (%(until)s::timestamptz IS NULL OR at < %(until)s) "
        "AND (%(before)s::bigint IS NULL OR audit_id < %(before)s) "
        "AND (%(action)s::text IS NULL OR action = %(action)s "
        "OR starts_with(action, %(action)s || '.')) "
        "ORDER BY audit_id DESC LIMIT %(limit)s",
        {**asdict(wanted), "limit": limit},
    ).fetchall()


def actions(connection: Connection) -> list[str]:
    """Return the kinds of acts there are, by stepping through their index."""
    found = connection.execute(
        "WITH RECURSIVE step (value, number) AS ("
        "(SELECT action, 1 FROM audit ORDER BY action LIMIT 1) UNION ALL "
        "SELECT (SELECT action FROM audit WHERE action > step.value "
        "ORDER BY action LIMIT 1), number + 1 "
        "FROM step WHERE value IS NOT NULL AND number < %s) "
        "SELECT value FROM step WHERE value IS NOT NULL",
        (MOST_ACTIONS,),
    ).fetchall()
    return sorted(row["value"] for row in found)
