from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
import trio
import trio.testing
from quart_trio import QuartTrio

from callcore.store.contract import store_contract
from callcore.store.memory import GROUP_OF
from chaos.store.app import MAX_BODY_BYTES, build_app
from chaos.store.database import Database
from chaos.store.problem import CONTENT_TYPE
from chaos.store.products import catalogue

KEY = {"Idempotency-Key": "0123456789"}
ORDER: dict[str, Any] = {
    "call_id": "call-1",
    "lines": [{"product_id": "t02", "quantity": 4}],
    "phone": "+380671234567",
    "name": "",
    "delivery": {"option_id": "pickup"},
}


async def test_health_answers(app: QuartTrio) -> None:
    answer = await app.test_client().get("/health")
    assert (answer.status_code, await answer.get_json()) == (200, {"status": "ok"})


async def test_products_are_searched_or_all(app: QuartTrio) -> None:
    client = app.test_client()
    asked = {"query": "зимові 205 55 16", "language": "uk", "limit": "2"}
    found = await client.get("/products", query_string=asked)
    assert len((await found.get_json())["products"]) == 2
    everything = await client.get("/products")
    assert len((await everything.get_json())["products"]) == len(catalogue())


async def test_an_order_goes_from_draft_to_confirmed(app: QuartTrio) -> None:
    client = app.test_client()
    made = await client.post("/orders", json=ORDER, headers=KEY)
    assert made.status_code == 201
    order = await made.get_json()
    assert (order["state"], order["total_kopiykas"]) == ("draft", 1_860_000)
    path = f"/orders/{order['id']}"
    confirmed = await client.post(f"{path}/confirm", json={}, headers=KEY | {
        "Idempotency-Key": "confirm-0001"
    })  # fmt: skip
    assert (await confirmed.get_json())["state"] == "confirmed"
    assert (await (await client.get(path)).get_json())["state"] == "confirmed"
    cancelled = await client.delete(path, headers={"Idempotency-Key": "cancel-0001"})
    assert (await cancelled.get_json())["state"] == "cancelled"
    listed = await client.get("/orders?call_id=call-1")
    assert [o["id"] for o in (await listed.get_json())["orders"]] == [order["id"]]


async def test_the_same_key_and_body_give_the_same_answer(app: QuartTrio) -> None:
    client = app.test_client()
    answers = [await client.post("/orders", json=ORDER, headers=KEY) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {201}
    assert await answers[0].get_data() == await answers[1].get_data()


async def test_the_same_key_with_another_body_is_refused(app: QuartTrio) -> None:
    client = app.test_client()
    await client.post("/orders", json=ORDER, headers=KEY)
    answer = await client.post("/orders", json={**ORDER, "name": "x"}, headers=KEY)
    assert answer.status_code == 422
    assert (await answer.get_json(force=True))["code"] == "idempotency-key-reused"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "code"),
    [
        ("POST", "/orders", {}, b"{}", 422, "invalid"),
        ("POST", "/orders", KEY, b"not json", 400, "not-json"),
        ("POST", "/orders/123456/confirm", {}, b"", 400, "idempotency-key-required"),
        ("POST", "/orders/123456/confirm", KEY, b"", 404, "unknown-order"),
        ("GET", "/orders/123456", {}, b"", 404, "unknown-order"),
        ("GET", "/nothing", {}, b"", 404, "not-found"),
        ("DELETE", "/orders", {}, b"", 405, "method-not-allowed"),
        ("PUT", "/faults", {}, b"not json", 400, "bad-request"),
        ("PUT", "/orders/123456/state", {}, b"", 400, "not-json"),
        ("POST", "/orders", KEY, b"x" * (MAX_BODY_BYTES + 1), 413,
         "request-entity-too-large"),
    ],
)  # fmt: skip
async def test_every_error_is_a_problem_document(
    app: QuartTrio,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    code: str,
) -> None:
    asking = getattr(app.test_client(), method.lower())
    answer = await asking(path, headers=headers, data=body)
    assert answer.status_code == status
    assert answer.content_type == CONTENT_TYPE
    assert (await answer.get_json(force=True))["code"] == code


async def test_a_key_belongs_to_one_method_and_path(app: QuartTrio) -> None:
    client = app.test_client()
    made = await client.post("/orders", json=ORDER, headers=KEY)
    path = f"/orders/{(await made.get_json())['id']}"
    for answer in (
        await client.delete(path, headers=KEY),
        await client.post(f"{path}/confirm", json=ORDER, headers=KEY),
    ):
        assert answer.status_code == 422
    assert (await (await client.get(path)).get_json())["state"] == "draft"


async def test_requests_with_one_key_at_the_same_time_are_one(app: QuartTrio) -> None:
    bodies: list[bytes | str] = []

    async def ask() -> None:
        answer = await app.test_client().post("/orders", json=ORDER, headers=KEY)
        bodies.append(await answer.get_data())

    async with trio.open_nursery() as nursery:
        for _ in range(8):
            nursery.start_soon(ask)
    assert len(bodies) == 8
    assert len(set(bodies)) == 1


async def test_orders_of_the_past_can_be_planted(app: QuartTrio) -> None:
    client = app.test_client()
    old = {**ORDER, "id": "412345", "state": "shipped"}
    assert (await client.post("/orders/seed", json=old)).status_code == 201
    again = await client.post("/orders/seed", json=old)
    assert again.status_code == 409
    assert again.content_type == CONTENT_TYPE
    moved = await client.put("/orders/412345/state", json={"state": "delivered"})
    assert (await moved.get_json())["state"] == "delivered"


async def test_what_is_for_tests_is_closed_without_chaos() -> None:
    with closing(Database(":memory:", catalogue())) as database:
        client = build_app(database).test_client()
        assert (await client.put("/faults", json={})).status_code == 404
        assert (await client.post("/orders/seed", json={})).status_code == 405
        state = await client.put("/orders/1/state", json={"state": "draft"})
        assert state.status_code == 404


async def test_a_token_is_asked_for_but_not_at_the_open_doors() -> None:
    with closing(Database(":memory:", catalogue())) as database:
        client = build_app(database, chaos=True, token="right").test_client()
        for path, status in (
            ("/health", 200),
            ("/openapi.yaml", 200),
            ("/products", 401),
        ):
            assert (await client.get(path)).status_code == status
        assert (await client.put("/faults", json={})).status_code == 200
        known = {"Authorization": "Bearer right"}
        assert (await client.get("/products", headers=known)).status_code == 200
        assert (await client.get("/nothing")).status_code == 401


async def test_who_comes_too_often_is_told_when_to_come_back(
    autojump_clock: trio.testing.MockClock,
) -> None:
    with closing(Database(":memory:", catalogue())) as database:
        client = build_app(database, rate=2).test_client()
        statuses = [(await client.get("/orders/1")).status_code for _ in range(3)]
        assert statuses == [404, 404, 429]
        refused = await client.get("/orders/1")
        await trio.sleep(float(refused.headers["Retry-After"]))
        assert (await client.get("/orders/1")).status_code == 404
        assert (await client.get("/health")).status_code == 200


def test_faults_and_limits_know_the_same_operations() -> None:
    asked = set(store_contract().operations) - {"health"}
    assert asked | {"catalogue"} == set(GROUP_OF)
