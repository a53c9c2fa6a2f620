from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from callcore.shared.database.pool import Database, open_database
from callcore.shared.worklist import office, table
from callcore.shared.worklist.office import Refused, Task, Wanted
from tests.callcore.shared.worklist.worklistcontract import CALLBACK, item

pytestmark = pytest.mark.integration
ANN, BOB = "ann's id", "bob's id"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as database:
        for one in (CALLBACK, item("a", 10.0), item("b", 10.0), item("c", 20.0)):
            await database.run(partial(table.insert, item=one))
        yield database


async def listed(database: Database, wanted: Wanted, *cursor: object) -> list[str]:
    tasks = await database.run(lambda found: office.page(found, wanted, *cursor))  # type: ignore[arg-type]
    return [task.item.id for task in tasks]


async def test_pages_come_newest_first_and_miss_nothing(database: Database) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        tasks: list[Task] = await database.run(
            partial(office.page, wanted=Wanted(), after=cursor, most=1)
        )
        if not tasks:
            break
        seen += [task.item.id for task in tasks]
        cursor = (tasks[-1].item.at_s, tasks[-1].item.id)
    assert seen == ["c1", "c", "b", "a"]


async def test_they_are_listed_by_what_is_asked(database: Database) -> None:
    assert await listed(database, Wanted(kind="callback")) == ["c1"]
    assert await listed(database, Wanted(call_id="nobody's")) == []
    await database.run(lambda found: office.claim(found, "a", ANN))
    await database.run(lambda found: office.finish(found, "b", ANN, "reached", ""))
    assert await listed(database, Wanted(state="done")) == ["b"]
    assert await listed(database, Wanted(claimed_by=ANN)) == ["a"]
    assert await listed(database, Wanted(claimed="somebody")) == ["a"]
    assert await listed(database, Wanted(claimed="nobody")) == ["c1", "c", "b"]


async def test_an_item_has_one_who_is_at_it(database: Database) -> None:
    await database.run(lambda found: office.claim(found, "a", ANN))
    again = await database.run(lambda found: office.claim(found, "a", ANN))
    assert again.claimed_by == ANN
    for act in (
        lambda found: office.claim(found, "a", BOB),
        lambda found: office.finish(found, "a", BOB, "reached", ""),
    ):
        with pytest.raises(Refused, match="claimed"):
            await database.run(act)
    await database.run(lambda found: office.release(found, "a"))
    taken = await database.run(lambda found: office.claim(found, "a", BOB))
    assert taken.claimed_by == BOB


async def test_what_is_done_says_by_whom_and_how_and_can_be_opened_again(
    database: Database,
) -> None:
    done = await database.run(
        lambda found: office.finish(found, "a", ANN, "reached", "ї" * 9_999)
    )
    assert (done.item.state, done.closed_by, done.outcome) == ("done", ANN, "reached")
    assert len(done.item.note) == 250
    for act in (
        lambda found: office.claim(found, "a", ANN),
        lambda found: office.release(found, "a"),
        lambda found: office.finish(found, "a", ANN, "reached", ""),
    ):
        with pytest.raises(Refused, match="done"):
            await database.run(act)
    opened = await database.run(lambda found: office.reopen(found, "a"))
    assert (opened.item.state, opened.reopened) == ("open", 1)
    assert opened.changes > done.changes
    with pytest.raises(Refused, match="open"):
        await database.run(lambda found: office.reopen(found, "a"))


async def test_nobody_knows_an_item_that_was_made_up(database: Database) -> None:
    assert await database.run(lambda found: office.task(found, "nothing")) is None
    with pytest.raises(Refused, match="unknown"):
        await database.run(lambda found: office.claim(found, "nothing", ANN))


async def test_hostile_text_is_text(database: Database) -> None:
    hostile = "'; DROP TABLE worklist; --"
    await database.run(lambda found: office.finish(found, "a", ANN, "reached", hostile))
    found = await database.run(lambda found: office.task(found, "a"))
    assert found is not None
    assert found.item.note == hostile
    assert await listed(database, Wanted(state=hostile)) == []
