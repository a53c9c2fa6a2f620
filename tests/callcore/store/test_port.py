"""The contract of the Store port, for every implementation: same tests, same answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import trio

from callcore.shared.ids import CallId, new_call_id
from callcore.store.memory import Fault, MemoryStore
from callcore.store.port import OrderLine, Store, StoreRefused, StoreUnavailable
from chaos.store.products import catalogue
from tests.callcore.store.conftest import http_store
from tests.kit.storeprocess import RunningStore, shared_store

PHONE = "+380671234567"
FOUR = [OrderLine("t02", 4)]
Trouble = Callable[[str], Awaitable[None]]
Opened = AbstractAsyncContextManager[tuple[Store, Trouble]]
Shop = Callable[[], Opened]


@asynccontextmanager
async def in_memory() -> AsyncIterator[tuple[Store, Trouble]]:
    store = MemoryStore(catalogue())

    async def trouble(kind: str) -> None:
        faults = {
            "down": Fault(unavailable="http-500"),
            "page": Fault(unavailable="malformed"),
            "lost": Fault(lose_reply=True),
            "hang": Fault(slow_s=1e6),
        }
        store.faults.append(faults[kind])

    yield store, trouble


@pytest.fixture(scope="module")
def process() -> Iterator[RunningStore]:
    with shared_store() as running:
        yield running


@pytest.fixture(params=["memory", pytest.param("http", marks=pytest.mark.integration)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    if request.param == "memory":
        return in_memory
    process: RunningStore = request.getfixturevalue("process")

    async def trouble(kind: str) -> None:
        knobs: dict[str, dict[str, object]] = {
            "down": {"error_rate": 1.0},
            "page": {"html": True},
            "lost": {"lose_replies": 3},  # as many as there are attempts
            "hang": {"hang": True},
        }
        await process.trouble(**knobs[kind])

    @asynccontextmanager
    async def over_http() -> AsyncIterator[tuple[Store, Trouble]]:
        async with http_store(process.url, tmp_path) as store:
            yield store, trouble
        await process.trouble()

    return over_http


async def stock(store: Store, product_id: str) -> int:
    products = await store.catalogue()
    return next(one.stock for one in products if one.id == product_id)


async def test_it_sells(shop: Shop, call_id: CallId) -> None:
    async with shop() as (store, _):
        found = await store.search("зимові шини мішлен 205 55 16", "uk")
        assert [product.id for product in found] == ["t02"]
        names = [product.names for product in catalogue()]
        assert [product.names for product in await store.catalogue()] == names
        assert len(await store.search("tyres", "en", limit=2)) == 2

        order = await store.create_order(call_id, FOUR, PHONE, "Олена")
        assert (order.state, order.lines) == ("draft", tuple(FOUR))
        assert order.total_kopiykas == 4 * 465_000
        assert (order.phone, order.name) == (PHONE, "Олена")
        assert len(order.id) == 6
        assert order.id.isdecimal()
        assert await store.order(order.id) == order

        again = await store.create_order(call_id, FOUR, PHONE, "Олена")
        assert again == order
        other = await store.create_order(new_call_id(), FOUR, PHONE, "Олена")
        assert other.id != order.id

        before = await stock(store, "t02")
        confirmed = await store.confirm_order(call_id, order.id)
        assert confirmed.state == "confirmed"
        assert await store.confirm_order(call_id, order.id) == confirmed
        assert (await store.order(order.id)).state == "confirmed"
        assert await stock(store, "t02") == before - 4


async def test_it_refuses_what_makes_no_sense(shop: Shop, call_id: CallId) -> None:
    async with shop() as (store, _):
        with pytest.raises(StoreRefused, match="unknown-product"):
            await store.create_order(call_id, [OrderLine("t99", 1)], PHONE)
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await store.create_order(call_id, [OrderLine("t37", 1)], PHONE)
        for order_id in ("000000", "../products", ""):
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.order(order_id)
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.confirm_order(call_id, order_id)


async def test_the_last_pieces_are_sold_once(shop: Shop) -> None:
    two = [OrderLine("t13", 3)]  # of four in stock
    async with shop() as (store, _):
        calls = [new_call_id(), new_call_id()]
        orders = [await store.create_order(call, two, PHONE) for call in calls]
        await store.confirm_order(calls[0], orders[0].id)
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await store.confirm_order(calls[1], orders[1].id)


async def test_a_lost_answer_is_found_again_by_the_same_key(
    shop: Shop, call_id: CallId
) -> None:
    async with shop() as (store, trouble):
        order = await store.create_order(call_id, FOUR, PHONE)
        before = await stock(store, "t02")
        await trouble("lost")
        with pytest.raises(StoreUnavailable):
            await store.confirm_order(call_id, order.id)
        assert (await store.confirm_order(call_id, order.id)).state == "confirmed"
        assert await stock(store, "t02") == before - 4


@pytest.mark.parametrize("kind", ["down", "page"])
async def test_a_broken_shop_is_unavailable(
    shop: Shop, call_id: CallId, kind: str
) -> None:
    async with shop() as (store, trouble):
        await trouble(kind)
        with pytest.raises(StoreUnavailable):
            await store.create_order(call_id, FOUR, PHONE)


@pytest.mark.integration
@pytest.mark.parametrize(
    "shop", ["http"], indirect=True
)  # in virtual time: test_memory
async def test_a_hanging_shop_is_unavailable_in_time(shop: Shop) -> None:
    async with shop() as (store, trouble):
        await trouble("hang")
        started_s = trio.current_time()
        with trio.fail_after(60):
            with pytest.raises(StoreUnavailable):
                await store.search("tyres", "en")
        assert trio.current_time() - started_s < 30
