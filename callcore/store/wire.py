"""One HTTP exchange with the shop, mapped to our words in one place.

::

    Failed      the shop did not answer, or not in its contract; retry says if again
    Declined    the shop answered "no" as application/problem+json

No vendor's exception is chained to ours: h11 quotes bytes of the answer in its texts.
"""

from __future__ import annotations

import re
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from callcore.store.parse import Malformed, problem_code_untrusted

MAX_PROBLEM_BYTES: Final = 64_000
MAX_AFTER_S: Final = 3_600.0  # of a Retry-After; longer ones are as good as "no"

_JSON: Final = "application/json"
_PROBLEM: Final = "application/problem+json"
_GOOD: Final = frozenset({200, 201})  # 202 and 204 hold no order
_RETRYABLE: Final = frozenset({408, 425, 429})
_TOO_MANY: Final = 429
_SECONDS: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Ask:
    """What to send; ``key`` is the Idempotency-Key of a request with effects."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: dict[str, object] | None = None
    key: str = ""


class Failed(Exception):
    """No usable answer.

    ``retry`` is false where asking again cannot help, ``after_s`` what the shop wants to
    be left alone for. ``sick`` is false if it says nothing about the shop's health;
    ``detail`` names a field, for the log.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry: bool,
        after_s: float = 0.0,
        sick: bool = True,
        detail: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after_s = after_s
        self.sick = sick
        self.detail = detail


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
    """Send ``ask`` and return the JSON body of a 200 or 201 answer.

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
            return await _judged(response, max_bytes)
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise _failed(exc) from None


def _headers(ask: Ask) -> dict[str, str]:
    headers = {"Accept": f"{_JSON}, {_PROBLEM}"}
    if ask.key:
        headers["Idempotency-Key"] = ask.key
    return headers


async def _judged(response: httpx.Response, max_bytes: int) -> bytes:
    status, kind = response.status_code, _kind(response)
    if status in _RETRYABLE or status >= 500:
        # Its body is not read: nothing in it counts, and a sick shop sends pages.
        raise Failed(
            f"http-{status}",
            retry=True,
            after_s=retry_after_s(response.headers),
            sick=status != _TOO_MANY,
        )
    if status in _GOOD:
        if kind not in (_JSON, _PROBLEM):
            raise Failed("not-json", retry=False, detail="content-type")
        return await _bounded(response, max_bytes)
    if kind != _PROBLEM or not response.is_client_error or status in (401, 403):
        # A proxy's page or a wrong key says nothing about the caller's wish.
        raise Failed(f"http-{status}", retry=False)
    raise await _no(response)


async def _no(response: httpx.Response) -> Declined:
    body = await _bounded(response, MAX_PROBLEM_BYTES)
    try:
        return Declined(problem_code_untrusted(body))
    except Malformed as exc:
        raise Failed(exc.reason, retry=False, detail=exc.field) from None


async def _bounded(response: httpx.Response, max_bytes: int) -> bytes:
    """Read at most ``max_bytes``; compressed answers are refused, they hide their size."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Failed("encoding", retry=False)
    told = response.headers.get("Content-Length", "")
    if _SECONDS.fullmatch(told) and int(told) > max_bytes:
        raise Failed("too-large", retry=False)
    body = bytearray()
    async with aclosing(response.aiter_raw()) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            body += chunk
            if len(body) > max_bytes:
                raise Failed("too-large", retry=False)
    return bytes(body)


def _kind(response: httpx.Response) -> str:
    text: str = response.headers.get("Content-Type", "")
    return text.partition(";")[0].strip().lower()


def retry_after_s(headers: httpx.Headers) -> float:
    """Return the seconds of a Retry-After, 0 without a good one.

    A date is taken relative to the answer's own Date, so no clock but the shop's is asked.
    """
    text = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_AFTER_S)
    then, now = _date(text), _date(headers.get("Date", ""))
    if then is None or now is None:
        return 0.0
    return min(max((then - now).total_seconds(), 0.0), MAX_AFTER_S)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo is not None else None


def _failed(exc: Exception) -> Failed:
    for kind, reason, retry in _HTTPX_ERRORS:
        if isinstance(exc, kind):
            return Failed(reason, retry=retry)
    return Failed("connection", retry=True)
