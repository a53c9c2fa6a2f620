"""The reference store answers as the document says: all that is in it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from itertools import count
from typing import Any

import httpx
import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st
from quart_trio import QuartTrio

from callcore.store.contract import Operation, store_contract
from chaos.store.app import MAX_BODY_BYTES, build_app
from chaos.store.database import Database
from chaos.store.products import catalogue
from tests.chaos.store.witness import URL, Witness, witnessed

DRAFT: dict[str, Any] = {
    "call_id": "call-1",
    "lines": [{"product_id": "t02", "quantity": 4}],
    "phone": "+380671234567",
    "name": "Олена",
    "delivery": {"option_id": "nova-poshta", "city": "Львів", "place": "5"},
}
#: what no request of a client brings about: a body that does not arrive (60 s in Quart)
UNSEEN = {("create", 408), ("confirm", 408)}
NUMBERS = count(1)


def key() -> dict[str, str]:
    return {"Idempotency-Key": f"key-{next(NUMBERS):08}"}


@asynccontextmanager
async def shop(
    token: str = "", rate: float = 0.0, *, strict: bool = False
) -> AsyncGenerator[tuple[httpx.AsyncClient, Witness], None]:
    """Open a fresh reference store, watched."""
    with closing(Database(":memory:", catalogue())) as database:
        app = build_app(database, chaos=True, token=token, rate=rate)
        witness = Witness(app, strict=strict)
        async with witnessed(witness) as client:
            yield client, witness


async def plant(
    client: httpx.AsyncClient, number: str, state: str, **more: Any
) -> None:
    body = {**DRAFT, "id": number, "state": state, **more}
    assert (await client.post("/orders/seed", json=body)).status_code == 201


async def code_of(asking: Any) -> tuple[int, str]:
    answer: httpx.Response = await asking
    return answer.status_code, answer.json().get("code", "")


async def draft(client: httpx.AsyncClient, **more: Any) -> tuple[int, str]:
    return await code_of(client.post("/orders", json={**DRAFT, **more}, headers=key()))


async def search(client: httpx.AsyncClient) -> None:
    assert (await client.get("/products?query=шини&language=uk")).status_code == 200
    assert await code_of(client.get("/products?limit=0")) == (422, "invalid")


async def product(client: httpx.AsyncClient) -> None:
    assert (await client.get("/products/o05")).json()["stock"] == 30
    assert await code_of(client.get("/products/o99")) == (404, "unknown-product")


async def delivery(client: httpx.AsyncClient) -> None:
    options = (await client.get("/delivery-options")).json()["options"]
    assert [one["id"] for one in options] == ["pickup", "nova-poshta", "courier"]
    far = "/delivery-options?city=" + "x" * 201
    assert await code_of(client.get(far)) == (422, "invalid")


async def create(client: httpx.AsyncClient) -> None:
    assert (await draft(client))[0] == 201
    line = DRAFT["lines"][0]
    for more, refusal in (
        ({"lines": [{**line, "product_id": "x1"}]}, (422, "unknown-product")),
        ({"lines": [{**line, "quantity": 33}]}, (409, "out-of-stock")),
        ({"lines": [{**line, "quantity": 101}]}, (422, "invalid-quantity")),
        ({"phone": "067"}, (422, "invalid-phone")),
        ({"delivery": {"option_id": "drone"}}, (422, "unknown-delivery")),
        ({"delivery": {"option_id": "courier"}}, (422, "place-needed")),
        ({"discount": 50}, (422, "invalid")),
    ):
        assert await draft(client, **more) == refusal
    again = key()
    for body, status in ((DRAFT, 201), ({**DRAFT, "name": ""}, 422)):
        answer = await client.post("/orders", json=body, headers=again)
        assert answer.status_code == status
    assert answer.json()["code"] == "idempotency-key-reused"
    keyless = client.post("/orders", json=DRAFT)
    assert await code_of(keyless) == (400, "idempotency-key-required")
    await both_bad_bodies(client, "/orders")


async def both_bad_bodies(client: httpx.AsyncClient, path: str) -> None:
    bad = await code_of(client.post(path, content=b"{", headers=key()))
    assert bad == (400, "not-json")
    huge = b" " * (MAX_BODY_BYTES + 1)
    assert (await code_of(client.post(path, content=huge, headers=key())))[0] == 413


async def orders_of(client: httpx.AsyncClient) -> None:
    await draft(client)
    found = (await client.get("/orders?call_id=call-1")).json()["orders"]
    assert len(found) == 1
    assert await code_of(client.get("/orders")) == (422, "invalid")


async def order(client: httpx.AsyncClient) -> None:
    await plant(client, "412345", "shipped")
    assert (await client.get("/orders/412345")).json()["state"] == "shipped"
    assert await code_of(client.get("/orders/1")) == (404, "unknown-order")


async def confirm(client: httpx.AsyncClient) -> None:
    sold_out = {"lines": [{"product_id": "t37", "quantity": 1}]}
    await plant(client, "1", "draft")
    await plant(client, "2", "cancelled")
    await plant(client, "3", "draft", **sold_out)
    used = key()
    for number, headers, expected in (
        ("1", used, (200, "")),
        ("2", key(), (409, "cancelled")),
        ("3", key(), (409, "out-of-stock")),
        ("4", key(), (404, "unknown-order")),
        ("2", used, (422, "idempotency-key-reused")),
    ):
        path = f"/orders/{number}/confirm"
        body = {"call_id": "call-1"}
        assert await code_of(client.post(path, json=body, headers=headers)) == expected
    path = "/orders/1/confirm"
    assert await code_of(client.post(path)) == (400, "idempotency-key-required")
    wrong = client.post(path, json={"yes": True}, headers=key())
    assert await code_of(wrong) == (422, "invalid")
    await both_bad_bodies(client, path)


async def cancel(client: httpx.AsyncClient) -> None:
    await plant(client, "1", "confirmed")
    await plant(client, "2", "packed")
    used = key()
    for number, headers, expected in (
        ("1", used, (200, "")),
        ("2", key(), (409, "too-late")),
        ("3", key(), (404, "unknown-order")),
        ("2", used, (422, "idempotency-key-reused")),
        ("1", {}, (400, "idempotency-key-required")),
    ):
        asking = client.delete(f"/orders/{number}", headers=headers)
        assert await code_of(asking) == expected
    odd = client.delete("/orders/1?call_id=a%20b", headers=key())
    assert await code_of(odd) == (422, "invalid")


async def health(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}


STORIES = [
    health,
    search,
    product,
    delivery,
    create,
    orders_of,
    order,
    confirm,
    cancel,
]


async def knock_everywhere(client: httpx.AsyncClient) -> set[int]:
    """Use every operation once, well-formed, and return the statuses."""
    answers = [
        await client.get("/products"),
        await client.get("/products/t02"),
        await client.get("/delivery-options"),
        await client.get("/orders?call_id=call-1"),
        await client.get("/orders/1"),
        await client.post("/orders", json=DRAFT, headers=key()),
        await client.post("/orders/1/confirm", headers=key()),
        await client.delete("/orders/1", headers=key()),
    ]
    return {answer.status_code for answer in answers}


@pytest.mark.parametrize("story", STORIES)
async def test_each_operation_says_yes_and_no_as_documented(
    story: Callable[[httpx.AsyncClient], Any],
) -> None:
    async with shop() as (client, witness):
        await story(client)
        assert {name for name, _ in witness.seen} >= {story.__name__}


async def test_whatever_is_documented_really_happens() -> None:
    seen: set[tuple[str, int]] = set()
    codes: set[tuple[str, int, str]] = set()
    async with shop() as (client, witness):
        await client.put("/faults", json={"error_rate": 1})
        assert await knock_everywhere(client) == {500}
        await client.put("/faults", json={"rate_limited": True})
        assert await knock_everywhere(client) == {429}
        seen |= witness.seen
    async with shop(token="right") as (client, witness):
        assert await knock_everywhere(client) == {401}
        seen |= witness.seen
    for story in STORIES:
        async with shop() as (client, witness):
            await story(client)
            seen |= witness.seen
            codes |= witness.codes
    happened = {(name, _shape(status)) for name, status in seen}
    documented = (
        {
            (operation.id, status)
            for operation in store_contract().operations.values()
            for status in operation.node["responses"]
        }
        - {(name, str(status)) for name, status in UNSEEN}
        - {("health", "5XX")}
    )
    assert happened == documented
    promised = {
        (operation.id, int(status), code)
        for operation in store_contract().operations.values()
        for status in ("400", "404", "409", "422")
        for code in codes_of(operation, status)
    }
    assert {one for one in promised - codes if one[2] != "bad-request"} == set()


def codes_of(operation: Operation, status: str) -> list[str]:
    """Return the codes that the document lists for a problem."""
    node = operation.node["responses"].get(status)
    if node is None:
        return []
    schema = store_contract().resolved(node)["content"]["application/problem+json"]
    codes: list[str] = schema["schema"]["allOf"][1]["properties"]["code"]["enum"]
    return codes


def _shape(status: int) -> str:
    return str(status) if status < 500 else "5XX"


@pytest.mark.parametrize("path", ["/products//t02", "/products/", "/orders//1"])
async def test_an_odd_path_is_not_found_rather_than_elsewhere(path: str) -> None:
    async with shop() as (client, _):
        answer = await client.get(URL + path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_the_document_is_served() -> None:
    async with shop(token="right") as (client, _):
        answer = await client.get("/openapi.yaml")
    assert answer.headers["Content-Type"] == "application/yaml"
    assert answer.text.startswith("openapi: 3.1")


TEXTS = st.text(max_size=30) | st.sampled_from(["t02", "call-1", "pickup", "courier"])
SMALL = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)
#: a good draft with some members replaced by rubbish, or rubbish altogether
BODIES = st.one_of(
    st.binary(max_size=60),
    SMALL.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from([*DRAFT, "id", "state"]), SMALL).map(
        lambda wrong: json.dumps({**DRAFT, **wrong}).encode()
    ),
)
PATHS = st.builds(
    lambda steps, query: "/" + "/".join(steps) + query,
    st.lists(
        st.sampled_from(
            ["products", "orders", "delivery-options", "confirm", "1", "t02", "", "..",
             "%00", "%ff", "%ed%a0%80", "шина", "health", "x" * 300, "seed", "state"]
        ),
        max_size=4,
    ),
    st.sampled_from(
        ["", "?", "?query=", "?query=%ff&limit=1e9", "?limit=²", "?call_id=%00",
         "?call_id=call-1", "?city=%ed%a0%80", "?limit=5&limit=6", "?language=xx"]
    ),
)  # fmt: skip
KEYS = st.none() | st.sampled_from(["key-00000001", "", "x", "y" * 129, "a b c d e f"])


@given(
    method=st.sampled_from(
        ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
    ),
    path=PATHS,
    body=BODIES,
    used=KEYS,
)
@settings(max_examples=300, deadline=None)
def test_rubbish_is_never_our_fault_and_always_told_as_a_problem(
    rubbish_shop: Witness, method: str, path: str, body: bytes, used: str | None
) -> None:
    headers = {} if used is None else {"Idempotency-Key": used}
    answers: list[httpx.Response] = []

    async def ask() -> None:
        async with witnessed(rubbish_shop) as client:
            answers.append(
                await client.request(method, URL + path, content=body, headers=headers)
            )

    trio.run(ask)
    (answer,) = answers
    assert answer.status_code < 300 or 400 <= answer.status_code < 500
    if answer.status_code >= 400 and method != "HEAD":
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@pytest.fixture(scope="module")
def rubbish_shop() -> Iterator[Witness]:
    with closing(Database(":memory:", catalogue())) as database:
        yield Witness(build_app(database, chaos=True), strict=False)


def test_the_witness_can_say_no(app: QuartTrio) -> None:
    @app.get("/orders/<number>/broken")
    async def broken(number: str) -> dict[str, str]:
        return {"id": number}

    app.view_functions["order"] = broken
    witness = Witness(app)

    async def ask() -> None:
        async with witnessed(witness) as client:
            await client.get("/orders/412345")

    with pytest.raises(Exception, match="order 200"):
        trio.run(ask)
