"""The admin API for tests: real PostgreSQL, state in memory, a user of each role logged in.

::

    @pytest.fixture ... or simply:
    async with admin_house(database_url) as house:
        told = await house.get("/calls", role="viewer")
        assert told.status == 200 and told.json["items"] == []

The whole application answers, in Quart's test client; ``redis_url`` gives it a real Redis.
Users are ``viewer``, ``operator``, ``supervisor`` and ``admin``, their password is
:data:`PASSWORD`, hashed cheaply. Background tasks run only with ``tasks=True``.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import trio
from argon2 import PasswordHasher
from argon2.low_level import Type
from werkzeug.datastructures import Headers

from adminapi import serving
from adminapi.app import House, assemble, office_of
from adminapi.auth import keys, sessionrows, userrows
from adminapi.auth.entrance import life_of
from adminapi.edges.endpoint import PREFIX, ROLES, Role
from adminapi.office import Office
from adminapi.settings import AdminConfig, load
from callcore.shared.database.pool import Connection, Database, open_database
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import State
from tests.kit.keys import DATA_KEYS

PASSWORD = "correct horse battery 7 staple"
ORIGIN = "https://office.example"
#: as the real one, and a hundred times quicker
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=Type.ID)
SIGNING_KEY = keys.new_key()


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    headers: Headers  # whatever the case of a name
    body: bytes
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """Return the word of a problem, '' if it is none."""
        if "problem+json" not in self.headers.get("Content-Type", ""):
            return ""
        return str(self.json["type"]).removeprefix("/problems/")


@dataclass(frozen=True)
class User:
    """A user with a session."""

    user_id: str
    name: str
    role: Role
    session_id: str
    token: str
    refresh_token: str


class AdminHouse:
    """What a test holds."""

    def __init__(self, office: Office, house: House, password_hash: str = "") -> None:
        self.office = office
        self.house = house
        self._password_hash = password_hash
        self.users: dict[str, User] = {}
        self._client = house.api.test_client(use_cookies=False)
        self._operations = house.operations.test_client(use_cookies=False)

    @property
    def database(self) -> Database:
        """Return the database."""
        return self.office.database

    @property
    def state(self) -> Any:
        """Return the state; ``house.state.down = "test"`` breaks the one in memory."""
        return self.office.state

    async def add_user(self, name: str, role: Role) -> User:
        """Add a user with :data:`PASSWORD` and log him in.

        Databases outlive houses: one that is there from an earlier house is taken.
        """

        def work(connection: Connection) -> str:
            known = userrows.find_by_name(connection, name)
            if known is not None and known.role == role:
                return known.user_id
            return userrows.insert(connection, name, role, self._password_hash)

        return await self.log_in(await self.database.run(work), name, role)

    async def log_in(self, user_id: str, name: str, role: Role) -> User:
        """Open another session of a user, without the limits of a login."""
        life = life_of(self.office)
        session_id, refresh, _ = await self.database.run(
            lambda c: sessionrows.open_session(c, user_id, life, "203.0.113.7", "test")
        )
        token = self.office.guard.tokens.issue(
            user_id=user_id, name=name, role=role, session_id=session_id
        )
        return User(user_id, name, role, session_id, token, refresh)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        role: str = "",
        token: str = "",
        body: object = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        cookies: Mapping[str, str] | None = None,
        raw_path: bool = False,
    ) -> Told:
        """Send a request as the user of a role, or with a token of your own."""
        sent = dict(headers or {})
        token = token or (self.users[role].token if role else "")
        if token:
            sent.setdefault("Authorization", f"Bearer {token}")
        if cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
        if body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        response = await self._client.open(  # type: ignore[call-arg]
            path if raw_path else PREFIX + path,
            method=method,
            headers=sent,
            data=data,
            query_string=dict(query) if query else None,
        )
        return Told(
            response.status_code,
            Headers(list(response.headers)),
            await response.get_data(as_text=False),
            _cookies(response.headers.getlist("Set-Cookie")),
        )

    async def get(self, path: str, **more: Any) -> Told:
        """See :meth:`ask`."""
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: object = None, **more: Any) -> Told:
        """See :meth:`ask`."""
        return await self.ask("POST", path, body=body, **more)

    async def put(self, path: str, body: object = None, **more: Any) -> Told:
        """See :meth:`ask`."""
        return await self.ask("PUT", path, body=body, **more)

    async def patch(self, path: str, body: object = None, **more: Any) -> Told:
        """See :meth:`ask`."""
        return await self.ask("PATCH", path, body=body, **more)

    async def delete(self, path: str, **more: Any) -> Told:
        """See :meth:`ask`."""
        return await self.ask("DELETE", path, **more)

    async def operations(self, path: str) -> Told:
        """Ask the port for operations."""
        response = await self._operations.get(path)
        body = await response.get_data(as_text=False)
        return Told(response.status_code, Headers(list(response.headers)), body)


@asynccontextmanager
async def admin_house(
    database_url: str,
    redis_url: str = "",
    *,
    state: State | None = None,
    tasks: bool = False,
    hasher: PasswordHasher = CHEAP,
    **settings: str,
) -> AsyncIterator[AdminHouse]:
    """Open a house; settings are those of the table, as ``proxies="1"``."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            open_database(database_url, connections=4)
        )
        if state is None:
            state = await stack.enter_async_context(_state(redis_url))
        office = office_of(config_of(**settings), database, state, hasher)
        stack.callback(office.hashing.close)
        house = AdminHouse(office, assemble(office), password_hash(hasher))
        for role in ROLES:
            house.users[role] = await house.add_user(role, role)
        await office.guard.reseed()
        if not tasks:
            yield house
            return
        async with trio.open_nursery() as nursery:
            for task in house.house.tasks:
                nursery.start_soon(task)
            yield house
            nursery.cancel_scope.cancel(reason="the test is over")


def config_of(**settings: str) -> AdminConfig:
    """Return the settings of a house of tests."""
    given = {
        "signing_key": SIGNING_KEY,
        "data_keys": DATA_KEYS,
        "public_url": ORIGIN,
        **settings,
    }
    environ = {f"ADMINAPI_{name.upper()}": value for name, value in given.items()}
    return load({"HOME": "/nonexistent", **environ})


@asynccontextmanager
async def _state(redis_url: str) -> AsyncIterator[State]:
    if not redis_url:
        yield MemoryState()
        return
    async with open_state(redis_url) as state:
        yield state


@cache
def password_hash(hasher: PasswordHasher) -> str:
    """Return the hash of :data:`PASSWORD`, made once."""
    return hasher.hash(PASSWORD)


def _cookies(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


@asynccontextmanager
async def live_house(
    database_url: str, redis_url: str = "", **more: Any
) -> AsyncIterator[tuple[AdminHouse, str]]:
    """Open a house on a real port of this machine; yields it and its URL."""
    async with admin_house(database_url, redis_url, **more) as house:
        async with trio.open_nursery() as nursery:
            [url] = await nursery.start(
                serving.run,
                house.house.api,
                "127.0.0.1:0",
                house.house.operations,
                "127.0.0.1:0",
                (),
            )
            yield house, url
            nursery.cancel_scope.cancel(reason="the test is over")
