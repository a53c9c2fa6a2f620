from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
import trio

from callcore.app import migratefiles
from callcore.app.migratefiles import import_files
from callcore.shared.config import load
from callcore.shared.costs.ledger import read_ledger
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usagelog import FileUsageLog
from callcore.shared.database.pool import Connection, Database, one, open_database, rows
from callcore.shared.offload import run_inline
from callcore.shared.rollout import plantable
from callcore.shared.rollout.book import FileBook
from callcore.shared.rollout.changes import widened
from callcore.shared.worklist import table
from callcore.shared.worklist.files import open_worklist
from callcore.shared.worklist.sealing import opened
from callcore.store.outbox import open_outbox
from tests.callcore.shared.costs.madeup import spent, stt, usual_call
from tests.callcore.shared.rollout.plans import ANN, running
from tests.callcore.shared.worklist.worklistcontract import CALLBACK, item, now_s
from tests.callcore.store.outboxcontract import CALL, CREATE, Wall
from tests.callcore.store.twice import twice
from tests.kit.keys import DATA_KEYS, RING

pytestmark = pytest.mark.integration
TABLE = packaged_prices()
T = TypeVar("T")
PAID = spent(stt(15_000), TABLE, 50, CALL)
USED = [PAID, spent(stt(15_000), TABLE, 51, CALL, aside=True), *usual_call(TABLE, CALL)]
WIDER = widened(running(), 900, None, ANN)


async def make_files(folder: Path) -> str:
    """Write what a worker without a database writes; return the key of its order."""
    async with open_outbox(
        folder / "outbox" / "w1.jsonl", run_inline, Wall()
    ) as outbox:
        key = await outbox.key_of(CREATE, CALL, "create", "4xt01")
        await outbox.done(CREATE, order_id="123456", state="draft")
        outbox.call_over(CALL, "human")
        await outbox.flush()
    async with (
        open_worklist(folder / "worklist", "w1", run_inline, now_s) as worklist,
        open_worklist(folder / "worklist", "desk", run_inline, now_s) as desk,
    ):
        await worklist.add(CALLBACK)
        await worklist.add(item("b"))
        await desk.close("b", "done")
    book = FileBook(folder / "rollout", run_inline)
    await book.change(running(), 0)
    await book.change(WIDER, 1)
    log = FileUsageLog(folder / "usage", "w1")
    for record in USED:
        log.append(record)
    log.close()
    return key


async def check(url: str, folder: Path, key: str) -> None:
    """See that PostgreSQL has everything once, and that the files are set aside."""
    async with open_database(url) as database:
        calls = await database.run(lambda found: rows(found, "SELECT * FROM outbox"))
        items = await database.run(table.items)
        plan = await database.run(plantable.read)
        log = await database.run(lambda found: plantable.history(found, 9))
        used = await read_ledger(database)
        call = await database.run(lambda found: one(found, "SELECT * FROM calls"))
    assert [each["records"][0]["key"] for each in calls] == [key]
    assert {each.id: each.state for each in items} == {"c1": "open", "b": "done"}
    assert {each.phone for each in items} == {""}
    assert {opened(each, RING).phone for each in items} == {CALLBACK.phone, ""}
    assert plan == WIDER
    assert [entry.after for entry in log] == [running(), WIDER]
    assert len(used.spent) == len(USED) - 1
    assert (len(used.calls), used.garbage) == (1, 0)
    assert call is not None
    assert call["cost_micros"] == PAID.line.amount_micros > 0
    left = names_in(folder)
    assert [name for name in left if name.endswith((".jsonl", "plan.json"))] == []
    assert len([name for name in left if name.endswith(".imported")]) == 6


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def command(url: str, folder: Path) -> int:
    variables = {
        "CALLCORE_DATA_DIR": str(folder),
        "CALLCORE_DATABASE_URL": url,
        "CALLCORE_DATA_KEYS": DATA_KEYS,
    }
    return migratefiles.run(load(variables), [])


