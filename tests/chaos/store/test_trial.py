"""The trial of a shop says yes to the reference store, and no to each broken one."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from typing import Any, cast

import httpx
import pytest
import trio
from quart import Response, request
from quart_trio import QuartTrio

from callcore.store.contract import BrokenContract
from chaos.store.app import build_app
from chaos.store.check import try_shop
from chaos.store.database import Answer, Database, Moment, go_on
from chaos.store.products import catalogue
from chaos.store.trial import (
    BINDING,
    ORDERING,
    READING,
    TOKEN,
    Check,
    Shop,
    Wrong,
    expect,
)
from chaos.store.trial import Answer as Got
from chaos.store.wishes import DraftWish

ALL = {**READING, **ORDERING, **BINDING}
READERS = "Who was answered reads what he wrote, and nobody else does"


def always(books: Database, number: str, state: str) -> None:
    books._sql.execute("UPDATE orders SET state = ? WHERE id = ?", (state, number))


class Forgetful(Database):
    """Keeps no keys."""

    def once(
        self,
        key: str,
        fingerprint: str,
        work: Callable[[], Answer],
        at: Callable[[Moment], None] = go_on,
    ) -> Answer:
        return super().once(
            key + str(id(object())) + str(self.counted()), "x", work, at
        )

    def counted(self) -> int:
        self.number = getattr(self, "number", 0) + 1
        return self.number


class Careless(Database):
    """Looks a key up, but not what it was used for."""

    def once(
        self,
        key: str,
        fingerprint: str,
        work: Callable[[], Answer],
        at: Callable[[Moment], None] = go_on,
    ) -> Answer:
        return super().once(key, "always the same", work, at)


class Greedy(Database):
    """Takes the pieces again with each confirmation, and gives all of them back."""

    extra: tuple[tuple[str, int], ...] = ()

    def confirm(self, number: str) -> Answer:
        if self.order(number)["state"] == "confirmed":
            always(self, number, "draft")
            self.extra = tuple(self._lines(number))
        return super().confirm(number)

    def cancel(self, number: str) -> Answer:
        for line in self.extra:
            self._put_back(*line)
        self.extra = ()
        return super().cancel(number)


class Stingy(Database):
    """Does not put cancelled pieces back."""

    def cancel(self, number: str) -> Answer:
        always(self, number, "draft")
        return super().cancel(number)


class Undead(Database):
    """Confirms what was cancelled."""

    def confirm(self, number: str) -> Answer:
        if self.order(number)["state"] == "cancelled":
            always(self, number, "draft")
        return super().confirm(number)


class Dear(Database):
    """Adds something to the total."""

    def create(self, wish: DraftWish) -> Answer:
        order = json.loads(super().create(wish).body)
        order["total_kopiykas"] += 100
        return Answer(201, json.dumps(order))


class Lagging(Database):
    """Has not heard of the newest order yet."""

    def orders_of(self, call_id: str) -> list[dict[str, object]]:
        return super().orders_of(call_id)[:-1]


class Shared(Database):
    """Shows every call the orders of all."""

    def orders_of(self, call_id: str) -> list[dict[str, object]]:
        return self._orders("call_id != ?", "")


class Placeless(Database):
    """Sends parcels to nowhere."""

    def create(self, wish: DraftWish) -> Answer:
        return self._sent(wish)

    def _sent(self, wish: DraftWish) -> Answer:
        number = self._free_number()
        if wish.delivery.option_id != "no-such-option":
            for product_id, quantity in wish.lines:
                self._check(product_id, quantity)
            self._insert(number, "draft", wish, self._price(wish))
            return self._answer(201, number)
        return super().create(wish)

    def _price(self, wish: DraftWish) -> int:
        return self._options[wish.delivery.option_id].price_kopiykas


@asynccontextmanager
async def shop_of(
    kind: type[Database] = Database, token: str = ""
) -> AsyncGenerator[tuple[Shop, QuartTrio], None]:
    with closing(kind(":memory:", catalogue())) as database:
        app = build_app(database, token=token)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(
            base_url="http://shop.test/",
            transport=httpx.ASGITransport(app=cast("Any", app)),
            headers=headers,
            timeout=None,
        ) as client:
            yield Shop(client, "205/55 R16"), app


async def broken_of(shop: Shop, checks: Mapping[str, Check] = ALL) -> set[str]:
    lines: list[str] = []
    await try_shop(shop, checks, lines.append)
    return {line.removeprefix("BROKEN").strip() for line in lines if "BROKEN" in line}


@pytest.mark.parametrize("token", ["", "right"])
async def test_the_reference_store_keeps_every_promise(token: str) -> None:
    async with shop_of(token=token) as (shop, _):
        checks = {**ALL, **TOKEN} if token else ALL
        assert await broken_of(shop, checks) == set()


@pytest.mark.parametrize(
    ("kind", "promise"),
    [
        (Forgetful, "The same key and body give the same answer, byte for byte"),
        (Forgetful, "Many requests with one key at the same time are one order"),
        (
            Forgetful,
            "A confirmation that is sent again gives the answer that was given",
        ),
        (Careless, "The same key with anything else is refused"),
        (Greedy, "Confirming takes the pieces once; cancelling brings them back once"),
        (Stingy, "Confirming takes the pieces once; cancelling brings them back once"),
        (
            Undead,
            "A draft can be cancelled, more than once, and not confirmed any more",
        ),
        (Dear, "A draft is what was asked for, and its total is the sum"),
        (Lagging, READERS),
        (Shared, READERS),
        (Placeless, "A delivery to a branch or a door needs its place"),
    ],
)
async def test_a_shop_that_breaks_a_promise_is_found_out(
    kind: type[Database], promise: str
) -> None:
    async with shop_of(kind) as (shop, _):
        assert await broken_of(shop, {promise: ALL[promise]}) == {promise}


@pytest.mark.parametrize(
    ("view", "body", "promise"),
    [
        ("health", b"<html>", "It is up"),
        ("product", b'{"id": "t02"}', "One product can be asked for"),
        ("options", b'{"options": []}', "There are ways to get an order"),
        ("orders", b"[]", "A call that ordered nothing has an empty list"),
        ("order", b"{}", "What does not exist is a 404 with its code"),
        ("products", b'{"products": []}', "A search finds something"),
    ],
)
async def test_an_answer_that_is_not_documented_is_found_out(
    view: str, body: bytes, promise: str
) -> None:
    async def answer(**_: object) -> Response:
        return Response(body, content_type="application/json")

    async with shop_of() as (shop, app):
        app.view_functions[view] = answer
        (sentence,) = (one for one in READING if one.startswith(promise))
        assert await broken_of(shop, {sentence: READING[sentence]}) == {sentence}


async def test_a_shop_that_ignores_the_token_is_found_out() -> None:
    async with shop_of() as (shop, _):
        shop.client.headers["Authorization"] = "Bearer any"
        assert await broken_of(shop, TOKEN) == set(TOKEN)


async def test_a_shop_that_ignores_the_limit_is_found_out() -> None:
    async with shop_of() as (shop, app):

        async def all_of_it() -> Response:
            products = [{**vars_of(product), "stock": 5} for product in catalogue()]
            found = [] if "qqxz" in request.args.get("query", "") else products
            text = json.dumps({"products": found})
            return Response(text, content_type="application/json")

        app.view_functions["products"] = all_of_it
        broken = await broken_of(shop, READING)
    assert "A search finds something, and no more than asked for" in broken
    assert "A question that is not in the contract is a 422" in broken


def vars_of(product: Any) -> dict[str, object]:
    return {name: getattr(product, name) for name in product.__dataclass_fields__}


async def test_a_trial_leaves_no_draft_behind() -> None:
    async with shop_of() as (shop, _):
        await broken_of(shop, ORDERING)
        orders = (await shop.get(f"/orders?call_id={shop.call_id}"))["orders"]
    assert len(orders) >= 5
    assert {order["state"] for order in orders} == {"cancelled"}


def test_what_was_expected_and_what_came_is_told() -> None:
    refused = Got(409, b'{"code": "out-of-stock"}')
    expect(refused, 409, "out-of-stock")
    with pytest.raises(
        Wrong, match=r"^404 unknown-order expected, got 409 out-of-stock$"
    ):
        expect(refused, 404, "unknown-order")


async def test_an_undocumented_answer_stops_the_check_that_met_it() -> None:
    async with shop_of() as (shop, app):

        async def teapot(**_: object) -> Response:
            return Response("{}", status=418, content_type="application/json")

        app.view_functions["order"] = teapot
        with pytest.raises(BrokenContract, match="order: status 418"):
            await shop.get("/orders/1")
        with trio.fail_after(30):
            assert await broken_of(shop, READING)
