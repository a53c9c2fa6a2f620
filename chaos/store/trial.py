"""What a shop is asked when it is tried against the contract, one promise at a time.

The tables at the end hold a sentence for each check, which raises :exc:`Wrong` or
:exc:`~callcore.store.contract.BrokenContract` if the sentence is not true of the shop.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import trio

from callcore.store.contract import Contract, Message, store_contract

AT_ONCE: Final = 8
NO_PHONE: Final = "+380000000000"  # nobody has it

Json = Any  # what a body holds; the contract has looked at it


class Wrong(Exception):
    """The shop answers as documented, but not what it has promised."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that keeps to its schema."""

    status: int
    body: bytes

    @property
    def json(self) -> Json:
        """Return what is in the body."""
        return json.loads(self.body)


@dataclass
class Shop:
    """A shop under trial. ``call_id`` is of this trial alone."""

    client: httpx.AsyncClient
    query: str
    phone: str = NO_PHONE
    contract: Contract = field(default_factory=store_contract)
    call_id: str = field(default_factory=lambda: f"trial-{uuid.uuid4()}")
    _product: Json = None

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask, and compare the answer with the contract, whatever its status."""
        sent = dict(headers or {}) | ({"Idempotency-Key": key} if key else {})
        response = await self.client.request(
            method, path.removeprefix("/"), json=body, headers=sent
        )
        operation, _ = self.contract.find(method, path.partition("?")[0])
        message = Message(dict(response.headers), response.content)
        self.contract.check_answer(operation, response.status_code, message)
        return Answer(response.status_code, response.content)

    async def get(self, path: str) -> Json:
        """Return the good answer to a question."""
        answer = await self.ask("GET", path)
        expect(answer, 200)
        return answer.json

    async def some(self) -> Json:
        """Return a product that can be had, each time the same."""
        if self._product is None:
            everything = (await self.get("/products"))["products"]
            had = [product for product in everything if product["stock"] >= 2]
            holds(bool(had), "nothing is in stock")
            self._product = had[0]
        return self._product

    async def draft(self, key: str = "", **more: object) -> Answer:
        """Ask for a draft of one piece; ``more`` replaces members of the body."""
        body: dict[str, object] = {"call_id": self.call_id, "phone": self.phone, **more}
        if "lines" not in body:
            body["lines"] = [{"product_id": (await self.some())["id"], "quantity": 1}]
        if "delivery" not in body:
            body["delivery"] = await self.way()
        return await self.ask("POST", "/orders", body, key=key or new_key())

    async def way(self) -> dict[str, str]:
        """Return a delivery that needs the least."""
        options = (await self.get("/delivery-options"))["options"]
        if not options:
            raise Wrong("there is no delivery option")
        options.sort(key=lambda option: option["kind"] != "pickup")
        place = "" if options[0]["kind"] == "pickup" else "1"
        city = "" if options[0]["kind"] == "pickup" else "Київ"
        return {"option_id": options[0]["id"], "city": city, "place": place}

    async def order(self) -> Json:
        """Return a new draft."""
        answer = await self.draft()
        expect(answer, 201)
        return answer.json


Check = Callable[[Shop], Awaitable[None]]


def new_key() -> str:
    """Return a key that was never used."""
    return str(uuid.uuid4())


def expect(answer: Answer, status: int, code: str = "") -> None:
    """Raise :exc:`Wrong` unless the answer is this one."""
    got = answer.json.get("code", "") if answer.status >= 400 else ""
    if answer.status != status or (code and got != code):
        raise Wrong(f"{status} {code} expected, got {answer.status} {got}".strip())


def holds(true: bool, otherwise: str) -> None:
    """Raise :exc:`Wrong` if something is not so."""
    if not true:
        raise Wrong(otherwise)


async def _is_up(shop: Shop) -> None:
    await shop.get("/health")


async def _search_finds(shop: Shop) -> None:
    query = httpx.QueryParams({"query": shop.query, "limit": "2"})
    found = (await shop.get(f"/products?{query}"))["products"]
    holds(1 <= len(found) <= 2, f"{len(found)} products, not 1 or 2")


async def _search_finds_nothing(shop: Shop) -> None:
    found = (await shop.get("/products?query=qqxzqqxz"))["products"]
    holds(not found, "something was found")


async def _each_id_once(shop: Shop) -> None:
    ids = [product["id"] for product in (await shop.get("/products"))["products"]]
    holds(len(ids) == len(set(ids)), "an id comes twice")
    holds(bool(ids), "nothing is for sale")


async def _one_product(shop: Shop) -> None:
    product = await shop.some()
    same = await shop.get(f"/products/{product['id']}")
    holds(same["id"] == product["id"], "another one came")
    price = same["price_kopiykas"]
    holds(price == product["price_kopiykas"], "its price is another")


async def _unknown_things(shop: Shop) -> None:
    product = await shop.ask("GET", "/products/no-such-product")
    expect(product, 404, "unknown-product")
    expect(await shop.ask("GET", "/orders/no-such-order"), 404, "unknown-order")


async def _ways(shop: Shop) -> None:
    options = (await shop.get("/delivery-options"))["options"]
    holds(bool(options), "there is none")
    sane = all(one["days_min"] <= one["days_max"] for one in options)
    holds(sane, "days_max is less than days_min")


async def _no_orders(shop: Shop) -> None:
    found = (await shop.get(f"/orders?call_id={new_key()}"))["orders"]
    holds(found == [], "somebody's orders")


async def _bad_question(shop: Shop) -> None:
    expect(await shop.ask("GET", "/products?query=a&limit=0"), 422, "invalid")
    expect(await shop.ask("GET", "/orders"), 422, "invalid")


async def _token_needed(shop: Shop) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    expect(await shop.ask("GET", "/products", headers=wrong), 401)


async def _draft_is_as_wished(shop: Shop) -> None:
    product, way = await shop.some(), await shop.way()
    lines = [{"product_id": product["id"], "quantity": 2}]
    answer = await shop.draft(lines=lines, delivery=way, name="Олена")
    expect(answer, 201)
    order = answer.json
    (line,) = order["lines"]
    holds(line["unit_kopiykas"] == product["price_kopiykas"], "another price")
    holds((line["product_id"], line["quantity"]) == (product["id"], 2), "other lines")
    total = 2 * line["unit_kopiykas"] + order["delivery_kopiykas"]
    holds(order["total_kopiykas"] == total, "the total is not the sum")
    same = (order["phone"], order["name"], order["call_id"], order["delivery"])
    holds(same == (shop.phone, "Олена", shop.call_id, way), "other contact or delivery")


async def _read_after_write(shop: Shop) -> None:
    order = await shop.order()
    holds(await shop.get(f"/orders/{order['id']}") == order, "GET shows another order")
    found = (await shop.get(f"/orders?call_id={shop.call_id}"))["orders"]
    holds(order in found, "the call's list does not have it")
    await _no_orders(shop)  # and others do not read it


async def _key_needed(shop: Shop) -> None:
    order = await shop.order()
    code = "idempotency-key-required"
    expect(await shop.ask("POST", f"/orders/{order['id']}/confirm"), 400, code)
    expect(await shop.ask("DELETE", f"/orders/{order['id']}"), 400, code)
    state = (await shop.get(f"/orders/{order['id']}"))["state"]
    holds(state == "draft", f"the draft is {state}")


async def _same_key_same_answer(shop: Shop) -> None:
    key = new_key()
    first, second = [await shop.draft(key) for _ in range(2)]
    expect(first, 201)
    holds(first == second, "the second answer is another")


async def _same_key_at_once(shop: Shop) -> None:
    key, way = new_key(), await shop.way()
    lines = [{"product_id": (await shop.some())["id"], "quantity": 1}]
    answers: list[Answer] = []

    async def ask() -> None:
        answers.append(await shop.draft(key, lines=lines, delivery=way))

    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE):
            nursery.start_soon(ask)
    good = {answer.body for answer in answers if answer.status == 201}
    holds({answer.status for answer in answers} <= {201, 503}, "neither 201 nor 503")
    holds(len(good) == 1, f"{len(good)} different orders")


async def _key_is_bound(shop: Shop) -> None:
    key = new_key()
    made = await shop.draft(key)
    expect(made, 201)
    code = "idempotency-key-reused"
    expect(await shop.draft(key, name="Інша"), 422, code)
    path = f"/orders/{made.json['id']}"
    expect(await shop.ask("DELETE", path, key=key), 422, code)


async def _nonsense_is_refused(shop: Shop) -> None:
    line = {"product_id": (await shop.some())["id"], "quantity": 1}
    unknown = {**line, "product_id": "no-such-product"}
    expect(await shop.draft(lines=[unknown]), 422, "unknown-product")
    for quantity in (0, 101):
        wrong = [{**line, "quantity": quantity}]
        expect(await shop.draft(lines=wrong), 422, "invalid-quantity")
    expect(await shop.draft(lines=[line, line]), 422, "invalid")
    expect(await shop.draft(phone="0671234567"), 422, "invalid-phone")
    nowhere = {"option_id": "no-such-option"}
    expect(await shop.draft(delivery=nowhere), 422, "unknown-delivery")
    expect(await shop.draft(total_kopiykas=1), 422, "invalid")


async def _place_is_needed(shop: Shop) -> None:
    for option in (await shop.get("/delivery-options"))["options"]:
        if option["kind"] != "pickup":
            way = {"option_id": option["id"]}
            expect(await shop.draft(delivery=way), 422, "place-needed")


async def _cancelled_for_good(shop: Shop) -> None:
    path = f"/orders/{(await shop.order())['id']}"
    for _ in range(2):
        answer = await shop.ask("DELETE", path, key=new_key())
        expect(answer, 200)
    refused = await shop.ask("POST", f"{path}/confirm", key=new_key())
    expect(refused, 409, "cancelled")


async def _unknown_orders(shop: Shop) -> None:
    path = "/orders/no-such-order"
    for method, where in (("POST", f"{path}/confirm"), ("DELETE", path)):
        expect(await shop.ask(method, where, key=new_key()), 404, "unknown-order")


async def _stock_is_taken_once(shop: Shop) -> None:
    order = await shop.order()
    path, item = (
        f"/orders/{order['id']}",
        f"/products/{order['lines'][0]['product_id']}",
    )
    before = (await shop.get(item))["stock"]
    for _ in range(2):
        expect(await shop.ask("POST", f"{path}/confirm", key=new_key()), 200)
        holds((await shop.get(item))["stock"] == before - 1, "stock after confirming")
    for _ in range(2):
        expect(await shop.ask("DELETE", path, key=new_key()), 200)
        holds((await shop.get(item))["stock"] == before, "stock after cancelling")


async def _confirmation_is_kept(shop: Shop) -> None:
    path = f"/orders/{(await shop.order())['id']}"
    key = new_key()
    first = await shop.ask("POST", f"{path}/confirm", key=key)
    expect(first, 200)
    expect(await shop.ask("DELETE", path, key=new_key()), 200)
    holds(await shop.ask("POST", f"{path}/confirm", key=key) == first, "another answer")
    state = (await shop.get(path))["state"]
    holds(state == "cancelled", f"the cancelled order is {state}")


READING: Final[Mapping[str, Check]] = {
    "It is up": _is_up,
    "A search finds something, and no more than asked for": _search_finds,
    "A search for nonsense is an empty list": _search_finds_nothing,
    "Everything can be listed, each id once": _each_id_once,
    "One product can be asked for, and is the one in the list": _one_product,
    "What does not exist is a 404 with its code": _unknown_things,
    "There are ways to get an order, and their days make sense": _ways,
    "A call that ordered nothing has an empty list": _no_orders,
    "A question that is not in the contract is a 422": _bad_question,
}
TOKEN: Final[Mapping[str, Check]] = {
    "Without its token nobody is served": _token_needed,
}
ORDERING: Final[Mapping[str, Check]] = {
    "A draft is what was asked for, and its total is the sum": _draft_is_as_wished,
    "Who was answered reads what he wrote, and nobody else does": _read_after_write,
    "Without a key nothing with effects is done": _key_needed,
    "The same key and body give the same answer, byte for byte": _same_key_same_answer,
    "Many requests with one key at the same time are one order": _same_key_at_once,
    "The same key with anything else is refused": _key_is_bound,
    "A draft that makes no sense is refused with the right word": _nonsense_is_refused,
    "A delivery to a branch or a door needs its place": _place_is_needed,
    "A draft can be cancelled, more than once, and not confirmed any more": _cancelled_for_good,
    "An order that is none can neither be confirmed nor cancelled": _unknown_orders,
}
BINDING: Final[Mapping[str, Check]] = {
    "Confirming takes the pieces once; cancelling brings them back once": _stock_is_taken_once,
    "A confirmation that is sent again gives the answer that was given": _confirmation_is_kept,
}
