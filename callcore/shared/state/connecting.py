"""From a URL to a connection of redis-py, directly or by way of sentinels."""

from __future__ import annotations

from collections import deque
from contextlib import AsyncExitStack
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import redis.exceptions as errors
from redis.asyncio.connection import AbstractConnection, Connection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from callcore.shared.state.redisclient import Connect, disconnect

SENTINEL: Final = "redis+sentinel://"
SENTINEL_PORT: Final = 26_379
SENTINEL_S: Final = (
    0.25  # for each step with one that hangs; all have the caller's second
)


def connect_to(url: str) -> Connect:
    """Return what makes a connection to the server at ``url``, not connected yet.

    Raises :exc:`ValueError`, whose text does not quote the URL.
    """
    try:
        return (_by_sentinels if url.startswith(SENTINEL) else _directly)(url)
    except ValueError:
        raise ValueError("the address of Redis cannot be read") from None


def _settings() -> dict[str, Any]:
    """Return what holds for every connection: deadlines are Trio's, retries the caller's."""
    return {
        "protocol": 2,
        "socket_timeout": None,
        "socket_connect_timeout": None,
        "health_check_interval": 0,
        "decode_responses": False,
        "driver_info": None,  # a round trip less
        "retry": Retry(NoBackoff(), 0),
    }


def _directly(url: str) -> Connect:
    options: dict[str, Any] = dict(parse_url(url))
    kind: type[AbstractConnection] = options.pop("connection_class", Connection)

    async def connect() -> AbstractConnection:
        return kind(**{**options, **_settings()})

    return connect


def _by_sentinels(url: str) -> Connect:
    """Read ``redis+sentinel://user:password@host:port,host:port/service/db``.

    The password is the master's. Sentinels are asked for each new connection, the one that
    knew the last time first.
    """
    parts = urlsplit(url)
    who, _, hosts = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    sentinels = deque(_address(host) for host in hosts.split(","))
    service, _, db = parts.path.strip("/").partition("/")
    if not service:
        raise ValueError("no service")
    options = {
        "db": int(db or 0),
        "username": unquote(user) or None,
        "password": unquote(password) or None,
    }

    async def connect() -> AbstractConnection:
        for _ in range(len(sentinels)):
            master = await _ask_sentinel(*sentinels[0], service)
            if master is not None:
                host, port = master
                return Connection(host=host, port=port, **{**options, **_settings()})
            sentinels.rotate(-1)
        raise errors.ConnectionError("no sentinel knows the master")

    return connect


def _address(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError("no host")
    return parts.hostname, parts.port or SENTINEL_PORT


async def _ask_sentinel(host: str, port: int, service: str) -> tuple[str, int] | None:
    """Return the master's address, ``None`` if this one does not know or answer."""
    short = {"socket_timeout": SENTINEL_S, "socket_connect_timeout": SENTINEL_S}
    connection = Connection(host=host, port=port, **{**_settings(), **short})
    async with AsyncExitStack() as closing:
        closing.push_async_callback(disconnect, connection)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
            await connection.send_command(
                "SENTINEL", "GET-MASTER-ADDR-BY-NAME", service
            )
            reply = await connection.read_response()
        except (errors.RedisError, OSError):
            return None
    return (reply[0].decode(), int(reply[1])) if reply else None
