from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trio

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Database, open_database
from callcore.shared.offload import run_inline
from callcore.shared.worklist import office, table, twice
from callcore.shared.worklist.files import open_worklist, read_items
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.port import WorklistError
from callcore.shared.worklist.twice import TwiceWorklist
from tests.callcore.shared.worklist.worklistcontract import (
    CALLBACK,
    WorklistContract,
    item,
    now_s,
)

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine with other work: what takes longer than 0.5 s is another test's matter."""
    monkeypatch.setattr(twice, "SAVE_S", 20.0)
    monkeypatch.setattr(twice, "ASK_S", 20.0)


class Flaky:
    def __init__(self, database: Database) -> None:
        self._database = database
        self.down = False

    async def run(self, work):
        await trio.lowlevel.checkpoint()
        if self.down:
            raise DatabaseDown("down")
        return await self._database.run(work)


class Desk:
    def __init__(self, worklist: TwiceWorklist, database: Flaky) -> None:
        self.worklist = worklist
        self.database = database

    def back(self) -> None:
        self.database.down = False
        self.worklist._again_s = -float("inf")

    async def kept(self) -> list[Item]:
        found: list[Item] = await self.database.run(table.items)
        return found


@asynccontextmanager
async def opened(
    url: str, folder: Path, name: str = "w1", *, down: bool = False
) -> AsyncIterator[Desk]:
    async with (
        open_database(url) as database,
        open_worklist(folder, name, run_inline, now_s) as files,
    ):
        flaky = Flaky(database)
        flaky.down = down
        yield Desk(TwiceWorklist(flaky, files, now_s), flaky)  # type: ignore[arg-type]


class TestWorklistInPostgreSQL(WorklistContract):
    @pytest.fixture
    def open_one(self, database_url: str, tmp_path: Path):
        @asynccontextmanager
        async def one() -> AsyncIterator[TwiceWorklist]:
            async with opened(database_url, tmp_path) as desk:
                yield desk.worklist

        return one()


async def test_an_item_stands_in_postgresql_and_not_in_the_file(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as desk:
        await desk.worklist.add(CALLBACK)
        assert await desk.kept() == [CALLBACK]
        assert read_items(tmp_path) == []
        assert await desk.worklist.open_items() == 1


async def test_an_item_of_an_outage_is_in_the_file_and_comes_after(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(CALLBACK)
        assert read_items(tmp_path) == [CALLBACK]
        desk.back()
        assert list(await desk.worklist.items()) == [CALLBACK]
        await desk.worklist.copy()
        await desk.worklist.copy()
        assert await desk.kept() == [CALLBACK]
        assert read_items(tmp_path) == []
        assert desk.worklist.behind == 0


async def test_an_item_that_is_in_both_places_is_one(
    database_url: str, tmp_path: Path
) -> None:
    """Committed, and the answer was lost."""
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(CALLBACK)
        desk.back()
        await desk.database.run(lambda found: table.add(found, CALLBACK))
        assert list(await desk.worklist.items()) == [CALLBACK]
        await desk.worklist.copy()
        assert await desk.kept() == [CALLBACK]


async def test_an_item_of_the_file_can_be_closed_while_postgresql_is_down(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(CALLBACK)
        assert await desk.worklist.close(CALLBACK.id, "called")
        desk.back()
        await desk.worklist.copy()
        (only,) = await desk.kept()
        assert (only.state, only.note) == ("done", "called")


async def test_a_closing_of_another_writers_item_waits_for_it(
    database_url: str, tmp_path: Path
) -> None:
    async with (
        opened(database_url, tmp_path, "w1", down=True) as worker,
        opened(database_url, tmp_path, "desk", down=True) as desk,
    ):
        await worker.worklist.add(CALLBACK)
        assert await desk.worklist.close(CALLBACK.id, "called")
        desk.back()
        await desk.worklist.copy()
        assert desk.worklist.behind == 1
        worker.back()
        await worker.worklist.copy()
        await desk.worklist.copy()
        assert desk.worklist.behind == 0
        (only,) = await desk.kept()
        assert (only.state, only.note) == ("done", "called")


async def test_what_a_human_did_meanwhile_is_not_undone_by_a_copy(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(CALLBACK)
        desk.back()
        done = replace(CALLBACK, state="done", closed_s=5.0, note="by a human")
        await desk.database.run(lambda found: table.insert(found, done))
        await desk.worklist.copy()
        found = await desk.database.run(lambda found: office.task(found, CALLBACK.id))
        assert found is not None
        assert (found.item.state, found.item.note) == ("done", "by a human")


async def test_without_postgresql_nobody_says_that_there_is_nothing_to_do(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, down=True) as desk:
        with pytest.raises(WorklistError, match="does not answer"):
            await desk.worklist.items()
        with pytest.raises(WorklistError, match="does not answer"):
            await desk.worklist.close("a")


async def test_what_postgresql_cannot_write_is_written_without_it(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as desk:
        await desk.worklist.add(item(about="a\0b"))
        (only,) = await desk.kept()
        assert only.about == "a\ufffdb"


async def test_one_that_is_refused_does_not_hold_up_the_others(
    database_url: str, tmp_path: Path, caplog
) -> None:
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(item("never", 1e300))
        await desk.worklist.add(item("fine"))
        desk.back()
        await desk.worklist.copy()
        assert [one.id for one in await desk.kept()] == ["fine"]
        assert desk.worklist.behind == 1
    assert "worklist row refused" in caplog.messages


async def test_the_keeper_copies_when_it_is_back(
    database_url: str, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(twice, "KEEP_S", 0.01)
    monkeypatch.setattr(twice, "AGAIN_S", 0.01)
    async with opened(database_url, tmp_path, down=True) as desk:
        await desk.worklist.add(CALLBACK)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(desk.worklist.keep)
            desk.database.down = False
            with trio.fail_after(30):
                while desk.worklist.behind:  # noqa: ASYNC110 - it has no event
                    await trio.sleep(0.01)
            nursery.cancel_scope.cancel(reason="seen")
        assert await desk.kept() == [CALLBACK]
