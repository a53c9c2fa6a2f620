"""The HTTP client's defences, on a transport of ours and a virtual clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs

import httpx
import pytest
import trio
import trio.testing

from callcore.shared.ids import CallId
from callcore.shared.offload import OneThread
from callcore.store.breaker import FAILURES_TO_OPEN, OPEN_S
from callcore.store.client import HttpStore, pool_limits
from callcore.store.limits import LIMITS
from callcore.store.port import Delivery, OrderLine, StoreRefused, StoreUnavailable
from chaos.store.products import catalogue
from tests.callcore.store.shopwire import (
    CALL,
    NOTHING,
    ORDER,
    WISH,
    Shop,
    fresh,
    problem,
    told,
    using,
)

T = TypeVar("T")
DRAFT = told(ORDER, 201)


async def test_every_retry_of_an_order_bears_the_same_key(tmp_path: Path) -> None:
    shop = Shop(httpx.ConnectError("refused"), httpx.Response(500), DRAFT)
    async with using(shop, tmp_path) as store:
        order = await store.create_order(CALL, WISH)
        assert store.counts["orders", "retry"] == 2
    assert order.id == "123456"
    assert len(shop.keys()) == 3
    assert set(shop.keys()) == {order.key}
    bodies = {request.content for request in shop.requests}
    assert len(bodies) == 1


async def test_the_order_of_lines_changes_neither_key_nor_body(tmp_path: Path) -> None:
    lines = (OrderLine("t02", 1), OrderLine("t01", 4))
    shop = Shop(httpx.ReadError("reset"))
    async with using(shop, tmp_path) as store:
        for turned in (lines, lines[::-1]):
            with pytest.raises(StoreUnavailable) as failed:
                await store.create_order(CALL, replace(WISH, lines=turned))
    assert set(shop.keys()) == {failed.value.key}
    assert len({request.content for request in shop.requests}) == 1


async def test_the_key_is_on_disk_before_the_first_byte_is_sent(tmp_path: Path) -> None:
    seen: list[bool] = []

    class Looking(Shop):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            key = request.headers["Idempotency-Key"]
            seen.append(key in (tmp_path / "outbox.jsonl").read_text())
            return await super().handle_async_request(request)

    answers = [
        DRAFT,
        told({**ORDER, "state": "confirmed"}),
        told({**ORDER, "state": "cancelled"}),
    ]
    async with using(Looking(*answers), tmp_path) as store:
        await store.create_order(CALL, WISH)
        await store.confirm_order(CALL, "123456")
        await store.cancel_order(CALL, "123456")
    assert seen == [True] * 3


async def test_the_key_survives_a_restart_of_the_process(tmp_path: Path) -> None:
    shop = Shop(httpx.ReadError("reset"))
    for _ in range(2):
        async with using(shop, tmp_path) as store:
            with pytest.raises(StoreUnavailable):
                await store.create_order(CALL, WISH)
    assert len(shop.keys()) == 2 * LIMITS["orders"].attempts
    assert len(set(shop.keys())) == 1


async def test_no_key_on_disk_means_nothing_is_sent(
    tmp_path: Path, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    shop = Shop(DRAFT)
    async with using(shop, tmp_path) as store:
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fail)
            with pytest.raises(StoreUnavailable, match="outbox"):
                await store.create_order(CALL, WISH)
    assert shop.requests == []


async def test_while_the_breaker_is_open_a_draft_leaves_no_key_and_a_yes_does(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(httpx.Response(500))
    path = tmp_path / "outbox.jsonl"
    async with using(shop, tmp_path) as store:
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await store.create_order(CALL, WISH)
        assert store.breaker_state("orders") == "open"
        asked, written = len(shop.requests), path.read_bytes()
        with pytest.raises(StoreUnavailable, match="breaker-open"):
            await store.create_order(CALL, replace(WISH, name="Олена"))
        assert path.read_bytes() == written
        with pytest.raises(StoreUnavailable, match="breaker-open"):
            await store.confirm_order(CALL, "123456")
        with pytest.raises(StoreUnavailable, match="breaker-open"):
            await store.cancel_order(CALL, "123456")
        added = path.read_bytes().removeprefix(written)
    assert len(shop.requests) == asked
    assert added.count(b"\n") == 2
    assert b'"confirm"' in added
    assert b'"cancel"' in added


async def test_a_refusal_is_not_retried_and_spends_the_key(tmp_path: Path) -> None:
    shop = Shop(problem(409, "out-of-stock"))
    async with using(shop, tmp_path) as store:
        for _ in range(2):
            with pytest.raises(StoreRefused, match="out-of-stock"):
                await store.create_order(CALL, WISH)
        assert store.breaker_state("orders") == "closed"
        assert store.counts["orders", "refused"] == 2
    assert len(set(shop.keys())) == len(shop.requests) == 2


async def test_after_a_cancelled_draft_the_same_wish_is_a_new_order(
    tmp_path: Path,
) -> None:
    cancelled = told({**ORDER, "state": "cancelled"})
    shop = Shop(DRAFT, cancelled, told({**ORDER, "id": "654321"}, 201))
    async with using(shop, tmp_path) as store:
        await store.create_order(CALL, WISH)
        assert (await store.cancel_order(CALL, "123456")).state == "cancelled"
        assert (await store.create_order(CALL, WISH)).id == "654321"
    assert len(set(shop.keys())) == 3


async def test_what_cannot_be_an_id_is_unknown_and_never_asked(tmp_path: Path) -> None:
    shop = Shop(NOTHING)
    async with using(shop, tmp_path) as store:
        for wrong in ("../orders", "", "a b", "\ud800"):
            for asked in (store.product(wrong), store.order(wrong)):
                with pytest.raises(StoreRefused, match="unknown-"):
                    await asked
            with pytest.raises(StoreRefused, match="unknown-order"):
                await store.cancel_order(CALL, wrong)
    assert shop.requests == []


async def test_a_wish_without_lines_or_with_one_product_twice_is_not_sent(
    tmp_path: Path,
) -> None:
    shop = Shop(DRAFT)
    async with using(shop, tmp_path) as store:
        for lines in ((), WISH.lines * 2):
            with pytest.raises(StoreRefused, match="invalid"):
                await store.create_order(CALL, replace(WISH, lines=lines))
    assert shop.requests == []


async def test_what_no_shop_can_store_is_not_sent(tmp_path: Path) -> None:
    delivery = Delivery("pickup", "Ки\x00їв", "5\ud83d")
    shop = Shop(NOTHING, told({"options": []}), DRAFT)
    async with using(shop, tmp_path) as store:
        await store.search("шини \udc00" + "x" * 1000, "uk")
        await store.delivery_options("Льв\ud800ів")
        await store.create_order(CALL, replace(WISH, delivery=delivery, name="О\x07"))
    query = parse_qs(shop.requests[0].url.query.decode())["query"][0]
    assert query.startswith("шини  xxx")
    assert len(query) == 200
    body = json.loads(shop.requests[2].content)
    assert body["delivery"] == {"option_id": "pickup", "city": "Ки їв", "place": "5 "}
    assert body["name"] == "О "


async def test_a_slow_attempt_is_given_up_and_the_next_one_helps(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(1e6, NOTHING)
    async with using(shop, tmp_path) as store:
        assert list(await store.search("tyres", "en")) == []
    assert trio.current_time() == pytest.approx(LIMITS["search"].attempt_s)


async def test_an_operation_ends_within_its_deadline(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with using(Shop(1e6), tmp_path, chance=lambda: 1.0) as store:
        with pytest.raises(StoreUnavailable):
            await store.create_order(CALL, WISH)
    assert trio.current_time() <= LIMITS["orders"].total_s


async def test_a_disk_that_hangs_is_within_the_deadline_too(
    tmp_path: Path, autojump_clock: trio.testing.MockClock, monkeypatch
) -> None:
    async def hang(*_: object) -> str:
        await trio.sleep_forever()
        raise AssertionError

    shop = Shop(DRAFT)
    async with using(shop, tmp_path) as store:
        monkeypatch.setattr(store._outbox, "key_of", hang)
        with pytest.raises(StoreUnavailable, match="deadline"):
            await store.create_order(CALL, WISH)
    assert trio.current_time() == pytest.approx(LIMITS["orders"].total_s)
    assert shop.requests == []


async def test_each_group_has_a_breaker_of_its_own(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(httpx.Response(500))
    async with using(shop, tmp_path) as store:
        await fail_until_open(store)
        asked = len(shop.requests)
        assert asked == FAILURES_TO_OPEN
        with pytest.raises(StoreUnavailable, match="breaker-open"):
            await store.search("tyres", "en")
        assert len(shop.requests) == asked
        assert store.counts["search", "short-circuit"]
        shop.answers = [DRAFT]
        await store.create_order(CALL, WISH)
        assert store.breaker_state("orders") == "closed"
        assert store.breaker_state("search") == "open"
        await trio.sleep(OPEN_S)
        shop.answers = [NOTHING]
        await store.search("tyres", "en")
        assert store.breaker_state("search") == "closed"


async def fail_until_open(store: HttpStore) -> None:
    while store.breaker_state("search") != "open":
        with pytest.raises(StoreUnavailable):
            await store.search("tyres", "en")


async def test_a_cancelled_trial_does_not_lock_the_breaker(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(httpx.Response(500))
    async with using(shop, tmp_path) as store:
        await fail_until_open(store)
        await trio.sleep(OPEN_S)
        shop.answers = [1e6]
        with trio.move_on_after(0.1):
            await store.search("tyres", "en")
        shop.answers = [NOTHING]
        await store.search("tyres", "en")
        assert store.breaker_state("search") == "closed"


async def test_what_happened_is_told_to_whoever_counts(tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []

    def note(group: str, what: str) -> None:
        heard.append((group, what))

    shop = Shop(httpx.Response(500), NOTHING)
    async with using(shop, tmp_path, note=note) as store:
        await store.search("tyres", "en")
    assert heard == [("search", w) for w in ("request", "retry", "request")]


async def test_slow_searches_leave_room_for_orders(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    class Half(Shop):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                await trio.sleep(1.5)
                return fresh(NOTHING)
            return fresh(DRAFT)

    async with using(Half(NOTHING), tmp_path) as store:
        async with trio.open_nursery() as nursery:
            for _ in range(2 * LIMITS["search"].at_once):
                nursery.start_soon(store.search, "tyres", "en")
            await trio.testing.wait_all_tasks_blocked()
            with trio.fail_after(0.1):
                await store.create_order(CallId("call-1"), WISH)


async def test_a_long_answer_is_parsed_beside_the_loop_and_a_short_one_in_it(
    tmp_path: Path,
) -> None:
    beside: list[object] = []

    class Counted(OneThread):
        async def __call__(self, work: Callable[[], T], /) -> T:
            beside.append(work)
            return await super().__call__(work)

    many = [asdict(replace(catalogue()[0], id=f"p{n}")) for n in range(2000)]
    shop = Shop(told({"products": many[:20]}), told({"products": many}))
    async with using(shop, tmp_path) as store:
        store._beside = Counted()
        assert len(await store.catalogue()) == 20
        assert not beside
        assert len(await store.catalogue()) == 2000
        assert len(beside) == 1


def test_the_pool_has_a_connection_for_every_place_and_may_keep_it() -> None:
    limits = pool_limits(LIMITS)
    places = sum(limit.at_once for limit in LIMITS.values())
    assert limits.max_connections == limits.max_keepalive_connections == places
