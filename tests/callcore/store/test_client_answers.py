"""Answers that make no sense, and what the client makes of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from callcore.shared.ids import CallId
from callcore.store.limits import MAX_RESPONSE_BYTES
from callcore.store.memory import OPTIONS
from callcore.store.port import StoreUnavailable
from chaos.store.products import catalogue
from tests.callcore.store.shopwire import (
    CALL,
    ORDER,
    PHONE,
    WISH,
    Answer,
    Shop,
    problem,
    told,
    using,
)

T01 = asdict(catalogue()[0])
BIG = httpx.Response(
    200, headers={"Content-Type": "application/json"}, content=b" " * 10_000_000
)


@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")  # httpx's own
@pytest.mark.parametrize(
    ("answer", "reason", "attempts"),
    [
        (httpx.Response(200, html="<html>"), "not-json", 1),
        (httpx.Response(200, text="{}"), "not-json", 1),
        (httpx.Response(204), "http-204", 1),
        (told({"error": "internal"}), "malformed", 1),
        (problem(200, "internal"), "malformed", 1),
        (told({"products": 5}), "malformed", 1),
        (httpx.Response(404, text="<html>"), "http-404", 1),
        (problem(401, "token"), "http-401", 1),
        (httpx.Response(302, headers={"Location": "/"}), "http-302", 1),
        (httpx.Response(503), "http-503", 2),
        (httpx.Response(500, content=b"x" * MAX_RESPONSE_BYTES * 2), "http-500", 2),
        (problem(429, "rate-limited"), "http-429", 2),
        (httpx.ConnectError("refused"), "connect", 2),
        (httpx.RemoteProtocolError("garbage"), "connection", 2),
        (BIG, "too-large", 1),
    ],
)
async def test_whatever_is_no_answer_is_unavailable(
    tmp_path: Path, answer: Answer, reason: str, attempts: int
) -> None:
    shop = Shop(answer)
    async with using(shop, tmp_path) as store:
        with pytest.raises(StoreUnavailable) as caught:
            await store.search("tyres", "en")
        assert store.counts["search", "failure"] == 1
    assert caught.value.reason == reason
    assert len(shop.requests) == attempts


async def test_nothing_of_an_answer_or_a_vendor_hangs_on_the_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers: tuple[Answer, ...] = (
        httpx.RemoteProtocolError(f"illegal header line: {PHONE}"),
        httpx.Response(200, content=f'"{PHONE}'.encode()),
        told({**ORDER, "state": PHONE}, 201),
    )
    for number, answer in enumerate(answers):
        (tmp_path / str(number)).mkdir()
        async with using(Shop(answer), tmp_path / str(number)) as store:
            with pytest.raises(StoreUnavailable) as caught:
                await store.create_order(CALL, WISH)
        assert caught.value.__suppress_context__
        assert PHONE[1:] not in repr(caught.value)
    assert len(caplog.records) == 3
    assert PHONE[1:] not in str([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "other"},
        {"state": "draft"},
        {"state": "cancelled"},
        {"id": None},
        {"total_kopiykas": 1},
    ],
)
async def test_only_the_confirmation_of_this_order_counts(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    answer = {**ORDER, "state": "confirmed", **changed}
    async with using(Shop(told(answer)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.confirm_order(CALL, "123456")


async def test_a_confirmation_that_is_repeated_late_may_be_packed_already(
    tmp_path: Path,
) -> None:
    async with using(Shop(told({**ORDER, "state": "packed"})), tmp_path) as store:
        assert (await store.confirm_order(CALL, "123456")).binding


@pytest.mark.parametrize("changed", [{"id": "other"}, {"state": "confirmed"}])
async def test_only_the_cancellation_of_this_order_counts(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    answer = {**ORDER, "state": "cancelled", **changed}
    async with using(Shop(told(answer)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.cancel_order(CALL, "123456")


LINE = {"product_id": "t01", "quantity": 4, "unit_kopiykas": 389_000}


@pytest.mark.parametrize(
    "changed",
    [
        {"lines": [{**LINE, "quantity": 5}], "total_kopiykas": 5 * 389_000},
        {"lines": [LINE, {**LINE, "product_id": "t02"}], "total_kopiykas": 3_112_000},
        {"phone": "+380500000000"},
        {"call_id": "call-2"},
        {"delivery": {"option_id": "courier", "city": "", "place": ""}},
    ],
)
async def test_an_order_other_than_asked_is_malformed(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    async with using(Shop(told({**ORDER, **changed}, 201)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.create_order(CALL, WISH)


async def test_another_product_or_order_than_asked_is_malformed(
    tmp_path: Path,
) -> None:
    async with using(Shop(told(T01), told(ORDER)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.product("t02")
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.order("654321")


async def test_strangers_orders_are_never_those_of_the_call(tmp_path: Path) -> None:
    everyones = {"orders": [ORDER, {**ORDER, "id": "2", "call_id": "call-2"}]}
    async with using(Shop(told(everyones)), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.orders_of(CALL)
    async with using(Shop(told({"orders": [ORDER]})), tmp_path) as store:
        with pytest.raises(StoreUnavailable, match="malformed"):
            await store.orders_of(CallId("call-2"))


async def test_bad_items_of_a_list_are_left_out_and_counted(tmp_path: Path) -> None:
    products = [T01, {**T01, "id": "t02", "stock": -1}]
    options = [asdict(OPTIONS[0]), {"id": "boat"}]
    shop = Shop(told({"products": products}), told({"options": options}))
    async with using(shop, tmp_path) as store:
        assert [one.id for one in await store.catalogue()] == ["t01"]
        assert [one.id for one in await store.delivery_options("Київ")] == ["pickup"]
        assert store.counts["catalogue", "left-out"] == 1
        assert store.counts["delivery", "left-out"] == 1
