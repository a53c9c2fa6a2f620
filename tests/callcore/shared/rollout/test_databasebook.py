from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import trio

from callcore.shared.database.pool import open_database
from callcore.shared.offload import run_inline
from callcore.shared.rollout.book import BookError, Conflict
from callcore.shared.rollout.changes import stopped, widened
from callcore.shared.rollout.databasebook import DatabaseBook, RememberedBook
from tests.callcore.shared.rollout.bookcontract import RolloutBookContract
from tests.callcore.shared.rollout.plans import ANN, running
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration


class DatabaseDesk:
    def __init__(self, database: InlineDatabase) -> None:
        self.database = database
        self.book = DatabaseBook(database)

    def break_audit(self):
        self.database._connection.execute(
            "ALTER TABLE rollout_changes ADD CHECK (false) NOT VALID"
        )

    @contextmanager
    def broken(self):
        self.database.down = True
        yield
        self.database.down = False


@pytest.fixture
async def desk(database_url: str):
    async with open_inline(database_url) as database:
        yield DatabaseDesk(database)


class TestDatabaseBook(RolloutBookContract):
    pass


class TestRememberedBook(RolloutBookContract):
    @pytest.fixture
    def desk(self, desk: DatabaseDesk, tmp_path: Path):
        book = RememberedBook(desk.book, tmp_path / "unread.json", run_inline)
        # what it remembers is asked for in tests of its own
        book._remembered = lambda: None  # type: ignore[method-assign]
        desk.book = book  # type: ignore[assignment]
        return desk


def remembered(desk: DatabaseDesk, tmp_path: Path) -> RememberedBook:
    return RememberedBook(desk.book, tmp_path / "plan-remembered.json", run_inline)


async def test_a_worker_that_starts_without_postgresql_has_the_last_good_plan(
    desk: DatabaseDesk, tmp_path: Path
) -> None:
    await desk.book.change(running(), 0)
    assert await remembered(desk, tmp_path).read() == running()
    desk.database.down = True
    assert await remembered(desk, tmp_path).read() == running()
    with pytest.raises(BookError):  # and it knows that the book is lost
        await remembered(desk, tmp_path).wait_other(1)


async def test_what_it_was_told_by_a_change_is_remembered_too(
    desk: DatabaseDesk, tmp_path: Path
) -> None:
    book = remembered(desk, tmp_path)
    await book.change(running(), 0)
    off = stopped(running(), ANN)
    await book.change(off, 1)
    desk.database.down = True
    assert await remembered(desk, tmp_path).read() == off


async def test_nothing_remembered_is_no_plan_that_one_could_follow(
    desk: DatabaseDesk, tmp_path: Path
) -> None:
    desk.database.down = True
    with pytest.raises(BookError, match="does not answer"):
        await remembered(desk, tmp_path).read()


async def test_a_disk_that_is_full_costs_only_the_memory(
    desk: DatabaseDesk, tmp_path: Path, caplog
) -> None:
    await desk.book.change(running(), 0)
    (tmp_path / "plan-remembered.json").mkdir()
    assert await remembered(desk, tmp_path).read() == running()
    assert "rollout plan not kept" in caplog.messages


async def test_a_change_whose_answer_was_lost_is_a_conflict_when_it_is_repeated(
    desk: DatabaseDesk,
) -> None:
    await desk.book.change(running(), 0)
    wider = widened(running(), 900, None, ANN)
    desk.database.deaf = True
    with pytest.raises(BookError):
        await desk.book.change(wider, 1)
    desk.database.deaf = False
    with pytest.raises(Conflict):
        await desk.book.change(wider, 1)
    assert await desk.book.read() == wider
    assert len(await desk.book.history(9)) == 2


async def test_a_database_that_hangs_is_given_up(
    desk: DatabaseDesk, autojump_clock, monkeypatch
) -> None:
    async def hang(work):
        await trio.sleep_forever()

    monkeypatch.setattr(desk.database, "run", hang)
    with pytest.raises(BookError, match="in time"):
        await desk.book.read()


async def test_of_many_workers_at_once_exactly_one_changes_the_plan(
    database_url: str,
) -> None:
    won: list[int] = []
    async with open_database(database_url, connections=6) as database:
        book = DatabaseBook(database)
        await book.change(running(), 0)

        async def widen(buckets: int) -> None:
            with suppress(Conflict):
                await book.change(widened(running(), buckets, None, ANN), 1)
                won.append(buckets)

        async with trio.open_nursery() as nursery:
            for buckets in range(1, 13):
                nursery.start_soon(widen, buckets)
        plan = await book.read()
        assert plan is not None
        assert [plan.buckets] == won
        assert len(await book.history(99)) == 2
