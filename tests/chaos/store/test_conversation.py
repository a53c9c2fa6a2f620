"""The real client and the reference store keep to the document, whatever they say."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
import trio.testing

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline as inline
from callcore.store.client import HttpStore
from callcore.store.contract import BrokenContract, store_contract
from callcore.store.outbox import open_outbox
from callcore.store.port import (
    Delivery,
    OrderLine,
    OrderWish,
    StoreRefused,
    StoreUnavailable,
)
from chaos.store.app import build_app
from chaos.store.database import Database
from chaos.store.products import catalogue
from tests.chaos.store.witness import URL, Witness, witnessed

CALL = CallId("0198f3c2-7b1d-7c3e-9f00-2a6d5e4b1c01")
PHONE = "+380671234567"
FOUR = (OrderLine("t02", 4),)
PICKUP = Delivery("pickup")
SENT = Delivery("nova-poshta", "Львів", "відділення 5")


@asynccontextmanager
async def talking(folder: Path) -> AsyncGenerator[tuple[HttpStore, Witness], None]:
    """Open a client of a fresh store, every request of which is compared too."""
    with closing(Database(":memory:", catalogue())) as database:
        witness = Witness(build_app(database, chaos=True), strict=True)
        async with open_outbox(folder / "outbox", inline, lambda: 1.8e9) as outbox:
            async with witnessed(witness) as client:
                yield HttpStore(client, outbox, chance=lambda: 0.0), witness


async def test_whatever_the_client_asks_is_in_the_document(tmp_path: Path) -> None:
    async with talking(tmp_path) as (store, witness):
        assert [one.id for one in await store.search("зимові 205 55 16", "uk")]
        await store.search("x" * 1000 + "\x00", "en", limit=1000)
        assert len(await store.catalogue()) == len(catalogue())
        assert (await store.product("t02")).stock == 32
        assert (await store.delivery_options("Львів" * 100))[0].default
        wish = OrderWish((*FOUR, OrderLine("o05", 1)), PHONE, SENT, "Олена\nКоваль")
        draft = await store.create_order(CALL, wish)
        assert await store.orders_of(CALL) == [draft]
        assert (await store.confirm_order(CALL, draft.id)).state == "confirmed"
        assert (await store.order(draft.id)).binding
        assert (await store.cancel_order(CALL, draft.id)).state == "cancelled"
    asked = {name for name, _ in witness.seen}
    assert asked == set(store_contract().operations) - {"health"}


async def test_whatever_is_refused_is_refused_as_in_the_document(
    tmp_path: Path,
) -> None:
    sold_out = OrderWish((OrderLine("t37", 1),), PHONE, PICKUP)
    async with talking(tmp_path) as (store, witness):
        with pytest.raises(StoreRefused, match="unknown-product"):
            await store.product("x1")
        with pytest.raises(StoreRefused, match="unknown-order"):
            await store.order("1")
        with pytest.raises(StoreRefused, match="unknown-order"):
            await store.confirm_order(CALL, "1")
        with pytest.raises(StoreRefused, match="unknown-order"):
            await store.cancel_order(CALL, "1")
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await store.create_order(CALL, sold_out)
    assert {status for _, status in witness.seen} == {404, 409}


@pytest.mark.parametrize(
    ("knob", "reason"),
    [("rate_limited", "http-429"), ("error_rate", "http-500")],
)
async def test_the_client_is_told_of_trouble_as_in_the_document(
    knob: str,
    reason: str,
    tmp_path: Path,
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with talking(tmp_path) as (store, witness):
        async with httpx.AsyncClient(base_url=URL, transport=witness.unwatched) as side:
            value = 1 if knob == "error_rate" else True
            await side.put("/faults", json={knob: value})
        with pytest.raises(StoreUnavailable) as caught:
            await store.order("412345")
        assert caught.value.reason == reason


async def test_the_witness_hears_a_client_that_says_something_else() -> None:
    with closing(Database(":memory:", catalogue())) as database:
        witness = Witness(build_app(database), strict=True)
        async with witnessed(witness) as client:
            with pytest.raises(BrokenContract, match="unknown parameter"):
                await client.get("/products?q=tyres")
