"""What admins do with users.

Whatever weakens a user (role, disabled, password, removal) ends all his sessions at once, in
the same transaction; a token with the old role is dead before the answer is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from adminapi.auth import passwords, sessionrows, userrows
from adminapi.auth.account import session_of
from adminapi.auth.entrance import life_of
from adminapi.auth.login import check_new
from adminapi.auth.shapes import Ended, Sessions
from adminapi.edges import cursor
from adminapi.edges.endpoint import Answer, Ask, Shaped
from adminapi.edges.problem import Problem
from adminapi.office import Office
from adminapi.people import rows
from adminapi.people.shapes import (
    NewUser,
    OneTimePassword,
    User,
    UserChange,
    Users,
    UsersQuery,
    UserWanted,
)
from callcore.shared import audit
from callcore.shared.audit import Actor
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain

ONE_TIME_S: Final = 3 * 86_400
T = TypeVar("T")


class UserOffice:
    """Handlers of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._life = life_of(office)

    async def page(self, ask: Ask) -> Answer:
        """List users."""
        asked = ask.query(UsersQuery)
        after = ""
        if asked.cursor:
            after = str(cursor.decode(asked.cursor, str)[0] or "")
        found = await self._run(
            lambda c: rows.users(
                c,
                part=userrows.key_of(asked.q or ""),
                role=asked.role or "",
                after=after,
                limit=asked.limit + 1,
            )
        )
        shown = found[: asked.limit]
        more = len(found) > asked.limit
        following = cursor.encode([shown[-1]["name_key"]]) if more else None
        return Users(items=[_told(row) for row in shown], next=following)

    async def get(self, ask: Ask) -> Answer:
        """Tell one user."""
        user_id = ask.id("user_id")
        return _with_etag(await self._run(lambda c: _found(c, user_id)))

    async def create(self, ask: Ask) -> Answer:
        """Make a user."""
        wanted = ask.body(UserWanted)
        password = wanted.password or passwords.one_time()
        if wanted.password is not None:
            check_new("password", password, wanted.name)
        password_hash = await self._office.hashing.hash(passwords.normal(password))
        # whoever makes a user knows this password: its owner chooses another at login

        def work(connection: Connection) -> dict[str, Any]:
            user_id = userrows.insert(
                connection, wanted.name, wanted.role, password_hash, ONE_TIME_S
            )
            _note(
                connection,
                ask,
                "user.created",
                user_id,
                name=wanted.name,
                role=wanted.role,
            )
            return _found(connection, user_id)

        try:
            row = await self._run(work)
        except Conflict:
            raise Problem("exists") from None
        made = None if wanted.password is not None else password
        told = NewUser(user=_told(row), one_time_password=made)
        location = ("Location", f"/api/v1/users/{row['user_id']}")
        return Shaped(told, headers=(location, ("ETag", _etag(row))))

    async def change(self, ask: Ask) -> Answer:
        """Change name, role or whether he is disabled."""
        wanted, user_id = ask.body(UserChange), ask.id("user_id")

        def work(connection: Connection) -> tuple[dict[str, Any], Sequence[str]]:
            admins = userrows.admins(connection)
            rows.lock(connection, user_id)
            old = _found(connection, user_id)
            ask.require_match(_etag(old))
            name = wanted.name or old["name"]
            role = wanted.role or old["role"]
            disabled = old["disabled"] if wanted.disabled is None else wanted.disabled
            if role != "admin" or disabled:
                _keep_an_admin(admins, user_id)
            rows.change(
                connection,
                user_id,
                name=name,
                name_key=userrows.key_of(name),
                role=role,
                disabled=disabled,
            )
            ended: Sequence[str] = ()
            if role != old["role"] or (disabled and not old["disabled"]):
                ended = sessionrows.end_sessions(connection, user_id, "user changed")
            new = _found(connection, user_id)
            _note(connection, ask, "user.changed", user_id, **_difference(old, new))
            return new, ended

        try:
            row, ended = await self._run(work)
        except Conflict:
            raise Problem("exists") from None
        await self._deny(ended)
        return _with_etag(row)

    async def remove(self, ask: Ask) -> Answer:
        """Remove a user."""
        user_id = ask.id("user_id")

        def work(connection: Connection) -> Sequence[str]:
            admins = userrows.admins(connection)
            rows.lock(connection, user_id)
            old = _found(connection, user_id)
            ask.require_match(_etag(old))
            _keep_an_admin(admins, user_id)
            ended = sessionrows.end_sessions(connection, user_id, "user removed")
            rows.remove(connection, user_id)
            _note(connection, ask, "user.removed", user_id, name=old["name"])
            return ended

        await self._deny(await self._run(work))
        return None

    async def reset_password(self, ask: Ask) -> Answer:
        """Make a one-time password; sessions and second factor end."""
        user_id, password = ask.id("user_id"), passwords.one_time()
        password_hash = await self._office.hashing.hash(password)

        def work(connection: Connection) -> Sequence[str]:
            _found(connection, user_id)
            userrows.set_password(connection, user_id, password_hash, ONE_TIME_S)
            userrows.set_totp(connection, user_id, "", on=False)
            _note(connection, ask, "user.password_reset", user_id)
            return sessionrows.end_sessions(connection, user_id, "password reset")

        await self._deny(await self._run(work))
        return OneTimePassword(one_time_password=password)

    async def sessions(self, ask: Ask) -> Answer:
        """List the sessions of a user."""
        user_id = ask.id("user_id")

        def work(connection: Connection) -> list[dict[str, Any]]:
            _found(connection, user_id)
            return sessionrows.list_sessions(connection, user_id, self._life)

        found = await self._run(work)
        current = ask.who.session_id
        return Sessions(items=[session_of(row, current) for row in found])

    async def end_session(self, ask: Ask) -> Answer:
        """End one session of a user."""
        await self._end(ask, ask.id("session_id"))
        return None

    async def end_sessions(self, ask: Ask) -> Answer:
        """End all sessions of a user."""
        return Ended(ended=await self._end(ask, ""))

    async def _end(self, ask: Ask, only: str) -> int:
        user_id = ask.id("user_id")

        def work(connection: Connection) -> Sequence[str]:
            _found(connection, user_id)
            ended = sessionrows.end_sessions(
                connection, user_id, "ended by an admin", only=only
            )
            for each in ended:
                _note(connection, ask, "session.ended", each, user=user_id)
            return ended

        ended = await self._run(work)
        if only and not ended:
            raise Problem("not-found")
        await self._deny(ended)
        return len(ended)

    async def _deny(self, session_ids: Sequence[str]) -> None:
        """Make ended sessions known. Raises ``unavailable`` if not everybody knows yet."""
        if not await self._office.guard.deny(session_ids):
            raise Problem("unavailable", headers={"Retry-After": "5"})

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await self._office.database.run(work)


def _found(connection: Connection, user_id: str) -> dict[str, Any]:
    row = rows.user(connection, user_id)
    if row is None:
        raise Problem("not-found")
    return row


def _keep_an_admin(admins: Sequence[str], user_id: str) -> None:
    """Refuse to take the last admin away; ``admins`` are locked."""
    if user_id in admins and len(admins) == 1:
        raise Problem("last-admin")


def _difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Plain]:
    return {
        key: [old[key], new[key]]
        for key in ("name", "role", "disabled")
        if old[key] != new[key]
    }


def _note(
    connection: Connection, ask: Ask, action: str, subject: str, **detail: Plain
) -> None:
    by = Actor(ask.who.name, ask.who.user_id)
    audit.note(connection, by=by, action=action, subject=subject, detail=detail)


def _etag(row: dict[str, Any]) -> str:
    return f'"{row["version"]}"'


def _told(row: dict[str, Any]) -> User:
    return User.model_validate({k: v for k, v in row.items() if k != "name_key"})


def _with_etag(row: dict[str, Any]) -> Shaped:
    return Shaped(_told(row), headers=(("ETag", _etag(row)),))
