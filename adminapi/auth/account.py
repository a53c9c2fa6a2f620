"""One's own account: who I am, my password, my sessions, my second factor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from adminapi.auth import passwords, sessionrows, totp, userrows
from adminapi.auth.codes import Codes
from adminapi.auth.entrance import life_of
from adminapi.auth.login import check_new, refused
from adminapi.auth.shapes import (
    CodeWanted,
    Ended,
    Me,
    PasswordWanted,
    ProofWanted,
    RecoveryCodes,
    SecondFactor,
    Session,
    Sessions,
)
from adminapi.edges.endpoint import Answer, Ask, Principal
from adminapi.edges.problem import Problem
from adminapi.office import Office
from callcore.shared import audit
from callcore.shared.audit import Actor
from callcore.shared.database.pool import Connection

T = TypeVar("T")
HOUSE = "callcore"  # as a telephone shows it


class Account:
    """Handlers of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._life = life_of(office)
        self._codes = Codes(office.ring, office.now_s)

    async def me(self, ask: Ask) -> Answer:
        """Tell who is logged in."""
        who = ask.who

        def work(connection: Connection) -> tuple[bool, int]:
            account = _present(connection, who)
            left = userrows.count_recovery_codes(connection, who.user_id)
            return account.totp_on, left

        second_factor, left = await self._run(work)
        return Me.model_validate(
            {
                "user_id": who.user_id,
                "name": who.name,
                "role": who.role,
                "session_id": who.session_id,
                "token_ends_at": datetime.fromtimestamp(who.expires_s, UTC),
                "second_factor": second_factor,
                "recovery_codes": left,
            }
        )

    async def change_password(self, ask: Ask) -> Answer:
        """Set a new password and end the other sessions."""
        wanted, who = ask.body(PasswordWanted), ask.who
        old_hash = await self._prove(who, wanted.password)
        check_new("new_password", wanted.new_password, who.name)
        if passwords.normal(wanted.new_password) == passwords.normal(wanted.password):
            raise refused("new_password", "must differ from the present one")
        password_hash = await self._office.hashing.hash(
            passwords.normal(wanted.new_password)
        )

        def work(connection: Connection) -> Sequence[str]:
            account = userrows.find(connection, who.user_id, lock=True)
            if account is None or account.password_hash != old_hash:
                raise Problem("conflict")
            userrows.set_password(connection, who.user_id, password_hash)
            _note(connection, who, "password.changed")
            return sessionrows.end_sessions(
                connection, who.user_id, "password changed", but=who.session_id
            )

        return await self._end(await self._run(work))

    async def sessions(self, ask: Ask) -> Answer:
        """List one's own sessions."""
        who = ask.who
        found = await self._run(
            lambda c: sessionrows.list_sessions(c, who.user_id, self._life)
        )
        return Sessions(items=[session_of(row, who.session_id) for row in found])

    async def end_one(self, ask: Ask) -> Answer:
        """End one of one's sessions."""
        who, session_id = ask.who, ask.id("session_id")

        def work(connection: Connection) -> Sequence[str]:
            ended = sessionrows.end_sessions(
                connection, who.user_id, "ended by its user", only=session_id
            )
            for each in ended:
                _note(connection, who, "session.ended", each)
            return ended

        ended = await self._run(work)
        if not ended:
            raise Problem("not-found")
        await self._end(ended)
        return None

    async def end_others(self, ask: Ask) -> Answer:
        """End all one's sessions but this one."""
        who = ask.who

        def work(connection: Connection) -> Sequence[str]:
            ended = sessionrows.end_sessions(
                connection, who.user_id, "ended by its user", but=who.session_id
            )
            for each in ended:
                _note(connection, who, "session.ended", each)
            return ended

        return await self._end(await self._run(work))

    async def enrol(self, ask: Ask) -> Answer:
        """Make a secret; it counts after its first code."""
        who = ask.who
        await self._prove(who, ask.body(ProofWanted).password)
        secret = totp.new_secret()
        kept = self._codes.sealed(who.user_id, secret)

        def work(connection: Connection) -> None:
            if _present(connection, who).totp_on:
                raise Problem("conflict", "The second factor is on already.")
            userrows.set_totp(connection, who.user_id, kept, on=False)

        await self._run(work)
        return SecondFactor(secret=secret, uri=totp.uri(secret, who.name, HOUSE))

    async def confirm(self, ask: Ask) -> Answer:
        """Turn the second factor on with its first code."""
        who, code = ask.who, ask.body(CodeWanted).code
        codes = totp.recovery_codes()

        def work(connection: Connection) -> None:
            account = _present(connection, who)
            if account.totp_on or not account.totp_secret:
                raise Problem("conflict", "There is no second factor to confirm.")
            if not self._codes.use(connection, account, code):
                raise Problem("wrong-login")
            userrows.set_totp(connection, who.user_id, account.totp_secret, on=True)
            userrows.keep_recovery_codes(connection, who.user_id, codes)
            _note(connection, who, "second_factor.on")

        await self._run(work)
        return RecoveryCodes(codes=codes)

    async def disable(self, ask: Ask) -> Answer:
        """Turn the second factor off."""
        who = ask.who
        await self._prove(who, ask.body(ProofWanted).password)

        def work(connection: Connection) -> None:
            userrows.set_totp(connection, who.user_id, "", on=False)
            _note(connection, who, "second_factor.off")

        await self._run(work)
        return None

    async def _prove(self, who: Principal, password: str) -> str:
        """Return the hash that a password fits. Raises ``wrong-login``."""
        account = await self._run(lambda connection: _present(connection, who))
        text = passwords.normal(password)
        if not await self._office.hashing.fits(text, account.password_hash):
            await self._run(lambda c: _note(c, who, "password.refused"))
            raise Problem("wrong-login")
        return account.password_hash

    async def _end(self, session_ids: Sequence[str]) -> Ended:
        """Make ended sessions known. Raises ``unavailable`` if not everybody knows yet."""
        if not await self._office.guard.deny(session_ids):
            raise Problem("unavailable", headers={"Retry-After": "5"})
        return Ended(ended=len(session_ids))

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await self._office.database.run(work)


def session_of(row: dict[str, object], current: str) -> Session:
    """Return what is told of a session."""
    return Session.model_validate({**row, "current": str(row["session_id"]) == current})


def _present(connection: Connection, who: Principal) -> userrows.Account:
    account = userrows.find(connection, who.user_id, lock=True)
    if account is None:
        raise Problem("unauthorized")
    return account


def _note(
    connection: Connection, who: Principal, action: str, subject: str = ""
) -> None:
    by = Actor(who.name, who.user_id)
    audit.note(connection, by=by, action=action, subject=subject or who.user_id)
