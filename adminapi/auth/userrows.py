"""Users in PostgreSQL, as login needs them: plain functions of a connection."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from callcore.shared.database.pool import Connection, one


@dataclass(frozen=True, slots=True)
class Account:
    """A user with what login compares; its repr shows no secret."""

    user_id: str
    name: str
    role: str
    password_hash: str
    one_time: bool
    one_time_over: bool
    disabled: bool
    totp_secret: str
    totp_on: bool
    totp_step: int

    def __repr__(self) -> str:
        return f"Account({self.user_id})"


def nobody(password_hash: str) -> Account:
    """Return the account of a name that nobody has; its id is empty."""
    return Account(
        "", "nobody", "viewer", password_hash, False, False, True, "", False, 0
    )


def key_of(name: str) -> str:
    """Return the form in which names are compared: one user, however it is typed."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def find_by_name(connection: Connection, name: str) -> Account | None:
    """Return the account of a name as it was typed."""
    return _account(one(connection, _SELECT + "WHERE name_key = %s", key_of(name)))


def find(connection: Connection, user_id: str, *, lock: bool = False) -> Account | None:
    """Return the account of an id."""
    sql = _SELECT + "WHERE user_id = %s" + (" FOR UPDATE" if lock else "")
    return _account(one(connection, sql, user_id))


_SELECT = (
    "SELECT user_id, name, role, password_hash, password_until IS NOT NULL AS one_time, "
    "coalesce(password_until < now(), false) AS one_time_over, disabled, totp_secret, "
    "totp_on, totp_step FROM users "
)


def _account(row: dict[str, Any] | None) -> Account | None:
    if row is None:
        return None
    return Account(**{**row, "user_id": str(row["user_id"])})


def insert(connection: Connection, name: str, role: str, password_hash: str, one_time_s: int = 0) -> str:  # fmt: skip
    """Insert a user and return its id; ``one_time_s``: the password is good so long.

    Raises :exc:`~callcore.shared.database.errors.Conflict` (through the pool) if there is one
    with this name.
    """
    row = one(
        connection,
        "INSERT INTO users (name, name_key, role, password_hash, password_until) "
        "VALUES (%s, %s, %s, %s, CASE WHEN %s > 0 "
        "THEN now() + make_interval(secs => %s) END) RETURNING user_id",
        name.strip(),
        key_of(name),
        role,
        password_hash,
        one_time_s,
        one_time_s,
    )
    assert row is not None
    return str(row["user_id"])


def set_password(
    connection: Connection, user_id: str, password_hash: str, one_time_s: int = 0
) -> None:
    """Replace a password."""
    connection.execute(
        "UPDATE users SET password_hash = %s, password_until = CASE WHEN %s > 0 "
        "THEN now() + make_interval(secs => %s) END, updated_at = now(), "
        "version = version + 1 WHERE user_id = %s",
        (password_hash, one_time_s, one_time_s, user_id),
    )


def use_step(connection: Connection, user_id: str, step: int) -> bool:
    """Take a step of the second factor; ``False`` if it or a later one was used."""
    done = connection.execute(
        "UPDATE users SET totp_step = %s WHERE user_id = %s AND totp_step < %s",
        (step, user_id, step),
    )
    return done.rowcount == 1


def set_totp(connection: Connection, user_id: str, secret: str, *, on: bool) -> None:
    """Set the second factor; ``on`` after its first code."""
    connection.execute(
        "UPDATE users SET totp_secret = %s, totp_on = %s, updated_at = now(), "
        "version = version + 1 WHERE user_id = %s",
        (secret, on, user_id),
    )
    if not on:
        connection.execute("DELETE FROM recovery_codes WHERE user_id = %s", (user_id,))


def keep_recovery_codes(
    connection: Connection, user_id: str, codes: Iterable[str]
) -> None:
    """Replace the recovery codes."""
    connection.execute("DELETE FROM recovery_codes WHERE user_id = %s", (user_id,))
    connection.cursor().executemany(
        "INSERT INTO recovery_codes (user_id, code_hash) VALUES (%s, %s)",
        [(user_id, code_hash(user_id, code)) for code in codes],
    )


def use_recovery_code(connection: Connection, user_id: str, code: str) -> bool:
    """Delete a recovery code; ``False`` if there is no such one."""
    done = connection.execute(
        "DELETE FROM recovery_codes WHERE user_id = %s AND code_hash = %s",
        (user_id, code_hash(user_id, code)),
    )
    return done.rowcount == 1


def count_recovery_codes(connection: Connection, user_id: str) -> int:
    """Return how many are left."""
    row = one(
        connection,
        "SELECT count(*) AS n FROM recovery_codes WHERE user_id = %s",
        user_id,
    )
    assert row is not None
    return int(row["n"])


def code_hash(user_id: str, code: str) -> bytes:
    """Return what is kept of a recovery code; 50 random bits, and logins are throttled."""
    word = "".join(char for char in code if char.isalnum())
    return hashlib.sha256(f"{user_id}:{word}".encode()).digest()


def admins(connection: Connection) -> Sequence[str]:
    """Return the ids of all admins that can log in, locked until the transaction ends."""
    found = connection.execute(
        "SELECT user_id FROM users WHERE role = 'admin' AND NOT disabled "
        "ORDER BY user_id FOR UPDATE"
    )
    return [str(row["user_id"]) for row in found.fetchall()]
