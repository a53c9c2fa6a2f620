"""Sessions and refresh tokens in PostgreSQL: plain functions of a connection."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from adminapi.edges.endpoint import Principal
from callcore.shared.database.pool import Connection, one, rows

#: a second use of a refresh token within it is a race of two tabs, not a theft (D-111)
RACE_S: Final = 10
MOST_SESSIONS: Final = 20  # of one user; the one that was used longest ago ends


@dataclass(frozen=True, slots=True)
class Life:
    """How long sessions live."""

    idle_s: int
    absolute_s: int


def open_session(
    connection: Connection, user_id: str, life: Life, address: str, user_agent: str
) -> tuple[str, str, Sequence[str]]:
    """Insert a session.

    Returns its id, its refresh token, and the ids of sessions that had to make room.
    """
    session_id = str(uuid4())
    connection.execute(
        "INSERT INTO sessions (session_id, user_id, expires_at, address, user_agent) "
        "VALUES (%s, %s, now() + make_interval(secs => %s), %s, %s)",
        (session_id, user_id, life.absolute_s, address, user_agent),
    )
    crowded_out = rows(
        connection,
        "UPDATE sessions SET revoked_at = now(), revoked_why = 'too many' "
        "WHERE session_id IN (SELECT session_id FROM sessions WHERE user_id = %s "
        "AND revoked_at IS NULL ORDER BY used_at DESC, created_at DESC OFFSET %s) "
        "RETURNING session_id",
        user_id,
        MOST_SESSIONS,
    )
    token = new_refresh_token(connection, session_id)
    return session_id, token, [str(row["session_id"]) for row in crowded_out]


def new_refresh_token(connection: Connection, session_id: str) -> str:
    """Insert a refresh token of a session and return it."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO refresh_tokens (token_hash, session_id) VALUES (%s, %s)",
        (digest(token), session_id),
    )
    return token


def digest(token: str) -> bytes:
    """Return what is kept of a random token."""
    return hashlib.sha256(token.encode()).digest()


def find_refresh(
    connection: Connection, token: str, life: Life
) -> dict[str, Any] | None:
    """Return a refresh token with its session and user, locked; ``None`` if unknown.

    ``used`` says it was used before, ``raced`` that this was a moment ago, ``over`` that
    the session has ended.
    """
    return one(
        connection,
        "SELECT r.token_hash, s.session_id, s.address, s.revoked_at, u.user_id, u.name, u.role, "
        "r.used_at IS NOT NULL AS used, "
        "coalesce(r.used_at > now() - make_interval(secs => %s), false) AS raced, "
        "(s.revoked_at IS NOT NULL OR s.expires_at <= now() OR u.user_id IS NULL OR "
        "u.disabled OR s.used_at <= now() - make_interval(secs => %s)) AS over "
        "FROM refresh_tokens r JOIN sessions s USING (session_id) "
        "LEFT JOIN users u USING (user_id) WHERE r.token_hash = %s "
        "FOR UPDATE OF r, s",
        RACE_S,
        life.idle_s,
        digest(token),
    )


def use_refresh(connection: Connection, row: dict[str, Any]) -> str:
    """Mark a refresh token that was found as used and return the next one."""
    connection.execute(
        "UPDATE refresh_tokens SET used_at = now() WHERE token_hash = %s",
        (row["token_hash"],),
    )
    connection.execute(
        "UPDATE sessions SET used_at = now() WHERE session_id = %s",
        (row["session_id"],),
    )
    return new_refresh_token(connection, str(row["session_id"]))


def alive_among(
    connection: Connection, all_of: Sequence[Principal]
) -> AbstractSet[Principal]:
    """Return those whose session lives, whose user is not disabled and has that role."""
    found = rows(
        connection,
        "SELECT session_id, user_id, role FROM sessions JOIN users USING (user_id) "
        "WHERE session_id = ANY (%s::uuid[]) AND revoked_at IS NULL "
        "AND expires_at > now() AND NOT disabled",
        [who.session_id for who in all_of],
    )
    alive = {(str(r["session_id"]), str(r["user_id"]), r["role"]) for r in found}
    return {who for who in all_of if (who.session_id, who.user_id, who.role) in alive}


def end_sessions(
    connection: Connection,
    user_id: str,
    why: str,
    *,
    only: str = "",
    but: str = "",
) -> Sequence[str]:
    """Revoke a user's sessions, one or all but one; return the ids of those that lived."""
    ended = rows(
        connection,
        "UPDATE sessions SET revoked_at = now(), revoked_why = %s WHERE user_id = %s "
        "AND revoked_at IS NULL AND (%s = '' OR session_id::text = %s) "
        "AND session_id::text <> %s RETURNING session_id",
        why,
        user_id,
        only,
        only,
        but,
    )
    return [str(row["session_id"]) for row in ended]


def revoked_since(
    connection: Connection, seconds: float
) -> Sequence[tuple[str, float]]:
    """Return the sessions that were revoked within ``seconds``, and when (unix time)."""
    found = rows(
        connection,
        "SELECT session_id, extract(epoch FROM revoked_at)::float8 AS at_s "
        "FROM sessions WHERE revoked_at > now() - make_interval(secs => %s)",
        seconds,
    )
    return [(str(row["session_id"]), float(row["at_s"])) for row in found]


def list_sessions(
    connection: Connection, user_id: str, life: Life
) -> list[dict[str, Any]]:
    """Return the sessions of a user that live, the last used first."""
    return rows(
        connection,
        "SELECT session_id, created_at, used_at, address, user_agent, "
        "least(expires_at, used_at + make_interval(secs => %s)) AS ends_at "
        "FROM sessions WHERE user_id = %s AND revoked_at IS NULL "
        "AND expires_at > now() AND used_at > now() - make_interval(secs => %s) "
        "ORDER BY used_at DESC LIMIT %s",
        life.idle_s,
        user_id,
        life.idle_s,
        MOST_SESSIONS,
    )


def forget_old(connection: Connection) -> int:
    """Delete some sessions that ended a day ago and more; return how many."""
    gone = connection.execute(
        "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions "
        "WHERE expires_at < now() - interval '1 day' "
        "OR revoked_at < now() - interval '1 day' LIMIT 1000)"
    )
    # a chain of a session that is refreshed for a month; its reuse check needs the used ones
    return gone.rowcount
