from __future__ import annotations

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.app.shop import (
    AGAIN_S,
    BREAKER_STATES,
    FRESH_S,
    MAX_HINTS,
    Shop,
    open_shop,
)
from callcore.shared.config import load
from callcore.shared.database.pool import one, open_database, rows
from callcore.shared.ids import LANGUAGES, CallId
from callcore.shared.observe.metrics import Metrics
from callcore.store.limits import LIMITS
from callcore.store.memory import Fault, MemoryStore
from callcore.store.outboxport import create_digest
from callcore.store.port import (
    Delivery,
    OrderLine,
    OrderWish,
    StoreRefused,
    StoreUnavailable,
)
from chaos.store.products import catalogue
from tests.kit.keys import DATA_KEYS

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")


async def test_before_the_shop_answered_nothing_is_known():
    shop = Shop(MemoryStore(catalogue()))
    assert shop.catalogue == ()
    assert shop.hints("en") == ()


async def test_the_catalogue_is_asked_for_at_once(autojump_clock, nursery):
    shop = Shop(MemoryStore(catalogue()))
    nursery.start_soon(shop.keep_catalogue)
    await trio.sleep(0.1)
    assert list(shop.catalogue) == catalogue()


@pytest.mark.parametrize("fault", [Fault(refuse="closed"), Fault(unavailable="down")])
async def test_a_shop_that_refuses_is_asked_again_soon(
    autojump_clock, nursery, caplog, fault
):
    shop = Shop(MemoryStore(catalogue(), [fault, fault]))
    nursery.start_soon(shop.keep_catalogue)
    await trio.sleep(AGAIN_S + 0.1)
    assert shop.catalogue == ()
    await trio.sleep(AGAIN_S)
    assert len(shop.catalogue) > 20
    assert len(caplog.records) == 2


async def test_the_last_catalogue_known_stays_good(autojump_clock, nursery):
    store = MemoryStore(catalogue())
    shop = Shop(store)
    nursery.start_soon(shop.keep_catalogue)
    await trio.sleep(1)
    store.faults.extend([Fault(unavailable="down")] * 3)
    await trio.sleep(3 * FRESH_S + 1)
    assert not store.faults
    assert list(shop.catalogue) == catalogue()


async def test_news_of_the_shop_are_learnt(autojump_clock, nursery):
    store = MemoryStore(catalogue()[:1])
    shop = Shop(store)
    nursery.start_soon(shop.keep_catalogue)
    await trio.sleep(1)
    before = shop.catalogue
    await trio.sleep(FRESH_S)
    assert shop.catalogue is before  # the same again is no news
    store._products = {product.id: product for product in catalogue()}
    await trio.sleep(FRESH_S)
    assert len(shop.catalogue) > 20


async def test_callers_are_likely_to_say_brands_and_sizes(autojump_clock, nursery):
    shop = Shop(MemoryStore(catalogue()))
    nursery.start_soon(shop.keep_catalogue)
    await trio.sleep(0.1)
    for language in LANGUAGES:
        hints = shop.hints(language)
        assert {"Michelin", "Nokian", "205/55 R16"} <= set(hints)
        assert len(hints) == len(set(hints)) <= MAX_HINTS


async def test_without_a_shop_nothing_is_for_sale():
    config, registry = load({"HOME": "/nonexistent"}), CollectorRegistry()
    async with open_shop(config, "w1", Metrics(registry)) as shop:
        assert list(await shop.store.search("tyres", "en")) == []
        with pytest.raises(StoreRefused):
            await shop.store.order("1")


async def test_a_shop_with_an_address_has_an_outbox_of_this_worker(tmp_path):
    registry = CollectorRegistry()
    config = load(
        {
            "HOME": str(tmp_path),
            "CALLCORE_DATA_DIR": str(tmp_path),
            "CALLCORE_STORE_URL": "http://127.0.0.1:9",
        }
    )
    async with open_shop(config, "w1", Metrics(registry)) as shop:
        assert not isinstance(shop.store, MemoryStore)
        for group in LIMITS:
            name = {"name": f"store-{group}"}
            state = registry.get_sample_value("callcore_breaker_state", name)
            assert state == BREAKER_STATES.index("closed")
        with pytest.raises(StoreUnavailable, match="connect"):
            await shop.store.order("1")
        asked = {"group": "status", "what": "request"}
        assert registry.get_sample_value("callcore_store_events_total", asked) == 2
    assert (tmp_path / "outbox" / "w1.jsonl").exists()


@pytest.mark.integration
async def test_with_a_database_keys_and_items_stand_there(tmp_path, database_url):
    variables = {
        "HOME": str(tmp_path),
        "CALLCORE_DATA_DIR": str(tmp_path),
        "CALLCORE_STORE_URL": "http://127.0.0.1:9",
        "CALLCORE_DATA_KEYS": DATA_KEYS,
    }
    metrics = Metrics(CollectorRegistry())
    wish = OrderWish(
        (OrderLine("t01", 4),), "+380671234567", Delivery("pickup", "Львів", "")
    )
    async with (
        open_database(database_url) as database,
        open_shop(load(variables), "w1", metrics, database) as shop,
    ):
        assert len(shop.tasks) == 5  # catalogue, settler, count and two that copy
        assert shop.desk is not None
        await shop.desk.note_callback(CALL, "+380671234567", "tyres", "now")
        with pytest.raises(StoreUnavailable, match="connect"):
            await shop.store.create_order(CALL, wish)
        counts = await database.run(
            lambda found: one(
                found,
                "SELECT (SELECT count(*) FROM outbox) AS calls, "
                "(SELECT count(*) FROM worklist) AS items",
            )
        )
    assert counts == {"calls": 1, "items": 1}


WISH = OrderWish(
    (OrderLine("t01", 4),),
    "+380671234567",
    Delivery("pickup", "Жмеринка", "вулиця Барвінкова 7"),
    "Ярополк",
)
SECRETS = ("671234567", "Ярополк", "Жмеринка", "Барвінкова")


def everything(connection):
    """Return all rows of all tables, as a dump would."""
    tables = rows(connection, "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")  # fmt: skip
    dumped = [rows(connection, f"SELECT t::text AS row FROM {table['name']} AS t") for table in tables]  # fmt: skip
    return "".join(row["row"] for found in dumped for row in found)


@pytest.mark.integration
@pytest.mark.parametrize("where", ["files", "away", "database"])
async def test_of_an_order_and_a_callback_nothing_personal_is_kept_in_clear(
    tmp_path, database_url, where
):
    variables = {
        "HOME": str(tmp_path),
        "CALLCORE_DATA_DIR": str(tmp_path),
        "CALLCORE_STORE_URL": "http://127.0.0.1:9",
        "CALLCORE_DATA_KEYS": DATA_KEYS,
    }
    metrics = Metrics(CollectorRegistry())
    url = "postgresql://127.0.0.1:1/nobody" if where == "away" else database_url
    async with (
        open_database(url) as database,
        open_shop(
            load(variables), "w1", metrics, None if where == "files" else database
        ) as shop,
    ):
        assert shop.desk is not None
        await shop.desk.note_callback(CALL, WISH.phone, "дзвоніть Ярополку", "Жмеринка")
        with pytest.raises(StoreUnavailable, match="connect"):
            await shop.store.create_order(CALL, WISH)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        kept = "".join(path.read_text() for path in files)
        if where == "database":
            kept += await database.run(everything)
    assert str(CALL) in kept
    assert [secret for secret in SECRETS if secret in kept] == []
    assert create_digest(CALL, WISH) not in kept  # nor what numbers could be tried on
