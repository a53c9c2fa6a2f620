from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import trio

from callcore.shared.database.pool import open_database, rows
from callcore.shared.offload import run_inline
from callcore.store import outboxtwice
from callcore.store.outbox import open_outbox
from callcore.store.outboxport import OutboxError
from tests.callcore.store.outboxcontract import (
    CALL,
    CANCEL,
    CONFIRM,
    CREATE,
    OTHER,
    OutboxContract,
    Wall,
)
from tests.callcore.store.twice import twice, twice_outbox

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine with other work: what takes longer than 0.3 s is another test's matter."""
    monkeypatch.setattr(outboxtwice, "SAVE_S", 20.0)
    monkeypatch.setattr(outboxtwice, "COPY_S", 20.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox" / "w1.jsonl"


@pytest.fixture
def wall() -> Wall:
    return Wall()


class TestOutboxInPostgreSQL(OutboxContract):
    @pytest.fixture
    def open_one(self, database_url: str, path: Path, wall: Wall):
        return twice_outbox(database_url, path, wall)


class TestOutboxWhilePostgreSQLIsDown(OutboxContract):
    @pytest.fixture
    def open_one(self, database_url: str, path: Path, wall: Wall):
        return twice_outbox(database_url, path, wall, down=True)


def exists(path: Path) -> bool:
    return path.exists()


async def table(url: str) -> list[dict[str, object]]:
    async with open_database(url) as database:
        return await database.run(
            lambda connection: rows(connection, "SELECT * FROM outbox ORDER BY call_id")
        )


def journal(path: Path) -> list[dict[str, object]]:
    return [json.loads(line[9:]) for line in path.read_bytes().splitlines()]


def keys_in(text: object) -> set[str]:
    assert isinstance(text, list)
    return {record["key"] for record in text if "key" in record}


async def test_a_key_stands_in_postgresql_and_not_in_the_file(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        key = await one.outbox.key_of(CREATE, CALL, "create", "")
        (row,) = await table(database_url)
        assert keys_in(row["records"]) == {key}
        assert [set(line) for line in journal(path)] == [{"owner"}]


async def test_a_key_stands_in_the_file_while_postgresql_is_down_and_is_copied_after(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall, down=True) as one:
        key = await one.outbox.key_of(CREATE, CALL, "create", "")
        assert keys_in(journal(path)) == {key}
        assert await table(database_url) == []
        one.database.down = False
        one.ask_again()
        await one.log.copy()
        (row,) = await table(database_url)
        assert keys_in(row["records"]) == {key}
        assert one.log.behind == 0
        assert await one.outbox.key_of(CREATE, CALL, "create", "") == key
    # and whoever comes next does not find it twice
    async with twice(database_url, path, wall) as two:
        await two.outbox.adopt()
        (call,) = two.outbox.calls()
        assert [entry.key for entry in call.entries] == [key]


async def test_a_commit_whose_answer_was_lost_leaves_one_key(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        one.database.deaf = True
        key = await one.outbox.key_of(CREATE, CALL, "create", "")
        one.database.deaf = False
        (row,) = await table(database_url)
        assert keys_in(row["records"]) == keys_in(journal(path)) == {key}
        one.ask_again()
        await one.log.copy()
        await one.outbox.done(CREATE, order_id="123456", state="draft")
    async with twice(database_url, path, wall) as two:
        await two.outbox.adopt()
        assert await two.outbox.key_of(CREATE, CALL, "create", "") == key
        (call,) = two.outbox.calls()
        assert [entry.state for entry in call.entries] == ["draft"]


async def test_a_process_that_dies_while_postgresql_is_down_leaves_its_keys_to_the_next(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        create = await one.outbox.key_of(CREATE, CALL, "create", "")
        await one.outbox.done(CREATE, order_id="123456", state="draft")
        one.database.down = True
        confirm = await one.outbox.key_of(CONFIRM, CALL, "confirm", "123456")
    for down in (True, False):  # whether it is back by then or not
        async with twice(database_url, path, wall, down=down) as two:
            await two.outbox.adopt()
            (call,) = two.outbox.calls()
            assert call.how == "died"
            assert [entry.key for entry in call.entries] == [create, confirm]
            assert call.entries[0].state == "draft"


async def test_what_is_settled_while_postgresql_is_down_stays_settled(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        one.outbox.call_over(CALL, "ended")
        one.database.down = True
        await one.outbox.flush()
        await one.outbox.settled(CALL)
        assert list(one.outbox.calls()) == []
    async with twice(database_url, path, wall) as two:
        await two.outbox.adopt()
        assert list(two.outbox.calls()) == []
        (row,) = await table(database_url)
        assert row["settled_at"] is not None


async def test_how_a_call_ended_and_what_was_answered_while_it_was_down_is_known_after(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        one.database.down = True
        await one.outbox.done(CREATE, order_id="123456", state="draft")
        one.outbox.call_over(CALL, "human")
        await one.outbox.flush()
    async with twice(database_url, path, wall) as two:
        await two.outbox.adopt()
        (call,) = two.outbox.calls()
        assert (call.how, call.entries[0].order_id) == ("human", "123456")


async def test_neither_place_gives_no_key(
    database_url: str, path: Path, wall: Wall, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with twice(database_url, path, wall, down=True) as one:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OutboxError, match="No space"):
                await one.outbox.key_of(CREATE, CALL, "create", "")
        assert one.outbox.pending() == []
        assert one.log.behind == 0
        assert await one.outbox.key_of(CREATE, CALL, "create", "")


async def test_a_disk_that_is_full_does_not_matter_while_postgresql_is_there(
    database_url: str, path: Path, wall: Wall, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    async with twice(database_url, path, wall) as one:
        monkeypatch.setattr(os, "fsync", fail)
        assert await one.outbox.key_of(CREATE, CALL, "create", "")


async def test_postgresql_is_not_asked_again_for_a_while_after_it_failed(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall, down=True) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        one.database.down = False
        await one.outbox.key_of("other", OTHER, "create", "")
        assert one.log.behind == 2
        one.ask_again()
        await one.outbox.key_of(CANCEL, CALL, "cancel", "1")
        assert one.log.behind == 1  # that call is in PostgreSQL, whole
        by_call = {row["call_id"]: row for row in await table(database_url)}
        assert len(keys_in(by_call[CALL]["records"])) == 2


async def test_a_write_that_arrives_late_changes_nothing(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        late = []
        real = one.database._database.run

        async def run(work):
            late.append(work)
            return await real(work)

        one.database._database.run = run  # type: ignore[method-assign]
        await one.outbox.key_of(CREATE, CALL, "create", "")
        await one.outbox.done(CREATE, order_id="123456", state="draft")
        await one.outbox.settled(CALL)
        settled = await table(database_url)
        for work in late:
            await real(work)
        assert await table(database_url) == settled


async def test_the_keys_of_the_time_without_a_database_come_along(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with open_outbox(path, run_inline, wall) as old:
        key = await old.key_of(CREATE, CALL, "create", "4xt01")
        await old.done(CREATE, order_id="123456", state="draft")
        old.call_over(CALL, "human")
        await old.flush()
    async with twice(database_url, path, wall) as new:
        (call,) = new.outbox.calls()
        assert (call.how, call.entries[0].key) == ("human", key)
        await new.outbox.adopt()
        (row,) = await table(database_url)
        assert keys_in(row["records"]) == {key}
        assert new.log.behind == 0
    async with open_outbox(path, run_inline, wall) as old:  # and back
        assert list(old.calls()) == []


async def test_the_keeper_copies_when_it_is_back(
    database_url: str, path: Path, wall: Wall, monkeypatch
) -> None:
    monkeypatch.setattr(outboxtwice, "KEEP_S", 0.01)
    monkeypatch.setattr(outboxtwice, "AGAIN_S", 0.01)
    async with twice(database_url, path, wall, down=True) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one.log.keep)
            one.database.down = False
            with trio.fail_after(30):
                while one.log.behind:  # noqa: ASYNC110 - it has no event
                    await trio.sleep(0.01)
            nursery.cancel_scope.cancel(reason="seen")
    assert len(await table(database_url)) == 1


async def test_a_frozen_postgresql_costs_a_caller_a_third_of_a_second_once(
    database_url: str, path: Path, wall: Wall, autojump_clock, monkeypatch
) -> None:
    monkeypatch.setattr(outboxtwice, "SAVE_S", 0.3)

    async def hang(work):
        await trio.sleep_forever()

    async with twice(database_url, path, wall) as one:
        one.database.run = hang  # type: ignore[method-assign]
        before_s = trio.current_time()
        await one.outbox.key_of(CREATE, CALL, "create", "")
        assert trio.current_time() - before_s == pytest.approx(0.3)
        await one.outbox.key_of(CONFIRM, CALL, "confirm", "1")
        assert trio.current_time() - before_s == pytest.approx(0.3)


async def test_a_caller_who_hangs_up_in_the_middle_leaves_a_whole_entry_or_none(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        with trio.CancelScope() as scope:
            scope.cancel(reason="the caller has hung up")
            await one.outbox.key_of(CREATE, CALL, "create", "")
        known = {entry.key for entry in one.outbox.pending()}
        kept = {
            key for row in await table(database_url) for key in keys_in(row["records"])
        }
        assert known == kept


def test_the_waits_are_those_that_were_decided(monkeypatch) -> None:
    monkeypatch.undo()
    assert outboxtwice.SAVE_S == 0.3


async def test_a_write_that_began_is_finished_when_the_caller_hangs_up(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        scope, real = trio.CancelScope(), one.database.run

        async def run(work):
            scope.cancel(reason="the caller has hung up")
            return await real(work)

        one.database.run = run  # type: ignore[method-assign]
        with scope:
            await one.outbox.key_of(CREATE, CALL, "create", "")
        (entry,) = one.outbox.pending()
        (row,) = await table(database_url)
        assert keys_in(row["records"]) == {entry.key}
