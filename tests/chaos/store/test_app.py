from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from quart_trio import QuartTrio

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


@pytest.mark.parametrize("limit", ["0", "-5", "many", "9999"])
async def test_an_odd_limit_is_no_error(app: QuartTrio, limit: str) -> None:
    answer = await app.test_client().get(f"/products?query=tyres&limit={limit}")
    assert answer.status_code == 200
    assert 1 <= len((await answer.get_json())["products"]) <= 50


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


async def test_faults_are_closed_without_chaos() -> None:
    with closing(Database(":memory:", catalogue())) as database:
        client = build_app(database).test_client()
        assert (await client.put("/faults", json={})).status_code == 404
