"""Users made on the terminal of the machine: the first admin, and who lost his password.

Whoever can do this has the database's URL, and could do anything anyway. It is audited.
"""

from __future__ import annotations

from typing import Final

from adminapi.auth import passwords, sessionrows, userrows
from adminapi.auth.hashing import HASHER
from callcore.shared import audit
from callcore.shared.audit import Actor
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import Connection, open_database

TERMINAL: Final = Actor("terminal")
_LONGEST_NAME: Final = 100


class UserRefused(Exception):
    """There is one already, or none; the message is one sentence."""


async def create(url: str, name: str, role: str, password: str) -> str:
    """Make a user and return his id.

    Raises :exc:`UserRefused`, :exc:`~adminapi.auth.passwords.PasswordRefused` and
    :exc:`~callcore.shared.database.errors.DatabaseError`.
    """
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UserRefused("A name is printable text of at most 100 characters.")
    passwords.check(password, name)
    password_hash = HASHER.hash(passwords.normal(password))

    def work(connection: Connection) -> str:
        user_id = userrows.insert(connection, name, role, password_hash)
        audit.note(
            connection,
            by=TERMINAL,
            action="user.created",
            subject=user_id,
            detail={"name": name.strip(), "role": role},
        )
        return user_id

    async with open_database(url, connections=1, name="adminapi") as database:
        try:
            return await database.run(work)
        except Conflict:
            raise UserRefused("There is a user with this name already.") from None


async def reset(url: str, name: str, password: str) -> None:
    """Give a user a new password; sessions and second factor end. Raises as above.

    Running processes learn of the ended sessions from PostgreSQL within seconds.
    """
    passwords.check(password, name)
    password_hash = HASHER.hash(passwords.normal(password))

    def work(connection: Connection) -> None:
        account = userrows.find_by_name(connection, name)
        if account is None:
            raise UserRefused("There is no user with this name.")
        userrows.set_password(connection, account.user_id, password_hash)
        userrows.set_totp(connection, account.user_id, "", on=False)
        sessionrows.end_sessions(connection, account.user_id, "password reset")
        connection.execute(
            "UPDATE users SET disabled = false WHERE user_id = %s", (account.user_id,)
        )
        audit.note(
            connection,
            by=TERMINAL,
            action="user.password_reset",
            subject=account.user_id,
        )

    async with open_database(url, connections=1, name="adminapi") as database:
        await database.run(work)
