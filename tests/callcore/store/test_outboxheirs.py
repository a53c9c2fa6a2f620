"""Several outboxes with one PostgreSQL: who is whose heir."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio

from callcore.shared.database.pool import open_database, rows
from callcore.store import outboxtwice
from tests.callcore.store.outboxcontract import (
    CALL,
    CONFIRM,
    CREATE,
    OTHER,
    Wall,
)
from tests.callcore.store.twice import twice

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


async def table(url: str) -> list[dict[str, object]]:
    async with open_database(url) as database:
        return await database.run(
            lambda connection: rows(connection, "SELECT * FROM outbox ORDER BY call_id")
        )


def exists(path: Path) -> bool:
    return path.exists()


def keys_in(text: object) -> set[str]:
    assert isinstance(text, list)
    return {record["key"] for record in text if "key" in record}


async def test_a_living_neighbour_keeps_his_calls(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        one.outbox.call_over(CALL, "ended")
        async with twice(database_url, path, wall) as two:
            assert await two.outbox.adopt() == 0
            assert list(two.outbox.calls()) == []


async def test_what_a_dead_neighbour_left_is_taken_over_at_once(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path.with_name("w2.jsonl"), wall) as two:
        async with twice(database_url, path, wall) as one:
            key = await one.outbox.key_of(CREATE, CALL, "create", "")
            one.database.down = True
            await one.outbox.key_of("other", OTHER, "create", "")
        assert await two.outbox.adopt() == 2
        assert {call.call_id for call in two.outbox.calls()} == {CALL, OTHER}
        assert not exists(path)
        assert await two.outbox.key_of(CREATE, CALL, "create", "") == key
        assert {str(row["owner"]) for row in await table(database_url)} == {
            two.log.owner
        }


async def test_an_heir_who_dies_before_he_had_his_rows_has_an_heir(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        key = await one.outbox.key_of(CREATE, CALL, "create", "")
    second = path.with_name("w2.jsonl")
    async with twice(database_url, second, wall, down=True) as two:
        await two.outbox.adopt()  # his file is taken over, and PostgreSQL is away
        assert not exists(path)
    async with twice(database_url, path.with_name("w3.jsonl"), wall) as three:
        assert await three.outbox.adopt() == 1
        assert await three.outbox.key_of(CREATE, CALL, "create", "") == key


async def test_a_takeover_whose_answer_was_lost_is_seen_the_next_time(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
    async with twice(database_url, path, wall) as two:
        two.database.deaf = True
        assert await two.outbox.adopt() == 0
        two.database.deaf = False
        two.ask_again()
        assert await two.outbox.adopt() == 1


async def test_a_process_of_another_machine_is_dead_when_its_lease_is_over(
    database_url: str, tmp_path: Path, wall: Wall
) -> None:
    here, there = tmp_path / "a" / "w1.jsonl", tmp_path / "b" / "w1.jsonl"
    async with twice(database_url, there, wall, lease_s=0.0) as dead:
        await dead.outbox.key_of(CREATE, CALL, "create", "")
    async with twice(database_url, there, wall) as alive:
        await alive.outbox.key_of("other", OTHER, "create", "")
        async with twice(database_url, here, wall) as heir:
            assert await heir.outbox.adopt() == 1
            assert [call.call_id for call in heir.outbox.calls()] == [CALL]


async def test_of_two_who_take_over_at_once_one_gets_each_call(
    database_url: str, tmp_path: Path, wall: Wall
) -> None:
    async with twice(database_url, tmp_path / "z" / "w1.jsonl", wall, 0.0) as dead:
        for number in range(40):
            await dead.outbox.key_of(f"op{number}", f"call {number}", "create", "")  # type: ignore[arg-type]
    async with (
        twice(database_url, tmp_path / "a" / "w1.jsonl", wall) as one,
        twice(database_url, tmp_path / "b" / "w1.jsonl", wall) as two,
    ):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one.outbox.adopt)
            nursery.start_soon(two.outbox.adopt)
        calls = [call.call_id for each in (one, two) for call in each.outbox.calls()]
        assert len(calls) == len(set(calls)) == 40


async def test_whoever_was_taken_for_dead_goes_on_with_his_own(
    database_url: str, tmp_path: Path, wall: Wall, caplog
) -> None:
    """Cut off from PostgreSQL for longer than a call lasts; the other has settled it."""
    async with twice(database_url, tmp_path / "a" / "w1.jsonl", wall, 0.0) as one:
        key = await one.outbox.key_of(CREATE, CALL, "create", "")
        async with twice(database_url, tmp_path / "b" / "w1.jsonl", wall) as two:
            assert await two.outbox.adopt() == 1
            await two.outbox.done(CREATE, state="draft")
            await two.outbox.settled(CALL)
            confirm = await one.outbox.key_of(CONFIRM, CALL, "confirm", "1")
            await one.log.copy()
        assert one.log.behind == 0
        (row,) = await table(database_url)
        assert str(row["owner"]) == one.log.owner
        assert keys_in(row["records"]) == {key, confirm}
    assert "a call was taken over while its process lived" in caplog.messages


async def test_who_starts_twice_while_it_is_down_is_still_heir_of_the_first(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
    for _ in range(2):
        async with twice(database_url, path, wall, down=True) as two:
            assert await two.outbox.adopt() == 0
    async with twice(database_url, path, wall) as three:
        assert await three.outbox.adopt() == 1


async def test_our_own_rows_are_nothing_to_take_over(
    database_url: str, path: Path, wall: Wall
) -> None:
    async with twice(database_url, path, wall) as one:
        await one.outbox.key_of(CREATE, CALL, "create", "")
        assert list(await one.log.claim()) == []
