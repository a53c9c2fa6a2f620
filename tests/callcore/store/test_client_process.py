"""The client against the reference store as a process: its faults, its death, its pool."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import trio

from callcore.shared.ids import CallId, new_call_id
from callcore.store.breaker import FAILURES_TO_OPEN
from callcore.store.limits import LIMITS
from callcore.store.port import Store, StoreRefused, StoreUnavailable
from tests.callcore.store.conftest import http_store
from tests.callcore.store.shopwire import WISH
from tests.kit.storeprocess import RunningStore, shared_store, store_process

pytestmark = pytest.mark.integration

IN_TIME_S: Final = 60.0  # whatever happens, and however busy the machine is
Asked = Callable[[Store, CallId], Awaitable[object]]


@pytest.fixture(scope="module")
def process() -> Iterator[RunningStore]:
    with shared_store() as running:
        yield running


async def search(store: Store, call_id: CallId) -> object:
    return await store.search("tyres", "en")


async def catalogue(store: Store, call_id: CallId) -> object:
    return await store.catalogue()


async def product(store: Store, call_id: CallId) -> object:
    return await store.product("t01")


async def delivery(store: Store, call_id: CallId) -> object:
    return await store.delivery_options()


async def create(store: Store, call_id: CallId) -> object:
    return await store.create_order(call_id, WISH)


async def orders_of(store: Store, call_id: CallId) -> object:
    return await store.orders_of(call_id)


ALL: Final[tuple[Asked, ...]] = (search, product, delivery, create, orders_of)


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
@pytest.mark.parametrize("asked", ALL)
@pytest.mark.parametrize(
    ("knobs", "reasons"),
    [
        ({"html": True}, {"not-json"}),
        ({"error_body": True}, {"malformed"}),
        ({"wrong_schema": True}, {"malformed"}),
        ({"big": True}, {"too-large"}),
        ({"half": True}, {"connection"}),
        ({"rate_limited": True}, {"http-429"}),
        ({"error_rate": 1.0}, {"http-500", "breaker-open"}),
        ({"lose_replies": 9}, {"http-502", "breaker-open"}),
    ],
)
async def test_each_nasty_answer_has_its_word(
    process: RunningStore,
    tmp_path: Path,
    asked: Asked,
    knobs: dict[str, Any],
    reasons: set[str],
) -> None:
    await process.trouble(**knobs)
    async with http_store(process.url, tmp_path) as store:
        with trio.fail_after(IN_TIME_S):
            with pytest.raises(StoreUnavailable) as caught:
                await asked(store, new_call_id())
        assert caught.value.reason in reasons
        await process.trouble()
        with trio.fail_after(IN_TIME_S):
            assert await asked(store, new_call_id()) is not None


@pytest.mark.parametrize("asked", [search, catalogue, product])
@pytest.mark.parametrize("knob", ["negative_stock", "string_prices"])
async def test_products_that_make_no_sense_are_not_sold(
    process: RunningStore, tmp_path: Path, asked: Asked, knob: str
) -> None:
    await process.trouble(**{knob: True})
    async with http_store(process.url, tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await asked(store, new_call_id())
    await process.trouble()


async def test_a_price_as_a_string_is_no_order(
    process: RunningStore, tmp_path: Path
) -> None:
    await process.trouble(string_prices=True)
    async with http_store(process.url, tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await create(store, new_call_id())
    await process.trouble()


async def test_ids_that_are_there_twice_are_no_answer_or_left_out(
    process: RunningStore, tmp_path: Path
) -> None:
    call_id = new_call_id()
    async with http_store(process.url, tmp_path) as store:
        whole = {one.id for one in await store.search("tyres", "en", limit=50)}
        await create(store, call_id)
        await process.trouble(duplicate_ids=True)
        found = await store.search("tyres", "en", limit=50)
        assert {one.id for one in found} < whole
        assert len({one.id for one in found}) == len(found)
        assert store.counts["search", "left-out"] > 0
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.orders_of(call_id)
    await process.trouble()


async def test_what_hangs_is_given_up_in_time_and_the_others_answer(
    process: RunningStore, tmp_path: Path
) -> None:
    await process.trouble(hang=True, only=["orders"])
    async with http_store(process.url, tmp_path, limits=LIMITS) as store:
        started_s = trio.current_time()
        with trio.fail_after(IN_TIME_S):
            with pytest.raises(StoreUnavailable, match=r"timeout|deadline"):
                await create(store, new_call_id())
            taken_s = trio.current_time() - started_s
            await search(store, new_call_id())
        assert taken_s >= LIMITS["orders"].attempt_s
        assert store.counts["search", "failure"] == 0
    await process.trouble()


async def test_a_killed_store_is_unavailable_and_comes_back_with_its_orders(
    tmp_path: Path,
) -> None:
    data, call_id = tmp_path / "store.sqlite", new_call_id()
    async with store_process(data) as process:
        async with http_store(process.url, tmp_path) as store:
            order = await store.create_order(call_id, WISH)
            process.process.kill()
            await process.process.wait()
            with pytest.raises(StoreUnavailable):
                await store.confirm_order(call_id, order.id)
    async with store_process(data) as process:
        async with http_store(process.url, tmp_path) as store:
            assert (await store.confirm_order(call_id, order.id)).state == "confirmed"
            assert await store.create_order(call_id, WISH) == order
        held = await process.orders_of(call_id)
    assert [one["state"] for one in held] == ["confirmed"]


async def test_cancelling_a_request_leaves_the_pool_usable(
    process: RunningStore, tmp_path: Path
) -> None:
    async with http_store(process.url, tmp_path) as store:
        await process.trouble(hang=True)
        with trio.move_on_after(0.3):
            await store.search("tyres", "en")
        await process.trouble()
        assert len(await store.search("tyres", "en", limit=3)) == 3


async def test_searches_keep_their_connection_while_every_order_hangs(
    tmp_path: Path,
) -> None:
    """Httpcore counts busy connections among those it may keep: see ``pool_limits``."""
    shop = HalfHungShop()
    async with trio.open_nursery() as nursery:
        listeners: list[trio.SocketListener] = await nursery.start(shop.serve)
        url = f"http://127.0.0.1:{listeners[0].socket.getsockname()[1]}"
        async with http_store(url, tmp_path) as store:
            async with trio.open_nursery() as callers:
                for number in range(LIMITS["orders"].at_once):
                    callers.start_soon(give_up, store, CallId(f"call-{number}"))
                with trio.fail_after(IN_TIME_S):
                    await shop.wait_hung(LIMITS["orders"].at_once)
                    hung = shop.connections
                    for _ in range(5):
                        await store.search("tyres", "en")
                assert shop.connections == hung + 1
                callers.cancel_scope.cancel(reason="seen")
        nursery.cancel_scope.cancel(reason="seen")


async def give_up(store: Store, call_id: CallId) -> None:
    with trio.move_on_after(IN_TIME_S):
        await store.create_order(call_id, WISH)


class HalfHungShop:
    """Answers searches, never orders; counts its connections."""

    def __init__(self) -> None:
        self.connections = 0
        self.hung = 0
        self._more = trio.Event()

    async def serve(
        self, *, task_status: trio.TaskStatus[list[trio.SocketListener]]
    ) -> None:
        await trio.serve_tcp(self.answer, 0, host="127.0.0.1", task_status=task_status)

    async def wait_hung(self, orders: int) -> None:
        while self.hung < orders:
            self._more = trio.Event()
            await self._more.wait()

    async def answer(self, stream: trio.SocketStream) -> None:
        self.connections += 1
        async for asked in stream:
            if asked.startswith(b"POST"):
                self.hung += 1
                self._more.set()
                await trio.sleep_forever()
            await stream.send_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                b'Content-Length: 16\r\n\r\n{"products": []}'
            )


async def test_a_shop_that_limits_the_rate_is_asked_again_when_it_says(
    process: RunningStore, tmp_path: Path
) -> None:
    retried = trio.Event()

    def note(group: str, what: str) -> None:
        if what == "retry":
            retried.set()

    async with http_store(process.url, tmp_path, note=note) as store:
        await process.trouble(rate_limited=True, only=["search"])
        with trio.fail_after(IN_TIME_S):
            async with trio.open_nursery() as nursery:
                for _ in range(FAILURES_TO_OPEN):
                    nursery.start_soon(search, store, CallId("call-1"))
                await retried.wait()  # told to come back in a second
                await process.trouble()
        assert store.counts["search", "retry"] == FAILURES_TO_OPEN
        assert store.counts["search", "failure"] == 0
        assert store.breaker_state("search") == "closed"


async def test_the_wire_holds_what_the_contract_says(
    process: RunningStore, tmp_path: Path
) -> None:
    """A refusal of the store is one of the client, with the same word."""
    async with http_store(process.url, tmp_path) as store:
        with pytest.raises(StoreRefused, match="unknown-product"):
            await store.product("nothing")
        with pytest.raises(StoreRefused, match="unknown-order"):
            await store.order("000000")
