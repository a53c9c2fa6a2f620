"""One HTTP exchange with the shop, mapped to our words in one place.

::

    Failed      the shop did not answer, or not in its contract; retry says if again
    Declined    the shop answered "no" as application/problem+json
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

import httpx

from callcore.store.parse import Malformed, problem_code_untrusted

_RETRYABLE: Final = frozenset({408, 425, 429})
_PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Ask:
    """What to send; ``key`` is the Idempotency-Key of a request with effects."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: dict[str, object] | None = None
    key: str = ""


class Failed(Exception):
    """No usable answer; ``retry`` is false where asking again cannot help."""

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


class Declined(Exception):
    """The shop's no, with its short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Most specific first. A protocol error is the peer's fault and may be a one-off.
_HTTPX_ERRORS: Final[tuple[tuple[type[Exception], str, bool], ...]] = (
    (httpx.ConnectError, "connect", True),
    (httpx.TimeoutException, "timeout", True),
    (httpx.UnsupportedProtocol, "url", False),
    (httpx.HTTPError, "connection", True),
    (httpx.InvalidURL, "url", False),
)


async def exchange(client: httpx.AsyncClient, ask: Ask, max_bytes: int) -> bytes:
    """Send ``ask`` and return the body of a 2xx answer.

    Raises :exc:`Failed` and :exc:`Declined`. Cancelling closes the connection.
    """
    try:
        async with client.stream(
            ask.method,
            ask.path,
            params=ask.query,
            json=ask.body,
            headers=_headers(ask),
        ) as response:
            body = await _bounded(response, max_bytes)
            return _judged(response, body)
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise _failed(exc) from exc


def _headers(ask: Ask) -> dict[str, str]:
    headers = {"Accept": "application/json, application/problem+json"}
    if ask.key:
        headers["Idempotency-Key"] = ask.key
    return headers


async def _bounded(response: httpx.Response, max_bytes: int) -> bytes:
    """Read at most ``max_bytes``; compressed answers are refused, they hide their size."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Failed("encoding", retry=False)
    body = bytearray()
    async with aclosing(response.aiter_raw()) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            body += chunk
            if len(body) > max_bytes:
                raise Failed("too-large", retry=False)
    return bytes(body)


def _judged(response: httpx.Response, body: bytes) -> bytes:
    status = response.status_code
    if response.is_success:
        return body
    if status in _RETRYABLE or status >= 500:
        raise Failed(f"http-{status}", retry=True)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != _PROBLEM or status in (401, 403):
        # A proxy's page or a wrong key says nothing about the caller's wish.
        raise Failed(f"http-{status}", retry=False)
    try:
        raise Declined(problem_code_untrusted(body))
    except Malformed as exc:
        raise Failed("malformed", retry=False) from exc


def _failed(exc: Exception) -> Failed:
    for kind, reason, retry in _HTTPX_ERRORS:
        if isinstance(exc, kind):
            return Failed(reason, retry=retry)
    return Failed("connection", retry=True)
