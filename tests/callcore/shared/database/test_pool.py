from __future__ import annotations

import logging
import random
import select
import threading
from pathlib import Path

import psycopg
import pytest
import trio

from callcore.shared.database import pool as module
from callcore.shared.database.errors import (
    Conflict,
    DatabaseDown,
    DatabaseError,
    Rejected,
)
from callcore.shared.database.pool import Connection, Database, one, rows
from tests.callcore.shared.database.jobs import (
    PATIENCE_S,
    asleep,
    is_asleep,
    number,
    opened,
    sleep,
)
from tests.kit.leaks import no_leaks
from tests.kit.until import until

pytestmark = pytest.mark.integration


async def test_a_job_is_committed_when_it_returns(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        await database.run(lambda c: c.execute("CREATE TABLE t (n int)"))
        await database.run(lambda c: c.execute("INSERT INTO t VALUES (1), (2)"))
        found = await database.run(lambda c: rows(c, "SELECT n FROM t ORDER BY n"))
        assert found == [{"n": 1}, {"n": 2}]
        assert await database.run(lambda c: one(c, "SELECT 1 WHERE false")) is None


async def test_a_job_is_rolled_back_when_it_raises(empty_database_url: str) -> None:
    def work(connection: Connection) -> None:
        connection.execute("INSERT INTO t VALUES (1)")
        raise LookupError

    async with opened(empty_database_url, connections=1) as database:
        await database.run(lambda c: c.execute("CREATE TABLE t (n int)"))
        with pytest.raises(LookupError):
            await database.run(work)
        assert await database.run(lambda c: rows(c, "SELECT n FROM t")) == []


async def test_even_an_exit_rolls_back(empty_database_url: str) -> None:
    def work(connection: Connection) -> None:
        connection.execute("INSERT INTO t VALUES (1)")
        raise SystemExit

    async with opened(empty_database_url, connections=1) as database:
        await database.run(lambda c: c.execute("CREATE TABLE t (n int)"))
        with pytest.raises(SystemExit):
            await database.run(work)
        assert await database.run(lambda c: rows(c, "SELECT n FROM t")) == []


async def test_a_job_that_hides_a_failed_statement_is_not_told_that_it_is_committed(
    empty_database_url: str,
) -> None:
    def work(connection: Connection) -> None:
        connection.execute("CREATE TABLE t (n int)")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT 1 / 0")

    async with opened(empty_database_url) as database:
        with pytest.raises(Rejected, match="25P02"):
            await database.run(work)
        with pytest.raises(Rejected, match="42P01"):
            await database.run(lambda c: rows(c, "SELECT * FROM t"))


async def test_a_part_of_a_job_may_fail_alone(empty_database_url: str) -> None:
    def work(connection: Connection) -> None:
        connection.execute("CREATE TABLE t (n int)")
        with pytest.raises(psycopg.Error), connection.transaction():
            connection.execute("SELECT 1 / 0")
        connection.execute("INSERT INTO t VALUES (7)")

    async with opened(empty_database_url) as database:
        await database.run(work)
        assert await database.run(lambda c: rows(c, "SELECT n FROM t")) == [{"n": 7}]


async def test_a_constraint_is_a_conflict_with_its_name(empty_database_url) -> None:
    async with opened(empty_database_url, connections=1) as database:
        await database.run(
            lambda c: c.execute("CREATE TABLE t (n int CONSTRAINT once UNIQUE)")
        )
        pid = await database.run(lambda c: c.info.backend_pid)
        with pytest.raises(Conflict) as caught:
            await database.run(lambda c: c.execute("INSERT INTO t VALUES (1), (1)"))
        assert caught.value.constraint == "once"
        assert caught.value.__suppress_context__
        assert await database.run(lambda c: c.info.backend_pid) == pid


async def test_a_wrong_statement_is_rejected_by_its_state(empty_database_url) -> None:
    async with opened(empty_database_url) as database:
        with pytest.raises(Rejected, match=r"^42601$"):
            await database.run(lambda c: c.execute("SELEC 1"))
        assert await database.run(number) == 1


async def test_a_statement_that_takes_too_long_is_ended(
    empty_database_url, monkeypatch
) -> None:
    def work(connection: Connection) -> None:
        connection.execute("SET LOCAL statement_timeout = 50")
        connection.execute("SELECT pg_sleep(30)")

    async with opened(empty_database_url) as database:
        with pytest.raises(DatabaseDown, match="57014"):
            await database.run(work)
        assert await database.run(lambda c: rows(c, "SHOW statement_timeout")) == [{"statement_timeout": "5s"}]  # fmt: skip
        assert await database.run(lambda c: rows(c, "SHOW lock_timeout")) == [{"lock_timeout": "3s"}]  # fmt: skip
        assert await database.run(lambda c: rows(c, "SHOW timezone")) == [{"TimeZone": "UTC"}]  # fmt: skip


async def test_a_read_only_server_is_down_and_its_connection_is_left(
    empty_database_url: str,
) -> None:
    def work(connection: Connection) -> None:
        connection.execute("SET LOCAL transaction_read_only = on")
        connection.execute("CREATE TABLE t (n int)")

    async with opened(empty_database_url, connections=1) as database:
        pid = await database.run(lambda c: c.info.backend_pid)
        with pytest.raises(DatabaseDown, match="25006"):
            await database.run(work)
        assert await database.run(lambda c: c.info.backend_pid) != pid


async def test_ping_says_how_long_it_took(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        assert 0 < await database.ping() < PATIENCE_S


async def test_nobody_there_is_down_and_quotes_no_password(tmp_path: Path) -> None:
    url = f"postgresql://me:hunter2@/db?host={tmp_path}"
    async with opened(url) as database:
        with pytest.raises(DatabaseDown, match=r"^unreachable$"):
            await database.ping()


async def test_a_job_waits_for_a_connection_and_too_many_are_refused(
    empty_database_url: str, monkeypatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    go = threading.Event()
    async with opened(empty_database_url, connections=1) as database:
        await database.ping()
        async with trio.open_nursery() as nursery:
            try:
                nursery.start_soon(database.run, lambda _: go.wait(PATIENCE_S))
                await until(lambda: database.busy == 1)
                for _ in range(3):
                    nursery.start_soon(database.run, number)
                await until(lambda: database.waiting == 3)
                with pytest.raises(DatabaseDown, match="busy"):
                    await database.run(number)
            finally:
                go.set()
        assert await database.run(number) == 1
        assert (database.busy, database.waiting) == (0, 0)


async def test_a_closed_pool_runs_nothing(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        await database.ping()
    with pytest.raises(DatabaseDown, match="closed"):
        await database.ping()


async def test_cancelling_leaves_at_once_and_ends_the_query(empty_database_url) -> None:
    async with opened(empty_database_url) as database:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(database.run, sleep)
            await is_asleep(database)
            began_s = trio.current_time()
            nursery.cancel_scope.cancel("enough")
        assert trio.current_time() - began_s < 4.0
        while await asleep(database):  # noqa: ASYNC110 - the server sets no event
            await trio.sleep(0.05)
        await until(lambda: database.busy == 0)


async def test_cancelling_rolls_back(empty_database_url: str) -> None:
    def work(connection: Connection) -> None:
        connection.execute("INSERT INTO t VALUES (1)")
        sleep(connection)

    async with opened(empty_database_url) as database:
        await database.run(lambda c: c.execute("CREATE TABLE t (n int)"))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(database.run, work)
            await is_asleep(database)
            nursery.cancel_scope.cancel("enough")
        assert await database.run(lambda c: rows(c, "SELECT n FROM t")) == []


async def test_a_cancelled_job_is_no_line_in_the_log(
    empty_database_url: str, caplog
) -> None:
    caplog.set_level(logging.INFO)
    async with opened(empty_database_url) as database:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(database.run, sleep)
            await is_asleep(database)
            nursery.cancel_scope.cancel("enough")
        await until(lambda: database.busy == 0)
    assert caplog.records == []


async def test_a_thousand_cancels_leave_no_wrong_row_and_nothing_open(
    empty_database_url: str,
) -> None:
    wrong = []
    done = cancelled = 0
    patience = 0.02

    async def ask(database: Database, value: int) -> None:
        nonlocal done, cancelled
        with trio.move_on_after(random.uniform(0, patience)) as scope:
            try:
                found = await database.run(lambda c: number(c, value))
            except DatabaseError:
                wrong.append(value)
                return
            done += 1
            if found != value:
                wrong.append(value)
        cancelled += scope.cancelled_caught

    async with no_leaks(), opened(empty_database_url, connections=4) as database:
        for begin in range(0, 1_000, 50):
            done_before = done
            async with trio.open_nursery() as nursery:
                for value in range(begin, begin + 50):
                    nursery.start_soon(ask, database, value)
            # A slow machine gets more time, a fast one less: both ends must occur.
            few_ended = done - done_before < 10
            many_ended = done - done_before > 40
            patience *= 2 if few_ended else 0.5 if many_ended else 1
        assert wrong == []
        assert cancelled > 50
        assert done > 50
        await until(lambda: database.busy == 0)
        assert [await database.run(number) for _ in range(8)] == [1] * 8


async def test_idle_connections_are_used_again(empty_database_url: str) -> None:
    async with opened(empty_database_url, connections=3) as database:
        pids = {await database.run(lambda c: c.info.backend_pid) for _ in range(5)}
        assert len(pids) == 1


async def test_more_than_a_thousand_open_files_are_no_obstacle(
    empty_database_url: str, monkeypatch
) -> None:
    """A worker with hundreds of calls has more descriptors than select() knows."""

    def refuse(*_: object) -> None:
        raise ValueError("filedescriptor out of range in select()")

    monkeypatch.setattr(select, "select", refuse)
    async with opened(empty_database_url) as database:
        await database.ping()
        await database.ping()
