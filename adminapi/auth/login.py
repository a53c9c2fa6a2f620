"""A login: limits, password, second factor, session. Every no sounds and takes the same.

An unknown name, a wrong password, a wrong code, a disabled user and a one-time password
that is over all get ``wrong-login`` after one argon2 check. The audit knows which it was.

Guessing is slowed for each account from each address, and for each account from all
addresses together. A browser that has logged in before shows so with its device cookie and
has a limit of its own: whoever floods an account cannot keep its owner out (D-113).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from adminapi.auth import cookies, passwords, sessionrows, userrows
from adminapi.auth.codes import Codes
from adminapi.auth.hashing import Hashing
from adminapi.auth.passwords import PasswordRefused
from adminapi.auth.sessionrows import Life
from adminapi.auth.userrows import Account
from adminapi.edges.limits import Limits, network_of
from adminapi.edges.problem import FieldError, Problem
from callcore.shared import audit
from callcore.shared.audit import Actor
from callcore.shared.database.pool import Connection, Database

Result = Literal[
    "ok",
    "unknown user",
    "wrong password",
    "wrong code",
    "code required",
    "disabled",
    "one-time password over",
    "new password required",
]


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What somebody shows; no repr, it holds secrets."""

    name: str
    password: str
    code: str
    new_password: str
    address: str
    user_agent: str
    device: str  # the cookie


@dataclass(frozen=True, slots=True, repr=False)
class LoggedIn:
    """A login that succeeded; no repr, it holds a secret."""

    account: Account
    session_id: str
    refresh_token: str
    ended: tuple[str, ...]  # sessions that had to go


class Login:
    """Logs people in."""

    def __init__(
        self,
        database: Database,
        hashing: Hashing,
        limits: Limits,
        device_keys: tuple[bytes, ...],
        life: Life,
        codes: Codes,
    ) -> None:
        self._database = database
        self._hashing = hashing
        self._limits = limits
        self._device_keys = device_keys
        self._life = life
        self._codes = codes
        self.results: dict[str, int] = {}

    async def __call__(self, shown: Credentials) -> LoggedIn:
        """Return the session of a login.

        Raises ``wrong-login``, ``code-required``, ``new-password-required``, ``invalid``,
        ``too-many`` and ``unavailable``.
        """
        self._hashing.refuse_if_full()
        account = await self._find(shown.name)
        await self._slow_down(shown, account)
        password = passwords.normal(shown.password)
        right = await self._hashing.fits(password, account.password_hash)
        result = self._judge(account, right)
        if result != "ok":
            await self._refuse(shown, account, result)
        new_hash = await self._new_hash(shown, account)
        return await self._enter(shown, account, new_hash)

    async def _find(self, name: str) -> Account:
        found = await self._database.run(lambda c: userrows.find_by_name(c, name))
        return found if found is not None else userrows.nobody(self._hashing.nobody)

    async def _slow_down(self, shown: Credentials, account: Account) -> None:
        name = userrows.key_of(shown.name)
        device = cookies.device_of(self._device_keys, shown.device, account.user_id)
        if device:
            await self._limits.take("login-device", device)
            return
        network = network_of(shown.address)
        await self._limits.take("login-pair", digest(f"{name} {network}"))
        await self._limits.take("login-account", digest(name))

    def _judge(self, account: Account, right: bool) -> Result:
        if not account.user_id:
            return "unknown user"
        if not right:
            return "wrong password"
        if account.disabled:
            return "disabled"
        if account.one_time_over:
            return "one-time password over"
        return "ok"

    async def _refuse(
        self, shown: Credentials, account: Account, result: Result
    ) -> None:
        """Write the audit and raise."""
        self._count(result)
        by = Actor(account.name, account.user_id)
        await self._database.run(
            lambda c: audit.note(
                c,
                by=by,
                action="login.refused",
                subject=account.user_id or "unknown user",
                detail={"why": result, "from": shown.address},
            )
        )
        raise Problem(_WORDS.get(result, "wrong-login"))

    async def _new_hash(self, shown: Credentials, account: Account) -> str:
        """Return the hash to keep from now on, '' to keep the one that is there."""
        if account.one_time:
            if not shown.new_password:
                await self._refuse(shown, account, "new password required")
            if passwords.normal(shown.new_password) == passwords.normal(shown.password):
                raise refused("new_password", "must differ from the one-time password")
            check_new("new_password", shown.new_password, account.name)
            return await self._hashing.hash(passwords.normal(shown.new_password))
        if self._hashing.is_old(account.password_hash):
            return await self._hashing.hash(passwords.normal(shown.password))
        return ""

    async def _enter(
        self, shown: Credentials, account: Account, new_hash: str
    ) -> LoggedIn:
        """Check the second factor and open the session, in one transaction."""
        entered = await self._database.run(
            lambda c: self._enter_row(c, shown, account, new_hash)
        )
        if isinstance(entered, str):
            await self._refuse(shown, account, entered)
        assert isinstance(entered, LoggedIn)
        self._count("ok")
        return entered

    def _enter_row(
        self,
        connection: Connection,
        shown: Credentials,
        account: Account,
        new_hash: str,
    ) -> LoggedIn | Literal["wrong code", "code required", "wrong password"]:
        now = userrows.find(connection, account.user_id, lock=True)
        if now is None or now.disabled or now.password_hash != account.password_hash:
            return "wrong password"  # changed since the check
        if now.totp_on:
            if not shown.code:
                return "code required"
            if not self._codes.use(connection, now, shown.code):
                return "wrong code"
        ended: tuple[str, ...] = ()
        if new_hash:
            userrows.set_password(connection, now.user_id, new_hash)
        if now.one_time:
            ended = tuple(sessionrows.end_sessions(connection, now.user_id, "password"))
        session_id, token, crowded_out = sessionrows.open_session(
            connection, now.user_id, self._life, shown.address, shown.user_agent
        )
        audit.note(
            connection,
            by=Actor(now.name, now.user_id),
            action="login",
            subject=session_id,
            detail={"from": shown.address, "second_factor": now.totp_on},
        )
        return LoggedIn(now, session_id, token, (*ended, *crowded_out))

    def _count(self, result: str) -> None:
        self.results[result] = self.results.get(result, 0) + 1


#: who knows the password may be told what else is missing
_WORDS: Final = {
    "code required": "code-required",
    "new password required": "new-password-required",
}


def check_new(where: str, password: str, *names: str) -> None:
    """Return if a password may be chosen. Raises ``invalid`` with the sentence why not."""
    try:
        passwords.check(password, *names)
    except PasswordRefused as error:
        raise refused(where, str(error)) from None


def refused(where: str, problem: str) -> Problem:
    """Return the problem of one field of the body."""
    return Problem(
        "invalid", errors=[FieldError(where=f"body.{where}", problem=problem)]
    )


def digest(text: str) -> str:
    """Return a key of a limit: no name stands in Redis."""
    return sessionrows.digest(text).hex()[:32]