def test_everything_of_the_files_is_in_postgresql_once(
    database_url: str, tmp_path: Path, capsys
) -> None:
    key = trio.run(make_files, tmp_path)
    assert command(database_url, tmp_path) == 0
    trio.run(check, database_url, tmp_path, key)
    assert "w1.jsonl: 1 calls with orders in doubt." in capsys.readouterr().out
    assert command(database_url, tmp_path) == 0  # and again: nothing is left to do
    trio.run(check, database_url, tmp_path, key)


class Killed(BaseException):
    """Instead of the end of the test's own process."""


class Mortal(Database):
    """Kills after so many commits."""

    def __init__(self, url: str, after: int) -> None:
        super().__init__(url, 1, "test")
        self._left = after

    async def run(self, work: Callable[[Connection], T]) -> T:
        answer = await super().run(work)
        self._left -= 1
        if self._left < 0:
            raise Killed
        return answer


async def import_until(url: str, folder: Path, after: int) -> bool:
    database = Mortal(url, after)
    try:
        await import_files(database, folder, RING)
    except Killed:
        return False
    finally:
        database.close()
    return True


@pytest.mark.parametrize("after", range(5))
def test_killed_between_a_commit_and_the_renaming_it_goes_on(
    database_url: str, tmp_path: Path, after: int, monkeypatch
) -> None:
    monkeypatch.setattr("callcore.app.fileimports.BATCH", 5)
    key = trio.run(make_files, tmp_path)
    assert not trio.run(import_until, database_url, tmp_path, after)
    assert trio.run(import_until, database_url, tmp_path, 1_000)
    trio.run(check, database_url, tmp_path, key)


def test_files_that_were_put_back_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    key = trio.run(make_files, tmp_path / "data")
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    assert command(database_url, tmp_path / "data") == 0
    assert command(database_url, tmp_path / "copy") == 0
    trio.run(check, database_url, tmp_path / "copy", key)


def test_while_a_worker_runs_nothing_is_touched(
    database_url: str, tmp_path: Path, capsys
) -> None:
    trio.run(make_files, tmp_path)

    async def beside() -> int:
        async with open_worklist(tmp_path / "worklist", "w1", run_inline, now_s):
            return await trio.to_thread.run_sync(command, database_url, tmp_path)

    assert trio.run(beside) == 1
    assert "stop callcore first" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.imported"))


async def test_the_next_worker_has_the_orders_at_once_and_with_their_keys(
    database_url: str, tmp_path: Path
) -> None:
    key = await make_files(tmp_path)
    async with open_database(database_url) as database:
        await import_files(database, tmp_path, RING)
    async with twice(database_url, tmp_path / "outbox" / "w1.jsonl", Wall()) as one_:
        assert await one_.outbox.adopt() == 1
        (call,) = one_.outbox.calls()
        assert (call.how, call.entries[0].key) == ("human", key)


def test_a_plan_that_postgresql_has_already_stays(
    database_url: str, tmp_path: Path, capsys
) -> None:
    async def change() -> None:
        async with open_database(database_url) as database:
            other = running(77)
            await database.run(lambda found: plantable.change(found, other, 0))

    async def read() -> object:
        async with open_database(database_url) as database:
            return await database.run(plantable.read)

    trio.run(make_files, tmp_path)
    trio.run(change)
    assert command(database_url, tmp_path) == 0
    assert trio.run(read) == running(77)
    assert "PostgreSQL has a plan" in capsys.readouterr().out


def test_without_a_database_or_without_files(
    database_url: str, tmp_path: Path, capsys
) -> None:
    config = load({"CALLCORE_DATA_DIR": str(tmp_path)})
    assert migratefiles.run(config, []) == 2
    assert "CALLCORE_DATABASE_URL" in capsys.readouterr().err
    assert command(database_url, tmp_path / "nothing") == 0
    assert command("postgresql://nobody@/x?host=/nonexistent", tmp_path) == 0


def test_a_database_that_is_away_is_told_and_renames_nothing(
    tmp_path: Path, capsys
) -> None:
    trio.run(make_files, tmp_path)
    assert command("postgresql://nobody@/x?host=/nonexistent", tmp_path) == 1
    assert "PostgreSQL cannot be used now" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.imported"))
