"""Login, refresh and logout: the handlers that deal with the cookie.

A request that rides on the cookie must come from our own page: its Origin must be that of
``public_url``. SameSite=Strict says the same to browsers; this holds for old ones too.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from adminapi.auth import cookies, sessionrows, tokens
from adminapi.auth.codes import Codes
from adminapi.auth.login import Credentials, Login
from adminapi.auth.sessionrows import Life
from adminapi.auth.shapes import Access, LoginWanted
from adminapi.edges.endpoint import Answer, Ask, Shaped
from adminapi.edges.problem import Problem
from adminapi.office import Office
from callcore.shared import audit
from callcore.shared.audit import Actor
from callcore.shared.database.pool import Connection

AGAIN_S: Final = "5"
LONGEST_TOKEN: Final = 100


class Entrance:
    """Handlers of one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        config = office.config
        self._life = life_of(office)
        self._origin = origin_of(config.public_url)
        self._device_keys = office.keys.derived("device cookie")
        self._login = Login(
            office.database,
            office.hashing,
            office.limits,
            self._device_keys,
            self._life,
            Codes(office.ring, office.now_s),
        )
        self._login.results = office.logins

    async def login(self, ask: Ask) -> Answer:
        """Open a session."""
        self._check_origin(ask, required=False)
        wanted = ask.body(LoginWanted)
        entered = await self._login(
            Credentials(
                name=wanted.name,
                password=wanted.password,
                code=wanted.code or "",
                new_password=wanted.new_password or "",
                address=ask.address,
                user_agent=ask.user_agent,
                device=ask.cookies.get(cookies.DEVICE, ""),
            )
        )
        await self._office.guard.deny(entered.ended)
        user = entered.account
        device = cookies.device_cookie(self._device_keys, user.user_id)
        access = self._access(user.user_id, user.name, user.role, entered.session_id)
        return Shaped(
            access,
            headers=(
                self._keep(entered.refresh_token),
                cookies.keep(cookies.DEVICE, device, cookies.DEVICE_S),
            ),
        )

    async def refresh(self, ask: Ask) -> Answer:
        """Give a new access token and a new cookie for the cookie."""
        self._check_origin(ask, required=True)
        token = _cookie(ask)
        if not token:
            raise Problem("unauthorized")
        found = await self._office.database.run(
            lambda connection: self._rotate(connection, token)
        )
        if isinstance(found, str):
            await self._office.guard.deny([found] if found else [])
            raise Problem("unauthorized")
        access, next_token = found
        return Shaped(access, headers=(self._keep(next_token),))

    def _rotate(self, connection: Connection, token: str) -> tuple[Access, str] | str:
        """Return the answer, or the session that has just ended ('' if none has)."""
        row = sessionrows.find_refresh(connection, token, self._life)
        if row is None or (row["over"] and not row["used"]):
            return ""
        user_id, session_id = str(row["user_id"]), str(row["session_id"])
        if row["raced"] and not row["over"]:
            raise Problem("raced", headers={"Retry-After": "1"})
        if row["used"]:
            ended = sessionrows.end_sessions(
                connection, user_id, "refresh token used twice", only=session_id
            )
            if ended:
                audit.note(
                    connection,
                    by=Actor(row["name"] or "removed user", user_id),
                    action="session.stolen",
                    subject=session_id,
                    detail={"why": "its refresh token was used twice"},
                )
            return "".join(ended)
        next_token = sessionrows.use_refresh(connection, row)
        access = self._access(user_id, row["name"], row["role"], session_id)
        return access, next_token

    async def logout(self, ask: Ask) -> Answer:
        """End the session: 204 only when every process knows it."""
        authorization = ask.headers.get("Authorization", "")
        if authorization:
            who = await self._office.guard.identify(authorization)
            user_id, session_id, token_id = who.user_id, who.session_id, who.token_id
        else:
            self._check_origin(ask, required=True)
            user_id, session_id = await self._of_cookie(_cookie(ask))
            token_id = ""
        await self._office.database.run(
            lambda connection: _log_out(connection, user_id, session_id)
        )
        gone = (cookies.drop(cookies.REFRESH),)
        if not await self._office.guard.deny([session_id], token_id):
            # the session is dead in PostgreSQL and in this process; the others hear of it
            # with the next reseed, and that is no 204 (security test 15)
            raise Problem("unavailable", headers={"Retry-After": AGAIN_S, **dict(gone)})
        return Shaped(None, headers=gone)

    async def _of_cookie(self, token: str) -> tuple[str, str]:
        row = await self._office.database.run(
            lambda c: sessionrows.find_refresh(c, token, self._life)
        )
        if row is None or row["over"] or row["used"]:
            raise Problem("unauthorized")
        return str(row["user_id"]), str(row["session_id"])

    def _access(self, user_id: str, name: str, role: str, session_id: str) -> Access:
        token = self._office.guard.tokens.issue(
            user_id=user_id, name=name, role=role, session_id=session_id
        )
        return Access.model_validate(
            {
                "access_token": token,
                "expires_in": tokens.LIFE_S,
                "session_id": session_id,
                "user_id": user_id,
                "name": name,
                "role": role,
            }
        )

    def _keep(self, token: str) -> tuple[str, str]:
        return cookies.keep(cookies.REFRESH, token, self._life.absolute_s)

    def _check_origin(self, ask: Ask, *, required: bool) -> None:
        """Refuse other sites' pages. Only a login may come from no page at all (curl)."""
        origin = ask.headers.get("Origin", "")
        if origin != self._origin and (origin or required):
            raise Problem("wrong-origin")


def origin_of(url: str) -> str:
    """Return the origin of a URL as browsers write it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def life_of(office: Office) -> Life:
    """Return how long sessions of this house live."""
    config = office.config
    return Life(config.idle_hours * 3_600, config.session_days * 86_400)


def _cookie(ask: Ask) -> str:
    token = ask.cookies.get(cookies.REFRESH, "")
    return token if len(token) <= LONGEST_TOKEN and token.isascii() else ""


def _log_out(connection: Connection, user_id: str, session_id: str) -> None:
    for ended in sessionrows.end_sessions(
        connection, user_id, "logout", only=session_id
    ):
        name = connection.execute(
            "SELECT name FROM users WHERE user_id = %s", (user_id,)
        ).fetchone()
        by = Actor(name["name"] if name else "removed user", user_id)
        audit.note(connection, by=by, action="logout", subject=ended)
