from __future__ import annotations

import multiprocessing
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import trio

from callcore.shared.database.errors import DatabaseError, Rejected
from callcore.shared.database.migrate import (
    Migration,
    MigrationError,
    known,
    migrate,
    pending,
)
from callcore.shared.database.pool import Connection, Database, open_database, rows
from tests.callcore.shared.database.samplerows import counts, exists, fill, tables

ONE = Migration(1, "0001_one", "CREATE TABLE one (n int); INSERT INTO one VALUES (1);")
TWO = Migration(2, "0002_two", "ALTER TABLE one ADD COLUMN m int NOT NULL DEFAULT 2;")
BROKEN = Migration(2, "0002_broken", "CREATE TABLE half (n int); SELECT 1 / 0;")
REAL = known()

on_postgres = pytest.mark.integration


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    with trio.fail_after(60):
        async with open_database(url, connections=2) as database:
            yield database


@on_postgres
async def test_what_is_missing_is_applied_in_order_and_once(empty_database_url) -> None:
    async with opened(empty_database_url) as database:
        assert await pending(database, [ONE, TWO]) == ["0001_one", "0002_two"]
        assert await migrate(database, [ONE]) == ["0001_one"]
        assert await migrate(database, [ONE, TWO]) == ["0002_two"]
        assert await migrate(database, [ONE, TWO]) == []
        assert await pending(database, [ONE, TWO]) == []
        assert await database.run(lambda c: rows(c, "SELECT * FROM one")) == [{"n": 1, "m": 2}]  # fmt: skip


@on_postgres
async def test_a_migration_that_fails_leaves_nothing_half(empty_database_url) -> None:
    async with opened(empty_database_url) as database:
        with pytest.raises(Rejected, match="22012"):
            await migrate(database, [ONE, BROKEN])
        assert await database.run(tables) == ["one"]
        assert await pending(database, [ONE, TWO]) == ["0002_two"]
        assert await migrate(database, [ONE, TWO]) == ["0002_two"]


@on_postgres
async def test_a_file_that_was_changed_is_refused(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        await migrate(database, [ONE])
        edited = Migration(1, "0001_one", ONE.sql + " ")
        for act in (migrate, pending):
            with pytest.raises(MigrationError, match="0001_one was changed"):
                await act(database, [edited, TWO])
        assert await pending(database, [ONE, TWO]) == ["0002_two"]


@on_postgres
async def test_a_newer_database_is_left_alone(empty_database_url: str) -> None:
    async with opened(empty_database_url) as database:
        await migrate(database, [ONE, TWO])
        for act in (migrate, pending):
            with pytest.raises(MigrationError, match="newer than this program"):
                await act(database, [ONE])


@on_postgres
async def test_a_cancelled_migration_leaves_nothing_half(empty_database_url) -> None:
    slow = Migration(1, "0001_slow", "CREATE TABLE t (n int); SELECT pg_sleep(30);")
    async with opened(empty_database_url) as database:
        with trio.move_on_after(0.3):
            await migrate(database, [slow])
        assert await migrate(database, [ONE]) == ["0001_one"]
        assert await database.run(tables) == ["one"]


def _migrate_in_process(
    url: str, results: multiprocessing.Queue[Sequence[str]]
) -> None:
    async def main() -> Sequence[str]:
        async with opened(url) as database:
            return await migrate(database, REAL)

    results.put(trio.run(main))


@on_postgres
def test_of_processes_that_start_at_once_each_migration_runs_in_one(
    empty_database_url: str,
) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[Sequence[str]] = context.Queue()
    processes = [
        context.Process(target=_migrate_in_process, args=(empty_database_url, results))
        for _ in range(3)
    ]
    for process in processes:
        process.start()
    done = [name for _ in processes for name in results.get(timeout=60)]
    for process in processes:
        process.join(60)
        process.close()
    results.close()
    results.join_thread()
    assert sorted(done) == [each.name for each in REAL]


@on_postgres
@pytest.mark.parametrize("version", range(2, len(REAL) + 1))
async def test_the_step_to_a_version_keeps_every_row(
    empty_database_url: str, version: int
) -> None:
    def fill_all(connection: Connection) -> dict[str, int]:
        assert fill(connection) == []
        return counts(connection)

    async with opened(empty_database_url) as database:
        await migrate(database, REAL[: version - 1])
        before = await database.run(fill_all)
        assert before
        assert set(before.values()) == {1}
        assert await migrate(database, REAL[:version]) == [REAL[version - 1].name]
        after = await database.run(counts)
        assert {name: after[name] for name in before} == before


@on_postgres
async def test_from_empty_every_table_of_the_house_takes_a_row(database_url) -> None:
    async with opened(database_url) as database:
        assert await pending(database) == []
        assert await database.run(fill) == []
        assert await database.run(lambda c: exists(c, "calls"))


@on_postgres
async def test_a_database_without_rights_is_an_error_of_ours(
    empty_database_url,
) -> None:
    def give_up_rights(connection: Connection) -> None:
        connection.execute("CREATE ROLE nobody_here LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    async with opened(empty_database_url) as database:
        await database.run(give_up_rights)
    try:
        url = empty_database_url.replace("//callcore@", "//nobody_here@")
        async with opened(url) as database:
            with pytest.raises(DatabaseError):
                await migrate(database, [ONE])
    finally:
        with psycopg.connect(empty_database_url) as admin:
            admin.execute("DROP ROLE nobody_here")


def test_the_files_of_the_house_are_in_order() -> None:
    assert [each.version for each in REAL] == list(range(1, len(REAL) + 1))
    assert REAL[0].name == "0001_calls"


@pytest.mark.parametrize("migration", REAL, ids=lambda each: each.name)
def test_no_file_of_the_house_ends_its_transaction(migration: Migration) -> None:
    code = re.sub(r"--.*|'(?:[^']|'')*'|\$\$.*?\$\$", "", migration.sql)  # fmt: skip
    assert not re.search(r"\b(COMMIT|ROLLBACK|CONCURRENTLY|VACUUM)\b", code, re.IGNORECASE)  # fmt: skip


def test_a_gap_or_a_strange_name_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "0001_one.sql").write_text("SELECT 1")
    assert [each.name for each in known(tmp_path)] == ["0001_one"]
    (tmp_path / "0003_three.sql").write_text("SELECT 3")
    with pytest.raises(MigrationError, match="without gaps"):
        known(tmp_path)
    (tmp_path / "two.sql").write_text("SELECT 2")
    with pytest.raises(MigrationError, match=r"two\.sql is not named like"):
        known(tmp_path)


def test_a_number_that_is_there_twice_stops_everything(tmp_path: Path) -> None:
    for name in ("0001_one.sql", "0001_other.sql"):
        (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(MigrationError, match="without gaps"):
        known(tmp_path)
