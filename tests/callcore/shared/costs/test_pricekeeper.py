from __future__ import annotations

from pathlib import Path

import pytest
import trio

from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import PACKAGED, packaged_prices
from callcore.shared.costs.pricekeeper import (
    LOOK_S,
    REMEMBERED,
    PriceKeeper,
    active_prices,
    known_prices,
)
from callcore.shared.costs.pricetable import PriceError, PriceTable
from callcore.shared.offload import run_inline
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration
YAML = PACKAGED.read_text().replace("currency: USD", "currency: EUR", 1)


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


class Till:
    def __init__(self, database: InlineDatabase, folder: Path) -> None:
        self.used: list[str] = []
        self.keeper = PriceKeeper(database, folder, self.use, run_inline)

    def use(self, table: PriceTable) -> None:
        self.used.append(table.currency)


async def activate(database: InlineDatabase, yaml: str = YAML) -> None:
    version = await database.run(lambda found: pricestore.draft(found, yaml, "ann"))
    await database.run(lambda found: pricestore.activate(found, version.table_id, "a"))


async def test_the_table_that_holds_is_used_soon_and_once(
    database: InlineDatabase, tmp_path: Path, autojump_clock, nursery
) -> None:
    till = Till(database, tmp_path)
    nursery.start_soon(till.keeper.run)
    await trio.sleep(1)
    assert till.used == []
    await activate(database)
    await trio.sleep(5 * LOOK_S)
    assert till.used == ["EUR"]


async def test_a_worker_that_starts_without_postgresql_rates_as_before(
    database: InlineDatabase, tmp_path: Path
) -> None:
    await activate(database)
    await Till(database, tmp_path).keeper.look()
    assert known_prices(tmp_path, None, shared=True).currency == "EUR"
    assert known_prices(tmp_path, None, shared=False).currency == "USD"


async def test_without_postgresql_the_last_table_stays(
    database: InlineDatabase, tmp_path: Path, caplog
) -> None:
    till = Till(database, tmp_path)
    database.down = True
    await till.keeper.look()
    assert till.used == []
    assert "prices not read" in caplog.messages


async def test_a_disk_that_is_full_costs_only_the_memory(
    database: InlineDatabase, tmp_path: Path, caplog
) -> None:
    (tmp_path / REMEMBERED).mkdir()
    await activate(database)
    till = Till(database, tmp_path)
    await till.keeper.look()
    assert till.used == ["EUR"]
    assert "price table not kept" in caplog.messages


async def test_a_table_of_another_version_is_told_once_and_not_used(
    database: InlineDatabase, tmp_path: Path, caplog
) -> None:
    await activate(database)
    await database.run(
        lambda found: found.execute("UPDATE price_tables SET yaml = 'new: thing'")
    )
    till = Till(database, tmp_path)
    await till.keeper.look()
    await till.keeper.look()
    assert till.used == []
    assert caplog.messages.count("price table not usable") == 1


async def test_who_asks_gets_the_text_of_the_table_that_holds(
    database: InlineDatabase,
) -> None:
    assert await active_prices(database) is None
    await activate(database)
    found = await active_prices(database)
    assert found is not None
    assert found[1] == YAML


def test_nothing_remembered_is_the_file_or_the_packaged_table(tmp_path: Path) -> None:
    (tmp_path / REMEMBERED).write_text("torn")
    given = tmp_path / "given.yaml"
    given.write_text(YAML)
    assert known_prices(tmp_path, given, shared=True).currency == "EUR"
    known = known_prices(tmp_path, None, shared=True)
    assert known.currency == packaged_prices().currency
    with pytest.raises(PriceError):
        known_prices(tmp_path, tmp_path / "gone", shared=True)
