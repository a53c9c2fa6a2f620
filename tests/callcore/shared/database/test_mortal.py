"""A pool whose server is frozen, killed, started again, full."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import trio

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Database, rows
from callcore.shared.embedded.postgres import EmbeddedPostgres
from tests.callcore.shared.database.jobs import is_asleep, opened, sleep
from tests.kit.leaks import no_leaks
from tests.kit.servers import OURS
from tests.kit.until import until

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Yield a server that tests may freeze, kill and start again."""
    server = EmbeddedPostgres(
        tmp_path_factory.mktemp(f"{OURS}-mortal"),
        {"fsync": "off", "max_connections": "9"},
    )
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture
def mortal_url(mortal: EmbeddedPostgres) -> str:
    if not mortal.process.is_running:
        mortal.start()
    return mortal.url()


def processes(server: EmbeddedPostgres) -> list[int]:
    """Return the server's process and all its children."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [pid, *map(int, children.split())]


def is_alive(pid: int) -> bool:
    """Say whether there is such a process, of the server's account."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return False
    return words[0] not in "ZX"


@asynccontextmanager
async def frozen(server: EmbeddedPostgres) -> AsyncIterator[None]:
    stopped = processes(server)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("name", ["no_such_database", "a b"])
async def test_a_database_that_is_not_there_is_down(mortal_url, name: str) -> None:
    url = mortal_url.replace("/callcore?", f"/{name}?")
    async with opened(url) as database:
        with pytest.raises(DatabaseDown):
            await database.ping()


async def test_a_server_without_a_free_connection_is_down(mortal_url: str) -> None:
    held = []
    try:
        with pytest.raises(psycopg.OperationalError):  # noqa: PT012
            for _ in range(20):
                held.append(psycopg.connect(mortal_url))  # noqa: PERF401
        async with opened(mortal_url) as database:
            with pytest.raises(DatabaseDown):
                await database.ping()
            held.pop().close()
            held.pop().close()
            await until_up(database)
    finally:
        for each in held:
            each.close()


async def until_up(database: Database) -> None:
    while True:
        try:
            await database.ping()
        except DatabaseDown:
            await trio.sleep(0.01)
        else:
            return


async def test_a_frozen_server_keeps_nobody_waiting(
    mortal: EmbeddedPostgres, mortal_url: str
) -> None:
    async with no_leaks(), opened(mortal_url) as database:
        await database.ping()
        async with frozen(mortal):
            for _ in range(6):  # on the connection that is open, then on new ones
                began_s = trio.current_time()
                with trio.move_on_after(0.1) as scope:
                    await database.ping()
                assert scope.cancelled_caught
                assert trio.current_time() - began_s < 4.0
        await until(lambda: database.busy == 0)
        await database.ping()


async def test_the_first_job_after_a_restart_works(
    mortal: EmbeddedPostgres, mortal_url: str
) -> None:
    async with opened(mortal_url) as database:
        await database.run(lambda c: c.execute("CREATE TABLE IF NOT EXISTS t (n int)"))
        async with trio.open_nursery() as nursery:
            for _ in range(2):  # two connections lie idle afterwards
                nursery.start_soon(database.run, lambda c: sleep(c, 0.1))
        doomed = processes(mortal)
        mortal.process.kill()
        await until(lambda: not any(map(is_alive, doomed)))  # its children follow it
        with pytest.raises(DatabaseDown):
            await database.ping()
        mortal.start()
        assert await database.run(lambda c: rows(c, "SELECT n FROM t")) == []


async def test_a_job_during_which_the_server_dies_is_told_so(
    mortal: EmbeddedPostgres, mortal_url: str
) -> None:
    async with opened(mortal_url) as database:
        async with trio.open_nursery() as nursery:

            async def ask() -> None:
                with pytest.raises(DatabaseDown):
                    await database.run(sleep)

            nursery.start_soon(ask)
            await is_asleep(database)
            mortal.process.kill()
        mortal.start()
        await database.ping()
