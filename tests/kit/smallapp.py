"""A small table of endpoints behind the real pipeline; the gate is a fake that takes notes.

::

    app = small_app(endpoint(told=Name, handler=tell))
    told = await app.ask("GET", "/thing", token="viewer")

A token is the name of a role. Nothing here needs a server, so time may be virtual.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quart_trio import QuartTrio
from werkzeug.datastructures import Headers

from adminapi.edges import application
from adminapi.edges.clientaddress import ClientAddress
from adminapi.edges.endpoint import (
    PREFIX,
    ROLES,
    Answer,
    Ask,
    Endpoint,
    Handler,
    Principal,
)
from adminapi.edges.gate import Gate, Wire
from adminapi.edges.pipeline import Pipeline
from adminapi.edges.problem import Problem
from adminapi.edges.webfiles import WebFiles
from tests.kit.adminhouse import Told

NO_FILES = Path("/nonexistent")


async def nothing(_ask: Ask) -> Answer:
    """Answer with 204."""
    return None


def endpoint(path: str = "/thing", handler: Handler = nothing, **more: Any) -> Endpoint:
    """Return a row of the table: GET, for anybody who is logged in."""
    row: dict[str, Any] = {"method": "GET", "about": "A thing.", "tag": "things"}
    return Endpoint(path=path, handler=handler, **{**row, **more})


@dataclass
class NotingGate:
    """Knows a token for each role, refuses limits in ``full``; ``notes`` is what was asked."""

    full: set[str] = field(default_factory=set)
    notes: list[tuple[str, ...]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    async def identify(self, authorization: str) -> Principal:
        """Return the user of a role."""
        self.notes.append(("identify",))
        for role in ROLES:
            if authorization == f"Bearer {role}":
                return Principal(f"id-{role}", role, role, "session", "token", 0.0)
        raise Problem("unauthorized")

    async def throttle(
        self, endpoint: Endpoint, address: str, who: Principal | None
    ) -> None:
        """Refuse what is full."""
        self.notes.append(
            ("throttle", endpoint.limit, address, who.name if who else "")
        )
        if endpoint.limit in self.full:
            raise Problem("too-many", headers={"Retry-After": "7"})

    async def remember(
        self,
        key: str,
        who: Principal,
        endpoint: Endpoint,
        digest: str,
        run: Callable[[], Awaitable[Wire]],
    ) -> Wire:
        """Run, and note the key."""
        self.notes.append(("remember", key, who.name, endpoint.name))
        self.digests.append(digest)
        return await run()


@dataclass
class SmallApp:
    """What a test holds; ``counted`` is what the metrics were told."""

    app: QuartTrio
    gate: NotingGate
    counted: list[tuple[str, int]]

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        raw_path: bool = False,
    ) -> Told:
        """Send one request."""
        sent = Headers(dict(headers or {}))
        if token:
            sent.setdefault("Authorization", f"Bearer {token}")
        client = self.app.test_client(use_cookies=False)
        response = await client.open(  # type: ignore[call-arg]
            path if raw_path else PREFIX + path, method=method, headers=sent, data=data
        )
        body = await response.get_data(as_text=False)
        # names come in small letters; the client adds a Content-Type where none was sent
        sent_back = [one for one in response.headers if one[0] != "Content-Type"]
        return Told(response.status_code, Headers(sent_back), bytes(body))


@dataclass
class _Counter:
    counted: list[tuple[str, int]]

    def count(self, endpoint: str, status: int, took_s: float) -> None:
        assert took_s >= 0
        self.counted.append((endpoint, status))


def small_app(*table: Endpoint, files: Path = NO_FILES, proxies: int = 0) -> SmallApp:
    """Return the application of a table."""
    noting = NotingGate()
    gate = Gate(noting.identify, noting.throttle, noting.remember)
    counter = _Counter([])
    pipeline = Pipeline(gate, ClientAddress(proxies), counter)
    app = application.build(table, pipeline, WebFiles(files))
    return SmallApp(app, noting, counter.counted)
