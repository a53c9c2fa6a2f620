from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from callcore.shared import stamps
from callcore.shared.database.pool import Database, open_database
from callcore.shared.worklist import table
from callcore.shared.worklist.item import Item, closed
from tests.callcore.shared.worklist.worklistcontract import CALLBACK, item

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as database:
        yield database


async def items(database: Database) -> list[Item]:
    return await database.run(table.items)


async def test_an_item_comes_back_as_it_was(database: Database) -> None:
    assert await database.run(lambda found: table.add(found, CALLBACK)) == "added"
    assert await database.run(lambda found: table.add(found, CALLBACK)) == "known"
    assert await items(database) == [CALLBACK]


async def test_a_full_list_takes_what_is_done(database: Database, monkeypatch) -> None:
    monkeypatch.setattr("callcore.shared.worklist.port.MAX_OPEN", 1)
    now_s = stamps.now_s()
    done = closed(item("c"), now_s, "")
    await database.run(lambda found: table.add(found, item("a")))
    assert await database.run(lambda found: table.add(found, item("b"))) == "full"
    assert await database.run(lambda found: table.add(found, done)) == "added"
    assert await database.run(table.open_items) == 1


async def test_what_was_done_long_ago_is_not_listed(database: Database) -> None:
    now_s = stamps.now_s()
    for name, ago_s in (("old", table.DONE_S + 60), ("new", table.DONE_S - 60)):
        done = closed(item(name), now_s - ago_s, "")
        await database.run(partial(table.insert, item=done))
    assert [one.id for one in await items(database)] == ["new"]


async def test_a_copy_of_an_item_that_was_opened_again_does_not_close_it(
    database: Database,
) -> None:
    done = closed(item(), stamps.now_s(), "")
    await database.run(lambda found: table.insert(found, done))
    await database.run(
        lambda found: found.execute(
            "UPDATE worklist SET state = 'open', closed_at = NULL, reopened = 1"
        )
    )
    await database.run(lambda found: table.insert(found, done))
    assert [one.state for one in await items(database)] == ["open"]
