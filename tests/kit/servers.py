"""A real PostgreSQL and a real Redis-protocol server for tests: one of each a test process.

``database_url`` is a database of the test's own, migrated, as fast as a copy of a template
is; ``redis_url`` is the server emptied. A test that stops, freezes or fills its server starts
one of its own with ``EmbeddedPostgres`` or ``EmbeddedValkey``.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import trio

from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import ROOT_FOLDER, EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey

OURS = "pytest-postgres"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[EmbeddedPostgres]:
    """Yield a PostgreSQL with a database ``template`` that is migrated."""
    remove_leftovers(ROOT_FOLDER)
    server = EmbeddedPostgres(tmp_path_factory.mktemp(OURS), FAST)
    try:
        trio.run(_migrate, server.start("template"))
        yield server
    finally:
        server.stop()
        server.remove()


def remove_leftovers(folder: Path) -> None:
    """Delete clusters of test runs that were killed.

    As root they are below ``folder``, where pytest does not clean up. A cluster whose lock
    is taken is of a run that lives.
    """
    for lock in folder.glob(f"{OURS}*/postgres.lock"):
        try:
            with lock.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except (BlockingIOError, FileNotFoundError):
            continue


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database)


@pytest.fixture
def database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """Yield the URL of a migrated database that is the test's own."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
        yield postgres_server.url(name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """Yield the URL of a database without any table."""
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield postgres_server.url(name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    """Yield a Redis-protocol server."""
    server = EmbeddedValkey(Path(tmp_path_factory.mktemp("valkey")))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def redis_url(valkey_server: EmbeddedValkey) -> str:
    """Return the URL of the server, emptied."""
    import redis

    client = redis.Redis.from_url(valkey_server.url)
    client.flushall()
    client.close()
    return valkey_server.url
