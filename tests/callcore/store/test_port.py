"""The contract of the Store port, for every implementation: same tests, same answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from callcore.shared.ids import CallId, new_call_id
from callcore.store.memory import OPTIONS, Fault, MemoryStore
from callcore.store.port import (
    BINDING,
    Delivery,
    Order,
    OrderLine,
    OrderState,
    OrderWish,
    Store,
    StoreRefused,
    StoreUnavailable,
)
from chaos.store.products import catalogue
from tests.callcore.store.conftest import http_store
from tests.kit.storeprocess import RunningStore, shared_store

PHONE = "+380671234567"
FOUR = OrderWish((OrderLine("t02", 4),), PHONE, Delivery("pickup"))
BRANCH = Delivery("nova-poshta", "Львів", "відділення 5")


class Trouble:
    """What the test may do to the shop behind its door."""

    def __init__(
        self,
        turn: Callable[[str], Awaitable[None]],
        move: Callable[[str, OrderState], Awaitable[None]],
    ) -> None:
        self.turn = turn  #: the next operation, or all until the end, goes wrong
        self.move = move  #: an order goes on to the next state


Opened = AbstractAsyncContextManager[tuple[Store, Trouble]]
Shop = Callable[[], Opened]


@asynccontextmanager
async def in_memory() -> AsyncIterator[tuple[Store, Trouble]]:
    store = MemoryStore(catalogue())

    async def turn(kind: str) -> None:
        faults = {
            "down": Fault(unavailable="http-500"),
            "page": Fault(unavailable="not-json"),
            "lost": Fault(lose_reply=True),
        }
        store.faults.append(faults[kind])

    async def move(order_id: str, state: OrderState) -> None:
        store.orders[order_id] = replace(store.orders[order_id], state=state)

    yield store, Trouble(turn, move)


@pytest.fixture(scope="module")
def process() -> Iterator[RunningStore]:
    with shared_store() as running:
        yield running


@pytest.fixture(params=["memory", pytest.param("http", marks=pytest.mark.integration)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    if request.param == "memory":
        return in_memory
    process: RunningStore = request.getfixturevalue("process")

    async def turn(kind: str) -> None:
        knobs: dict[str, dict[str, object]] = {
            "down": {"error_rate": 1.0},
            "page": {"html": True},
            "lost": {"lose_replies": 3},  # as many as there are attempts
        }
        await process.trouble(**knobs[kind])

    async def move(order_id: str, state: OrderState) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            url = f"{process.url}/orders/{order_id}/state"
            assert (await client.put(url, json={"state": state})).is_success

    @asynccontextmanager
    async def over_http() -> AsyncIterator[tuple[Store, Trouble]]:
        async with http_store(process.url, tmp_path) as store:
            yield store, Trouble(turn, move)
        await process.trouble()

    return over_http


async def stock(store: Store, product_id: str) -> int:
    return (await store.product(product_id)).stock


async def placed(store: Store, call_id: CallId, wish: OrderWish = FOUR) -> Order:
    order = await store.create_order(call_id, wish)
    return await store.confirm_order(call_id, order.id)


async def test_it_shows_what_is_for_sale(shop: Shop) -> None:
    async with shop() as (store, _):
        found = await store.search("зимові шини мішлен 205 55 16", "uk")
        assert [product.id for product in found] == ["t02"]
        names = [product.names for product in catalogue()]
        assert [product.names for product in await store.catalogue()] == names
        assert len(await store.search("tyres", "en", limit=2)) == 2
        assert len(await store.search("tyres", "en", limit=10**9)) > 5
        assert await store.search("самокат", "uk") == []
        assert await store.product("t02") == found[0]


async def test_it_delivers(shop: Shop) -> None:
    async with shop() as (store, _):
        for city in ("", "Київ"):
            assert list(await store.delivery_options(city)) == list(OPTIONS)


async def test_it_makes_drafts(shop: Shop, call_id: CallId) -> None:
    wish = replace(FOUR, name="Олена", delivery=BRANCH)
    async with shop() as (store, _):
        order = await store.create_order(call_id, wish)
        assert (order.state, order.binding) == ("draft", False)
        assert order.lines == (OrderLine("t02", 4, 465_000),)
        assert (order.delivery, order.delivery_kopiykas) == (BRANCH, 12_000)
        assert order.total_kopiykas == 4 * 465_000 + 12_000
        assert (order.phone, order.name) == (PHONE, "Олена")
        assert len(order.id) == 6
        assert order.id.isdecimal()
        assert await store.order(order.id) == order


async def test_the_same_wish_of_a_call_is_one_order(
    shop: Shop, call_id: CallId
) -> None:
    two = replace(FOUR, lines=(OrderLine("t02", 4), OrderLine("o01", 1)))
    async with shop() as (store, _):
        order = await store.create_order(call_id, two)
        again = replace(two, lines=two.lines[::-1])
        assert (await store.create_order(call_id, again)) == order
        for other in (
            await store.create_order(call_id, FOUR),
            await store.create_order(call_id, replace(FOUR, name="Олена")),
            await store.create_order(call_id, replace(FOUR, delivery=BRANCH)),
            await store.create_order(new_call_id(), two),
        ):
            assert other.id != order.id
        ids = [held.id for held in await store.orders_of(call_id)]
        assert len(ids) == len(set(ids)) == 4
        assert ids[0] == order.id


async def test_a_confirmation_is_binding_and_takes_the_pieces_once(
    shop: Shop, call_id: CallId
) -> None:
    async with shop() as (store, _):
        order = await store.create_order(call_id, FOUR)
        before = await stock(store, "t02")
        confirmed = await store.confirm_order(call_id, order.id)
        assert confirmed == replace(order, state="confirmed")
        assert await store.confirm_order(call_id, order.id) == confirmed
        assert await store.order(order.id) == confirmed
        assert list(await store.orders_of(call_id)) == [confirmed]
        assert await stock(store, "t02") == before - 4


async def test_a_cancelled_order_gives_its_pieces_back_once(
    shop: Shop, call_id: CallId
) -> None:
    async with shop() as (store, _):
        before = await stock(store, "t02")
        order = await placed(store, call_id)
        assert await stock(store, "t02") == before - 4
        cancelled = await store.cancel_order(call_id, order.id)
        assert cancelled == replace(order, state="cancelled")
        assert await store.cancel_order(call_id, order.id) == cancelled
        assert await stock(store, "t02") == before
        draft = await store.create_order(call_id, replace(FOUR, name="Олена"))
        assert (await store.cancel_order(call_id, draft.id)).state == "cancelled"
        assert await stock(store, "t02") == before


async def test_what_was_cancelled_can_be_ordered_again(
    shop: Shop, call_id: CallId
) -> None:
    async with shop() as (store, _):
        draft = await store.create_order(call_id, FOUR)
        await store.cancel_order(call_id, draft.id)
        with pytest.raises(StoreRefused, match="cancelled"):
            await store.confirm_order(call_id, draft.id)
        again = await placed(store, call_id)
        assert again.id != draft.id
        assert (await store.order(draft.id)).state == "cancelled"


@pytest.mark.parametrize("state", sorted(BINDING - {"confirmed"}))
async def test_what_is_on_its_way_is_binding_and_cannot_be_cancelled(
    shop: Shop, call_id: CallId, state: OrderState
) -> None:
    async with shop() as (store, trouble):
        order = await placed(store, call_id)
        await trouble.move(order.id, state)
        with pytest.raises(StoreRefused, match="too-late"):
            await store.cancel_order(call_id, order.id)
        assert (await store.order(order.id)).state == state
        assert (await store.confirm_order(call_id, order.id)).binding


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (replace(FOUR, lines=(OrderLine("t99", 1),)), "unknown-product"),
        (replace(FOUR, lines=(OrderLine("t37", 1),)), "out-of-stock"),
        (replace(FOUR, lines=(OrderLine("t02", 0),)), "invalid-quantity"),
        (replace(FOUR, lines=(OrderLine("t02", 101),)), "invalid-quantity"),
        (replace(FOUR, lines=()), "invalid"),
        (replace(FOUR, lines=FOUR.lines * 2), "invalid"),
        (replace(FOUR, phone="0671234567"), "invalid-phone"),
        (replace(FOUR, delivery=Delivery("balloon")), "unknown-delivery"),
        (replace(FOUR, delivery=Delivery("courier", "Львів")), "place-needed"),
        (replace(FOUR, delivery=Delivery("courier", "", "5")), "place-needed"),
    ],
)
async def test_it_refuses_what_makes_no_sense(
    shop: Shop, call_id: CallId, changed: OrderWish, reason: str
) -> None:
    async with shop() as (store, _):
        for _ in range(2):
            with pytest.raises(StoreRefused) as caught:
                await store.create_order(call_id, changed)
            assert caught.value.reason == reason
        assert list(await store.orders_of(call_id)) == []


async def test_what_nobody_knows_is_unknown(shop: Shop, call_id: CallId) -> None:
    async with shop() as (store, _):
        for wrong in ("000000", "../products", ""):
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.order(wrong)
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.confirm_order(call_id, wrong)
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.cancel_order(call_id, wrong)
            with pytest.raises(StoreRefused, match="unknown-product"):
                await store.product(wrong)
        assert list(await store.orders_of(new_call_id())) == []


async def test_the_last_pieces_are_sold_once(shop: Shop) -> None:
    two = replace(FOUR, lines=(OrderLine("t13", 3),))  # of four in stock
    async with shop() as (store, _):
        calls = [new_call_id(), new_call_id()]
        orders = [await store.create_order(call, two) for call in calls]
        await store.confirm_order(calls[0], orders[0].id)
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await store.confirm_order(calls[1], orders[1].id)
        await store.cancel_order(calls[0], orders[0].id)
        assert (await store.confirm_order(calls[1], orders[1].id)).binding
        await store.cancel_order(calls[1], orders[1].id)


async def test_a_lost_confirmation_is_found_again(shop: Shop, call_id: CallId) -> None:
    async with shop() as (store, trouble):
        order = await store.create_order(call_id, FOUR)
        before = await stock(store, "t02")
        await trouble.turn("lost")
        with pytest.raises(StoreUnavailable):
            await store.confirm_order(call_id, order.id)
        assert (await store.confirm_order(call_id, order.id)).state == "confirmed"
        assert await stock(store, "t02") == before - 4


async def test_a_lost_draft_and_a_lost_cancellation_are_found_again(
    shop: Shop, call_id: CallId
) -> None:
    async with shop() as (store, trouble):
        await trouble.turn("lost")
        with pytest.raises(StoreUnavailable):
            await store.create_order(call_id, FOUR)
        (draft,) = await store.orders_of(call_id)
        assert await store.create_order(call_id, FOUR) == draft
        await trouble.turn("lost")
        with pytest.raises(StoreUnavailable):
            await store.cancel_order(call_id, draft.id)
        assert (await store.order(draft.id)).state == "cancelled"
        assert (await store.cancel_order(call_id, draft.id)).state == "cancelled"


@pytest.mark.parametrize("kind", ["down", "page"])
async def test_a_broken_shop_is_unavailable(
    shop: Shop, call_id: CallId, kind: str
) -> None:
    async with shop() as (store, trouble):
        await trouble.turn(kind)
        with pytest.raises(StoreUnavailable):
            await store.create_order(call_id, FOUR)
