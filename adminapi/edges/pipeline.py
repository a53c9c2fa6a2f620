"""One request through the gate: limits, identity, role, shapes, handler, answer.

Whatever goes wrong becomes a problem; this is the table of HTTP errors of STYLE.md 22, the
one place of adminapi that catches everything (D-108).
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import trio
from pydantic import BaseModel
from quart import Response, request
from quart_trio import QuartTrio
from werkzeug.exceptions import HTTPException, RequestTimeout

from adminapi.edges.clientaddress import ClientAddress
from adminapi.edges.endpoint import (
    PREFIX,
    PUBLIC,
    Answer,
    Ask,
    Endpoint,
    Principal,
    Raw,
    Shaped,
)
from adminapi.edges.gate import Gate, Wire
from adminapi.edges.parsing import body_of, query_of
from adminapi.edges.problem import MEDIA_TYPE, PROBLEMS, FieldError, Problem
from callcore.shared.database.errors import Conflict, DatabaseDown
from callcore.shared.state.port import StateDown

LONGEST_KEY: Final = 100
DEADLINE_S: Final = 20.0  # for a handler with its body; each part has a shorter one
#: what HTTP itself refuses, before or beside a handler
_BY_STATUS: Final[Mapping[int, str]] = {
    400: "bad-request",
    404: "not-found",
    405: "no-such-method",
    408: "too-slow",
    413: "too-large",
    415: "wrong-media-type",
    416: "no-such-range",
    431: "headers-too-large",
    500: "bug",
}

log = logging.getLogger(__name__)


class Counter(Protocol):
    """Counts requests."""

    def count(self, endpoint: str, status: int, took_s: float) -> None:
        """Count one."""


@dataclass(slots=True)
class Seen:
    """What is known of a request so far, for its log line."""

    request_id: str
    user_id: str = ""


class Pipeline:
    """Serves the endpoints of a table; :meth:`mount` once."""

    def __init__(self, gate: Gate, address_of: ClientAddress, counter: Counter) -> None:
        self._gate = gate
        self._address_of = address_of
        self._counter = counter

    def mount(self, app: QuartTrio, endpoint: Endpoint) -> None:
        """Let ``app`` route to ``endpoint``."""

        async def view(**path: Any) -> Response:  # noqa: ANN401 - Quart's converters
            return await self.serve(endpoint, path)

        app.add_url_rule(
            PREFIX + endpoint.path,
            endpoint.name,
            view,
            methods=[endpoint.method],
            provide_automatic_options=False,
        )

    async def serve(self, endpoint: Endpoint, path: Mapping[str, Any]) -> Response:
        """Return the answer to the request that Quart holds; raises nothing."""
        began_s = trio.current_time()
        seen = Seen(str(uuid.uuid4()))
        try:
            with trio.fail_after(DEADLINE_S):
                status, headers, body = await self._answer(endpoint, path, seen)
            response = Response(body, status)
            del response.headers["Content-Type"]
            for name, value in headers:
                response.headers.add(name, value)
            response.headers["X-Request-Id"] = seen.request_id
            if not isinstance(body, bytes):
                response.timeout = None  # each piece has a deadline of the connection
        except Exception as error:  # noqa: BLE001 - D-108
            response = problem_response(as_problem(error), seen.request_id)
        took_s = trio.current_time() - began_s
        self._counter.count(endpoint.name, response.status_code, took_s)
        log.info(
            "request",
            extra={
                "request_id": seen.request_id,
                "method": endpoint.method,
                "endpoint": endpoint.name,
                "status": response.status_code,
                "ms": round(took_s * 1_000, 1),
                "user_id": seen.user_id,
            },
        )
        return response

    async def _answer(
        self, endpoint: Endpoint, path: Mapping[str, Any], seen: Seen
    ) -> tuple[int, tuple[tuple[str, str], ...], Any]:
        address = self._address_of(request)
        who: Principal | None = None
        if endpoint.roles != PUBLIC:
            await self._gate.throttle(_BEFORE, address, None)
            who = await self._gate.identify(request.headers.get("Authorization", ""))
            seen.user_id = who.user_id
        await self._gate.throttle(endpoint, address, who)
        if who is not None and who.role not in endpoint.roles:
            raise Problem("forbidden")
        ask, digest = await self._ask(endpoint, path, seen.request_id, who)
        if len(request.headers.get("If-Match", "")) > LONGEST_KEY:
            error = FieldError(where="header.If-Match", problem="is too long")
            raise Problem("invalid", errors=[error])
        key = request.headers.get("Idempotency-Key", "")
        if not (endpoint.action and key and who is not None):
            return await _run(endpoint, ask)
        if len(key) > LONGEST_KEY or not key.isprintable():
            error = FieldError(where="header.Idempotency-Key", problem="is too long")
            raise Problem("invalid", errors=[error])

        async def run() -> Wire:
            return await _run(endpoint, ask)

        return await self._gate.remember(key, who, endpoint, digest, run)

    async def _ask(
        self,
        endpoint: Endpoint,
        path: Mapping[str, Any],
        request_id: str,
        who: Principal | None,
    ) -> tuple[Ask, str]:
        query: BaseModel | None = None
        body: BaseModel | None = None
        data = b""
        pairs = list(request.args.items(multi=True))
        if endpoint.query is not None:
            query = query_of(endpoint.query, pairs)
        elif pairs:
            error = FieldError(where="query", problem="takes no parameters")
            raise Problem("invalid", errors=[error])
        if endpoint.body is not None:
            data = await _read(endpoint.most_body_bytes)
            content_type = request.headers.get("Content-Type", "")
            body = body_of(endpoint.body, data, content_type)
        ask = Ask(
            request_id=request_id,
            address=self._address_of(request),
            user_agent=request.headers.get("User-Agent", "")[:200],
            who_or_none=who,
            path=path,
            query_or_none=query,
            body_or_none=body,
            headers=dict(request.headers),
            cookies=request.cookies,
        )
        return ask, hashlib.sha256(
            request.full_path.encode() + b"\n" + data
        ).hexdigest()


async def _read(most_bytes: int) -> bytes:
    """Return the body of the present request. Raises ``too-large`` and ``too-slow``.

    Quart itself knows only one limit, for all addresses.
    """
    if (request.content_length or 0) > most_bytes:
        raise Problem("too-large")
    data = bytearray()
    with trio.move_on_after(request.body_timeout or DEADLINE_S) as scope:
        async for chunk in request.body:
            data += chunk
            if len(data) > most_bytes:
                raise Problem("too-large")
    if scope.cancelled_caught:
        raise Problem("too-slow")
    return bytes(data)


async def _nobody(_ask: Ask) -> Answer:
    raise Problem("not-found")


#: the limit of an address that has not shown yet who it is
_BEFORE: Final = Endpoint(
    method="GET", path="/", about="", handler=_nobody, tag="", limit="address"
)


async def _run(
    endpoint: Endpoint, ask: Ask
) -> tuple[int, tuple[tuple[str, str], ...], Any]:
    answer = await endpoint.handler(ask)
    if isinstance(answer, Raw):
        headers = (("Content-Type", answer.media_type), *answer.headers.items())
        return answer.status, headers, answer.body
    return _shaped(endpoint, ask, answer)


def _shaped(endpoint: Endpoint, ask: Ask, answer: Answer) -> Wire:
    given = answer if isinstance(answer, Shaped) else Shaped(answer)  # type: ignore[arg-type]
    if given.shape is None:
        return given.status or 204, given.headers, b""
    body = given.shape.model_dump_json(by_alias=True).encode()
    headers = [("Content-Type", "application/json"), *given.headers]
    status = given.status or endpoint.status
    if endpoint.method == "GET" and status == 200:
        etag = next((v for n, v in headers if n.lower() == "etag"), "")
        if not etag:
            etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            headers.append(("ETag", etag))
        # a proxy that compresses makes an ETag weak: W/"..."
        known = ask.headers.get("If-None-Match", "").split(",")
        if etag in [each.strip().removeprefix("W/") for each in known]:
            return 304, (("ETag", etag),), b""
    return status, tuple(headers), body


def as_problem(error: Exception) -> Problem:
    """Return what the client is told of an error; a bug is logged, and told as one."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestTimeout):
        return Problem("too-slow")
    if isinstance(error, HTTPException):
        return Problem(_BY_STATUS.get(error.code or 500, "bad-request"))
    if isinstance(error, Conflict):
        return Problem("conflict")
    if isinstance(error, DatabaseDown | StateDown | trio.TooSlowError):
        log.warning("a part is down", extra={"part": type(error).__name__, "why": str(error)})  # fmt: skip
        return Problem("unavailable", headers={"Retry-After": "5"})
    log.error("a request failed", exc_info=error)
    return Problem("bug")


def problem_response(problem: Problem, request_id: str) -> Response:
    """Return the response of a problem."""
    body = problem.shape(request_id).model_dump_json(exclude_defaults=True)
    response = Response(body, PROBLEMS[problem.word].status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response.headers[name] = value
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="callcore"'
    response.headers["X-Request-Id"] = request_id
    return response
