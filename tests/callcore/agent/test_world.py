from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.arguments import CheckedCall
from callcore.agent.world import World, objects
from tests.callcore.agent.conftest import one
from tests.callcore.agent.test_pricebook import JSON


def call(tool: str, **arguments: object) -> CheckedCall:
    return CheckedCall("c", tool, arguments)


@pytest.fixture
def world() -> World:
    known = World()
    products = [
        {"id": "p1", "stock": 6, "price_kopiykas": 100_00},
        {"id": "p2", "stock": 40, "price_kopiykas": 200_00},
    ]
    known.learn("search_products", {"products": products})
    known.learn("delivery_options", {"options": [{"id": "pickup"}, {"id": "np"}]})
    return known


def test_what_was_returned_may_be_used(world: World) -> None:
    order = call("create_order", **one("p1", 6, delivery="np", phone="067 123 45 67"))
    assert world.why_not(order) == ""
    assert world.why_not(call("product_details", product_id="p2")) == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (one("p3", 1), "unknown-product"),
        (one("p1", 7), "quantity"),
        (one("p1", 0), "too-many-pieces"),
        (one("p2", 21), "too-many-pieces"),
        (one("p1", 1, delivery="drone"), "unknown-delivery"),
        (one("p1", 1, phone="0900 123 456"), "premium-number"),
        (one("p1", 1, name="Olha 4242 4242 4242 4242"), "card-number"),
        (one("p1", 1, place="four two " * 8), "card-number"),
        (one("p1", 1, place="Green St 10, flat 5, code 4242"), ""),
        ({"lines": [{"product_id": "p1", "quantity": 4}] * 2}, "quantity"),
        ({"lines": [{"product_id": "p2", "quantity": 11}] * 2}, "too-many-pieces"),
        (
            {"lines": [{"product_id": "p1", "quantity": 1, "price_kopiykas": 50_00}]},
            "unknown-price",
        ),
        (
            {"lines": [{"product_id": "p1", "quantity": 1, "price_kopiykas": 200_00}]},
            "unknown-price",
        ),
        (
            {"lines": [{"product_id": "p1", "quantity": 1, "price_kopiykas": 100_00}]},
            "",
        ),
    ],
)
def test_what_was_not_returned_may_not(
    world: World, arguments: dict[str, object], reason: str
) -> None:
    assert world.why_not(call("create_order", **arguments)) == reason


def test_a_newer_stock_counts(world: World) -> None:
    world.learn("check_stock", {"product_id": "p1", "stock": 2})
    assert world.why_not(call("create_order", **one("p1", 3))) == "quantity"
    assert world.why_not(call("check_stock", product_id="p1", quantity=3)) == ""
    fresh = {"id": "p1", "stock": 9, "price_kopiykas": 150_00}
    world.learn("product_details", {"product": fresh})
    assert world.why_not(call("create_order", **one("p1", 9))) == ""


def test_both_the_old_and_the_new_price_of_a_product_were_returned(
    world: World,
) -> None:
    world.learn("create_order", {"order_id": "1", "lines": [
        {"product_id": "p1", "unit_kopiykas": 150_00}], "delivery": {"id": "std"}})  # fmt: skip
    for price_kopiykas in (100_00, 150_00):
        line = {"product_id": "p1", "quantity": 1, "price_kopiykas": price_kopiykas}
        assert world.why_not(call("create_order", lines=[line])) == ""
    assert world.why_not(call("create_order", **one("p1", 1, delivery="std"))) == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"product_id": "p1"}, ""),
        ({"product_id": "p9"}, "unknown-product"),
        ({"nested": {"deep": [{"order_id": "77"}]}}, "unknown-order"),
        ({"price_kopiykas": 200_00}, ""),
        ({"price_kopiykas": 1}, "unknown-price"),
        ({"phone": "067"}, "premium-number"),
        ({"phone": "somebody"}, "bad-phone"),
        ({"phone": "0671234567"}, ""),
        ({"quantity": 50}, "too-many-pieces"),
        ({"notes": ["ok", "5105 1051 0510 5100"]}, "card-number"),
        ({"deep": {"note": "5105105105105100"}}, "card-number"),
        ({"quantity": "four"}, "too-many-pieces"),
        ({"product_id": "p1", "quantity": 7}, "quantity"),
    ],
)
def test_a_foreign_tool_gets_only_what_was_returned_too(
    world: World, arguments: dict[str, object], reason: str
) -> None:
    assert world.why_not(call("loyalty", **arguments)) == reason


def test_what_a_foreign_tool_returns_counts_for_foreign_tools_only(
    world: World,
) -> None:
    world.learn("fitment", {"rows": [{"product_id": "x9"}], "order_id": "77"})
    assert world.why_not(call("loyalty", product_id="x9", order_id="77")) == ""
    assert world.why_not(call("create_order", **one("x9", 1))) == "unknown-product"
    assert world.why_not(call("cancel_order", order_id="77")) == "unknown-order"


@given(JSON.filter(lambda value: isinstance(value, dict)), st.booleans())
def test_no_answer_breaks_it(answer: dict[str, object], ours: bool) -> None:
    world = World()
    for tool in ("search_products", "create_order", "delivery_options", "foreign"):
        world.learn(tool, answer)
    world.why_not(call("create_order" if ours else "foreign", a=answer))


def test_only_objects_of_a_list_are_objects() -> None:
    assert objects([{"a": 1}, 2, None]) == [{"a": 1}]
    assert objects("x") == objects(None) == []
