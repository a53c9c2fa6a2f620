"""Answers a repeated action with its first answer, for a day.

The row is written before the action runs, so that of two at the same time one runs. A
process that dies in between leaves a row that runs for ever; after :data:`LEASE_S` the next
request with this key takes it over. An action whose outcome is not known (502, 504) keeps that
answer: asking again with the same key must not do it twice. What was refused may be retried.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

from adminapi.edges.endpoint import Endpoint, Principal
from adminapi.edges.gate import Wire
from adminapi.edges.problem import MEDIA_TYPE, Problem
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database, one
from callcore.shared.sealed.keyring import KeyRing, Unreadable
from callcore.shared.sealed.places import answer_place

LEASE_S: Final = 60  # longer than any handler may run
KEPT_S: Final = 24 * 3600
MOST_BODY_BYTES: Final = 65_536
_UNKNOWN_OUTCOME: Final = frozenset({502, 504})

log = logging.getLogger(__name__)


class Memory:
    """Keeps answers in PostgreSQL, sealed: they show what their action showed."""

    def __init__(self, database: Database, ring: KeyRing) -> None:
        self._database = database
        self._ring = ring

    async def remember(
        self,
        key: str,
        who: Principal,
        endpoint: Endpoint,
        digest: str,
        run: Callable[[], Awaitable[Wire]],
    ) -> Wire:
        """Return the kept answer of ``key``, or run and keep it.

        Raises ``key-reused``, ``key-busy``, and what ``run`` raises.
        """
        attempt = str(uuid4())
        row = (who.user_id, key, endpoint.name, digest, attempt)
        place = answer_place(who.user_id, key)
        kept = await self._database.run(lambda connection: _begin(connection, row))
        if kept is not None:
            return self._opened(kept, place)
        problem: Problem | None = None
        try:
            answer = await run()
        except Problem as told:
            problem, answer = told, _wire(told)
        await self._end(attempt, self._sealed(answer, place))
        if problem is not None:
            raise problem
        return answer

    def _sealed(self, answer: Wire, place: str) -> Wire:
        status, headers, body = answer
        if len(body) > MOST_BODY_BYTES:
            return answer  # it is not kept
        text = base64.b64encode(body).decode()
        return status, headers, self._ring.seal(text, place).encode()

    def _opened(self, kept: Wire, place: str) -> Wire:
        """Return an answer; of one whose key is gone, that nobody knows it any more."""
        status, headers, body = kept
        try:
            text = self._ring.open(body.decode(errors="replace"), place)
        except Unreadable:
            raise Problem("unavailable") from None
        return status, headers, base64.b64decode(text)

    async def _end(self, attempt: str, answer: Wire) -> None:
        """Keep an answer, or forget an attempt that has changed nothing."""
        try:
            await self._database.run(
                lambda connection: _finish(connection, attempt, answer)
            )
        except DatabaseError as error:
            log.warning("an answer was not kept", extra={"why": type(error).__name__})


def forget_old(connection: Connection) -> int:
    """Delete some keys that are older than a day; return how many."""
    return connection.execute(
        "DELETE FROM idempotency_keys WHERE (user_id, key) IN (SELECT user_id, key "
        "FROM idempotency_keys WHERE started_at < now() - make_interval(secs => %s) "
        "LIMIT 1000)",
        (KEPT_S,),
    ).rowcount


def _begin(connection: Connection, row: tuple[str, ...]) -> Wire | None:
    """Return the kept answer; ``None`` if this attempt is to run."""
    found = one(
        connection,
        "INSERT INTO idempotency_keys (user_id, key, endpoint, digest, attempt) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (user_id, key) DO UPDATE "
        "SET key = excluded.key "  # nothing: it locks the row and returns it
        "RETURNING attempt, endpoint, digest, status, headers, body, "
        "started_at > now() - make_interval(secs => %s) AS running, "
        "started_at < now() - make_interval(secs => %s) AS old",
        *row,
        LEASE_S,
        KEPT_S,
    )
    assert found is not None
    if str(found["attempt"]) == row[4]:
        return None
    if found["old"]:
        _take_over(connection, row)
        return None
    if (found["endpoint"], found["digest"]) != row[2:4]:
        raise Problem("key-reused")
    if found["status"] is not None:
        return _kept(found)
    if found["running"]:
        raise Problem("key-busy", headers={"Retry-After": "1"})
    _take_over(connection, row)
    return None


def _take_over(connection: Connection, row: tuple[str, ...]) -> None:
    user_id, key, endpoint, digest, attempt = row
    connection.execute(
        "UPDATE idempotency_keys SET endpoint = %s, digest = %s, attempt = %s, "
        "started_at = now(), status = NULL, headers = '[]', body = '' "
        "WHERE user_id = %s AND key = %s",
        (endpoint, digest, attempt, user_id, key),
    )


def _finish(connection: Connection, attempt: str, answer: Wire) -> None:
    status, headers, body = answer
    final = status < 400 or status in _UNKNOWN_OUTCOME
    if not final or len(body) > MOST_BODY_BYTES:
        connection.execute(
            "DELETE FROM idempotency_keys WHERE attempt = %s", (attempt,)
        )
        return
    connection.execute(
        "UPDATE idempotency_keys SET status = %s, headers = %s::jsonb, body = %s "
        "WHERE attempt = %s",
        (status, json.dumps(headers), body, attempt),
    )


def _kept(found: dict[str, Any]) -> Wire:
    headers = tuple((str(name), str(value)) for name, value in found["headers"])
    return found["status"], headers, bytes(found["body"])


def _wire(problem: Problem) -> Wire:
    body = problem.shape("").model_dump_json(exclude_defaults=True).encode()
    return problem.status, (("Content-Type", MEDIA_TYPE),), body
