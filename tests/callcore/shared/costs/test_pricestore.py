from __future__ import annotations

from functools import partial

import pytest

from callcore.shared import stamps
from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import PACKAGED
from callcore.shared.costs.pricetable import PriceError
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration
YAML = PACKAGED.read_text()
OTHER = YAML + "# another\n"


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


async def drafted(
    database: InlineDatabase, yaml: str = YAML
) -> pricestore.PriceVersion:
    return await database.run(lambda found: pricestore.draft(found, yaml, "ann", "why"))


async def test_a_draft_is_kept_as_it_came_and_holds_for_nobody(
    database: InlineDatabase,
) -> None:
    version = await drafted(database)
    assert (version.made_by, version.note, version.active_from_s) == (
        "ann",
        "why",
        None,
    )
    assert version.entries > 10
    text = await database.run(lambda found: pricestore.yaml_of(found, version.table_id))
    assert text == YAML
    assert await database.run(pricestore.active) is None


async def test_the_same_text_is_the_same_table(database: InlineDatabase) -> None:
    assert await drafted(database) == await drafted(database)
    assert len(await database.run(pricestore.versions)) == 1


@pytest.mark.parametrize(
    "yaml", ["", "currency: EUR", "a\0b", "x" * 1_000_001, "\ud800"]
)
async def test_what_is_no_price_table_is_refused_with_a_sentence(
    database: InlineDatabase, yaml: str
) -> None:
    with pytest.raises(PriceError, match=r"\.$"):
        await drafted(database, yaml)
    assert await database.run(pricestore.versions) == []


async def test_the_one_that_was_activated_last_holds_and_one_can_go_back(
    database: InlineDatabase,
) -> None:
    first, second = await drafted(database), await drafted(database, OTHER)
    for version in (first, second, first):
        done = await database.run(
            partial(pricestore.activate, table_id=version.table_id, by="bob")
        )
        assert done is not None
        assert done.active_by == "bob"
        active = await database.run(pricestore.active)
        assert active is not None
        assert active.table_id == version.table_id


async def test_a_table_of_tomorrow_does_not_hold_today(
    database: InlineDatabase,
) -> None:
    first, second = await drafted(database), await drafted(database, OTHER)
    tomorrow_s = stamps.now_s() + 86_400
    await database.run(lambda found: pricestore.activate(found, first.table_id, "a"))
    await database.run(
        lambda found: pricestore.activate(found, second.table_id, "a", tomorrow_s)
    )
    active = await database.run(pricestore.active)
    assert active is not None
    assert active.table_id == first.table_id


async def test_a_time_that_has_passed_is_now(database: InlineDatabase) -> None:
    version = await drafted(database)
    done = await database.run(
        lambda found: pricestore.activate(found, version.table_id, "a", 5.0)
    )
    assert done is not None
    assert done.active_from_s is not None
    assert done.active_from_s > stamps.now_s() - 600


async def test_nobody_knows_a_table_that_was_made_up(database: InlineDatabase) -> None:
    assert await database.run(lambda found: pricestore.activate(found, 9, "a")) is None
    assert await database.run(lambda found: pricestore.version(found, 9)) is None
    assert await database.run(lambda found: pricestore.yaml_of(found, 9)) is None


async def test_old_drafts_make_room(database: InlineDatabase, monkeypatch) -> None:
    monkeypatch.setattr(pricestore, "MOST_TABLES", 2)
    first = await drafted(database)
    await database.run(lambda found: pricestore.activate(found, first.table_id, "a"))
    for number in range(4):
        await drafted(database, f"{YAML}# {number}\n")
    kept = [each.table_id for each in await database.run(pricestore.versions)]
    assert len(kept) == 2
    active = await database.run(pricestore.active)
    assert active is not None
    assert active.table_id == first.table_id  # what held is never deleted
