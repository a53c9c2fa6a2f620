"""The HTTP client's defences, on httpx's own transport mock and a virtual clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
import trio.testing

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline as inline
from callcore.store.breaker import FAILURES_TO_OPEN, OPEN_S
from callcore.store.client import HttpStore
from callcore.store.limits import LIMITS, MAX_RESPONSE_BYTES
from callcore.store.outbox import open_outbox
from callcore.store.port import OrderLine, StoreRefused, StoreUnavailable
from tests.callcore.store.conftest import http_store
from tests.kit.storeprocess import store_process

CALL = CallId("call-1")
LINES = [OrderLine("t01", 4)]
PHONE = "+380671234567"
NOTHING = httpx.Response(200, json={"products": []})
ORDER: dict[str, Any] = {
    "id": "123456",
    "state": "draft",
    "lines": [{"product_id": "t01", "quantity": 4}],
    "total_kopiykas": 1,
    "phone": PHONE,
    "name": "",
}
Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


def fresh(answer: httpx.Response) -> httpx.Response:
    """Return ``answer`` as it comes from a wire: not read yet."""
    stream = httpx.ByteStream(answer.content)
    return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


class Shop(httpx.AsyncBaseTransport):
    """Answers from a list; the last answer is repeated. Exceptions are raised."""

    def __init__(self, *answers: httpx.Response | Exception | float) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, float):
            await trio.sleep(answer)
            return fresh(NOTHING)
        if isinstance(answer, Exception):
            raise answer
        return fresh(answer)

    def keys(self) -> list[str]:
        return [request.headers["Idempotency-Key"] for request in self.requests]


@asynccontextmanager
async def using(
    shop: Shop, folder: Path, chance: Callable[[], float] = lambda: 0.0
) -> AsyncIterator[HttpStore]:
    async with open_outbox(folder / "outbox", inline, lambda: 1.8e9) as outbox:
        async with httpx.AsyncClient(
            base_url="http://shop", transport=shop, timeout=None
        ) as client:
            yield HttpStore(client, outbox, chance=chance)


def problem(status: int, code: str) -> httpx.Response:
    kind = {"Content-Type": "application/problem+json"}
    return httpx.Response(status, headers=kind, content=json.dumps({"code": code}))


def state(store: HttpStore) -> str:
    return store.breaker_state


async def test_every_retry_of_an_order_bears_the_same_key(tmp_path: Path) -> None:
    shop = Shop(
        httpx.ConnectError("refused"),
        httpx.Response(500),
        httpx.Response(201, json=ORDER),
    )
    async with using(shop, tmp_path) as store:
        order = await store.create_order(CALL, LINES, PHONE)
    assert order.id == "123456"
    assert len(shop.keys()) == 3
    assert len(set(shop.keys())) == 1
    bodies = {request.content for request in shop.requests}
    assert len(bodies) == 1


async def test_the_key_is_on_disk_before_the_first_byte_is_sent(tmp_path: Path) -> None:
    seen: list[bool] = []

    class Looking(Shop):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            key = request.headers["Idempotency-Key"]
            seen.append(key in (tmp_path / "outbox").read_text())
            return await super().handle_async_request(request)

    async with using(Looking(httpx.Response(201, json=ORDER)), tmp_path) as store:
        await store.create_order(CALL, LINES, PHONE)
    assert seen == [True]


async def test_the_key_survives_a_restart_of_the_process(tmp_path: Path) -> None:
    shop = Shop(httpx.ReadError("reset"))
    for _ in range(2):
        async with using(shop, tmp_path) as store:
            with pytest.raises(StoreUnavailable):
                await store.create_order(CALL, LINES, PHONE)
    assert len(shop.keys()) == 2 * LIMITS["orders"].attempts
    assert len(set(shop.keys())) == 1


async def test_no_key_on_disk_means_nothing_is_sent(
    tmp_path: Path, monkeypatch
) -> None:
    def fail(fd: int) -> None:
        raise OSError(28, "No space left on device")

    shop = Shop(httpx.Response(201, json=ORDER))
    async with using(shop, tmp_path) as store:
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fail)
            with pytest.raises(StoreUnavailable, match="outbox"):
                await store.create_order(CALL, LINES, PHONE)
    assert shop.requests == []


async def test_a_refusal_is_not_retried(tmp_path: Path) -> None:
    shop = Shop(problem(409, "out-of-stock"))
    async with using(shop, tmp_path) as store:
        with pytest.raises(StoreRefused, match="out-of-stock"):
            await store.create_order(CALL, LINES, PHONE)
        assert store.breaker_state == "closed"
    assert len(shop.requests) == 1


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
@pytest.mark.parametrize(
    ("answer", "reason", "attempts"),
    [
        (httpx.Response(200, text="<html>"), "malformed", 1),
        (httpx.Response(200, json={"products": 5}), "malformed", 1),
        (httpx.Response(404, text="<html>"), "http-404", 1),
        (problem(401, "token"), "http-401", 1),
        (httpx.Response(302, headers={"Location": "/"}), "http-302", 1),
        (httpx.Response(503), "http-503", 2),
        (httpx.Response(429), "http-429", 2),
        (httpx.ConnectError("refused"), "connect", 2),
        (httpx.RemoteProtocolError("garbage"), "connection", 2),
        (httpx.Response(200, content=b"x" * (MAX_RESPONSE_BYTES + 1)), "too-large", 1),
    ],
)
async def test_whatever_is_no_answer_is_unavailable(
    tmp_path: Path, answer: httpx.Response | Exception, reason: str, attempts: int
) -> None:
    shop = Shop(answer)
    async with using(shop, tmp_path) as store:
        with pytest.raises(StoreUnavailable) as caught:
            await store.search("tyres", "en")
    assert caught.value.reason == reason
    assert len(shop.requests) == attempts


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
async def test_a_compressed_answer_is_refused(tmp_path: Path) -> None:
    class Bomb(Shop):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            headers = {"Content-Encoding": "gzip"}
            stream = httpx.ByteStream(b"\x1f\x8b")
            return httpx.Response(200, headers=headers, stream=stream)

    async with using(Bomb(NOTHING), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="encoding"):
            await store.search("tyres", "en")


@pytest.mark.parametrize(
    "changed",
    [{"id": "other"}, {"state": "draft"}, {"state": "cancelled"}, {"id": None}],
)
async def test_only_the_confirmation_of_this_order_counts(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    answer = {**ORDER, "state": "confirmed", **changed}
    async with using(Shop(httpx.Response(200, json=answer)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.confirm_order(CALL, "123456")


async def test_an_order_with_other_lines_than_asked_is_malformed(
    tmp_path: Path,
) -> None:
    answer = {**ORDER, "lines": [{"product_id": "t01", "quantity": 5}]}
    async with using(Shop(httpx.Response(201, json=answer)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.create_order(CALL, LINES, PHONE)


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
            await store.create_order(CALL, LINES, PHONE)
    assert trio.current_time() <= LIMITS["orders"].total_s


async def test_pauses_grow_with_full_jitter(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with using(Shop(httpx.Response(500)), tmp_path, lambda: 0.5) as store:
        with pytest.raises(StoreUnavailable):
            await store.create_order(CALL, LINES, PHONE)
    assert trio.current_time() == pytest.approx(0.5 * (0.1 + 0.2))


async def test_the_breaker_spares_a_dead_shop_and_finds_it_again(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(httpx.Response(500))
    async with using(shop, tmp_path) as store:
        for _ in range(FAILURES_TO_OPEN):
            with pytest.raises(StoreUnavailable):
                await store.search("tyres", "en")
        assert state(store) == "open"
        asked = len(shop.requests)
        assert asked == FAILURES_TO_OPEN
        with pytest.raises(StoreUnavailable, match="breaker-open"):
            await store.search("tyres", "en")
        assert len(shop.requests) == asked
        await trio.sleep(OPEN_S)
        shop.answers = [NOTHING]
        await store.search("tyres", "en")
        assert state(store) == "closed"


async def test_a_cancelled_trial_does_not_lock_the_breaker(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    shop = Shop(httpx.Response(500))
    async with using(shop, tmp_path) as store:
        for _ in range(FAILURES_TO_OPEN):
            with pytest.raises(StoreUnavailable):
                await store.search("tyres", "en")
        await trio.sleep(OPEN_S)
        shop.answers = [1e6]
        with trio.move_on_after(0.1):
            await store.search("tyres", "en")
        shop.answers = [NOTHING]
        await store.search("tyres", "en")
        assert store.breaker_state == "closed"


async def test_slow_searches_leave_room_for_orders(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    class Half(Shop):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                await trio.sleep(1.5)
                return fresh(NOTHING)
            return fresh(httpx.Response(201, json=ORDER))

    async with using(Half(NOTHING), tmp_path) as store:
        async with trio.open_nursery() as nursery:
            for _ in range(2 * LIMITS["search"].at_once):
                nursery.start_soon(store.search, "tyres", "en")
            await trio.testing.wait_all_tasks_blocked()
            with trio.fail_after(0.1):
                await store.create_order(CALL, LINES, PHONE)


@pytest.mark.integration
async def test_a_killed_store_is_unavailable_and_comes_back_with_its_orders(
    tmp_path: Path,
) -> None:
    data = tmp_path / "store.sqlite"
    async with store_process(data) as process:
        async with http_store(process.url, tmp_path) as store:
            order = await store.create_order(CALL, LINES, PHONE)
            process.process.kill()
            await process.process.wait()
            with pytest.raises(StoreUnavailable):
                await store.confirm_order(CALL, order.id)
    async with store_process(data) as process:
        async with http_store(process.url, tmp_path) as store:
            assert (await store.confirm_order(CALL, order.id)).state == "confirmed"
            assert await store.create_order(CALL, LINES, PHONE) == order
        held = await process.orders_of(CALL)
    assert [one["state"] for one in held] == ["confirmed"]


@pytest.mark.integration
async def test_cancelling_a_request_leaves_the_pool_usable(tmp_path: Path) -> None:
    async with store_process() as process:
        async with http_store(process.url, tmp_path) as store:
            await process.trouble(hang=True)
            with trio.move_on_after(0.3):
                await store.search("tyres", "en")
            await process.trouble()
            assert len(await store.search("tyres", "en", limit=3)) == 3
