"""Connections to OpenAI-compatible services, and the one table of what goes wrong there.

All three stages speak through the same client library, each to a service of its own.
What a service says about an error stays behind: its text may repeat the key or what a
caller said, so an :exc:`EngineError` from here has neither cause nor context.

Source: the library's own source, 3.54; its sockets are httpx2's, under Trio.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx2
import openai
import trio

from callcore.engines.errors import EngineError, EngineLost, EngineRefused

T = TypeVar("T")

PROVIDER: Final = "openai"  # in usage; the price table knows the models
CONNECT_S: Final = 2.0  # a handshake across an ocean takes 0.3 s
CONNECTIONS: Final = 256  # of one worker: 100 calls, and replies that still close
_KEPT_ALIVE: Final = 32
_KEPT_ALIVE_S: Final = 60.0
#: they write addresses at INFO and, some of them, headers at DEBUG
_TALKATIVE: Final = ("openai", "httpx2", "httpcore2")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StreamDeadlines:
    """How long a service may be silent; the call's own budgets are in its offers.

    ``tail_s`` is for what follows a finish reason (usage, [DONE]): not worth waiting.
    """

    first_s: float = 8.0
    gap_s: float = 4.0
    tail_s: float = 0.5


# The one table. Most specific first: what the library raises, and our word for it.
_ERRORS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (openai.APITimeoutError, "timeout"),
    (openai.APIConnectionError, "connection"),
    (openai.RateLimitError, "rate-limited"),
    (openai.InternalServerError, "server-error"),
    (openai.AuthenticationError, "unauthorised"),
    (openai.PermissionDeniedError, "forbidden"),
    (openai.NotFoundError, "no-such-model"),
    (openai.APIStatusError, "bad-request"),
    (openai.APIResponseValidationError, "garbage"),
    (openai.APIError, "server-error"),  # an error told inside a stream
    (httpx2.ConnectError, "connection"),
    (httpx2.ConnectTimeout, "connection"),
    (httpx2.PoolTimeout, "connection"),
    (httpx2.TimeoutException, "timeout"),
    (httpx2.DecodingError, "garbage"),
    (httpx2.HTTPError, "cut"),
    (httpx2.StreamError, "cut"),
    (trio.TooSlowError, "timeout"),
    # What the library lets through when the peer sends no JSON, or JSON of another shape.
    (ValueError, "garbage"),
    (TypeError, "garbage"),
    (AttributeError, "garbage"),
)
_VENDOR: Final = tuple(row[0] for row in _ERRORS)
#: the request will never be taken
_REFUSED: Final = {"unauthorised", "forbidden", "no-such-model", "bad-request"}
#: nobody is billed for a request that ended so before any answer
FREE: Final = _REFUSED | {"rate-limited", "server-error", "connection"}
_TIMED_OUT_STATUS: Final = 408


def error_of(engine: str, error: Exception, *, begun: bool = False) -> EngineError:
    """Return our error for one of the library's; ``begun`` once an answer had begun."""
    reason = _reason_of(error)
    if begun and reason == "connection":
        reason = "cut"
    if reason in _REFUSED:
        return EngineRefused(engine, reason)
    return EngineLost(engine, reason, retryable=reason != "rate-limited")


def _reason_of(error: Exception) -> str:
    if isinstance(error.__cause__, httpx2.ConnectTimeout | httpx2.PoolTimeout):
        return "connection"  # the library calls every timeout the same
    if getattr(error, "status_code", None) == _TIMED_OUT_STATUS:
        return "timeout"
    return next(reason for kind, reason in _ERRORS if isinstance(error, kind))


async def guarded(engine: str, work: Awaitable[T], *, begun: bool = False) -> T:
    """Return what ``work`` returns; raises only :exc:`EngineError`, as the table says.

    ``StopAsyncIteration`` passes. Cancel-safe if ``work`` is.
    """
    try:
        return await work
    except _VENDOR as error:
        ours = error_of(engine, error, begun=begun)
    # outside, so that the vendor's error is not its context: it holds the service's words
    raise ours


@asynccontextmanager
async def open_openai(
    base_url: str, *, key: str, connections: int = CONNECTIONS
) -> AsyncIterator[openai.AsyncOpenAI]:
    """Open a pool of connections to ``base_url`` and close it at the end.

    No retries: the ladder decides what is tried next. No redirects: a key goes where it
    was meant to go. The environment is not asked (proxies, organisations). The only
    timeout here is for connecting; whoever asks has a deadline of his own.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    if key and goes_naked(base_url):
        host = urlsplit(base_url).hostname
        log.warning("a key is sent without encryption", extra={"host": host})
    timeout = httpx2.Timeout(None, connect=CONNECT_S, pool=CONNECT_S)
    http = httpx2.AsyncClient(
        timeout=timeout,
        limits=httpx2.Limits(
            max_connections=connections,
            max_keepalive_connections=_KEPT_ALIVE,
            keepalive_expiry=_KEPT_ALIVE_S,
        ),
        follow_redirects=False,
        trust_env=False,
    )
    async with http:
        client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=key or "none",  # local servers want none, the library wants one
            max_retries=0,
            timeout=timeout,
            http_client=http,
        )
        client.organization = client.project = None  # it took them from the environment
        yield client


def goes_naked(url: str) -> bool:
    """Return whether what is sent to ``url`` can be read on the way there."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return False
    host = parts.hostname or ""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def text_untrusted(value: object) -> str:
    """Return ``value`` if it is a text, else nothing; half characters become ``?``.

    JSON can hold one half of a surrogate pair, which no file and no socket would take.
    """
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def count_untrusted(value: object, most: int = 10_000_000) -> int:
    """Return ``value`` if it is a plausible count, else 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 <= value <= most else 0


def field_untrusted(value: object, name: str) -> object:
    """Return one field of a JSON object, ``None`` if it has none or is none."""
    return value.get(name) if isinstance(value, Mapping) else None
