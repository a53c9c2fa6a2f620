"""Every byte that an :class:`tests.kit.officehouse.OfficeHouse` has written, by place.

Recordings are left out: they hold the voice itself, and are kept on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx

from tests.kit.officehouse import OfficeHouse
from tests.kit.officeservers import Servers

RECORDINGS: Final = frozenset({".wav", ".opus"})
_READS: Final = {
    "string": ("GET",),
    "hash": ("HGETALL",),
    "set": ("SMEMBERS",),
    "stream": ("XRANGE", "-", "+"),
    "zset": ("ZRANGE", 0, -1),
    "list": ("LRANGE", 0, -1),
}
Trace = tuple[str, bytes]  # where it stands, and what stands there


def files(folder: Path) -> Iterator[Trace]:
    """Yield the files below ``folder`` with their names, but no recordings."""
    for path in sorted(folder.rglob("*")):
        yield f"name of {path}", str(path.relative_to(folder)).encode()
        with suppress(OSError):  # it is gone, or a socket
            if path.is_file() and path.suffix not in RECORDINGS:
                yield str(path), path.read_bytes()


async def keys(servers: Servers) -> list[Trace]:
    """Return all keys of Redis with all that they hold."""
    told = []
    for key in await servers.redis("KEYS", "*"):
        kind = (await servers.redis("TYPE", key)).decode()
        if kind == "none":
            continue  # it has just run out
        command, *rest = _READS[kind]
        held = _flat(await servers.redis(command, key, *rest))
        told.append((f"redis {key.decode(errors='replace')}", key + b"\n" + held))
    return told


def _flat(value: object) -> bytes:
    """Return a reply of Redis as lines."""
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, list | tuple | set):
        return b"\n".join(map(_flat, value))
    return value if isinstance(value, bytes) else str(value).encode()


async def dump(servers: Servers) -> list[Trace]:
    """Return what SAVE of Redis writes."""
    await servers.redis("CONFIG", "SET", "rdbcompression", "no")
    await servers.redis("SAVE")
    (folder,) = (await servers.redis("CONFIG", "GET", "dir")).values()
    return [one for one in files(Path(folder.decode())) if one[0].endswith(".rdb")]


async def tables(servers: Servers) -> list[Trace]:
    """Return every table of every schema as COPY writes it; byte columns as hex."""
    found = await servers.ask(
        "SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_all_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
    )
    names = [table["name"] for table in found]
    return [(f"table {name}", await servers.copy(name)) for name in names]


async def cluster(servers: Servers, since_s: float) -> list[Trace]:
    """Return the files of PostgreSQL that were written since a time, without empty pages.

    That is its tables, indexes, its log of writes (WAL) and what it logs.
    """
    await servers.tell("CHECKPOINT")
    paths = servers.postgres_folder.rglob("*")
    fresh = [p for p in paths if p.is_file() and p.stat().st_mtime >= since_s]
    return [(str(path), path.read_bytes().replace(bytes(4096), b"")) for path in fresh]


async def pages(house: OfficeHouse) -> list[Trace]:
    """Return what the processes tell over HTTP."""
    told = []
    async with httpx.AsyncClient(trust_env=False) as client:
        for port in house.http_ports:
            for page in ("metrics", "ready", "health"):
                with suppress(httpx.HTTPError):
                    got = await client.get(f"http://127.0.0.1:{port}/{page}")
                    told.append((f"/{page} of port {port}", got.content))
    return told
