from __future__ import annotations

from callcore.agent.answers import (
    error,
    named,
    option_shown,
    order_shown,
    price_changes,
    refused,
)
from callcore.store.memory import BRANCH, PICKUP
from callcore.store.port import Delivery, Order, OrderLine


def test_a_refusal_of_the_shop_is_a_word_of_json() -> None:
    assert refused("out-of-stock")["error"] == "out_of_stock"
    assert "operator" in str(refused("too-late")["message"])
    assert error("bad_arguments", "x is missing") == {
        "error": "bad_arguments",
        "message": "Correct the arguments: x is missing.",
    }


def test_a_way_of_delivery_is_shown_with_its_days_and_its_needs() -> None:
    assert option_shown(BRANCH, "ru") == {
        "id": "nova-poshta",
        "kind": "branch",
        "name": "доставка в отделение Новой почты",
        "price_kopiykas": 12_000,
        "price": "120 грн",
        "days": "1-3",
        "needs_place": True,
        "default": False,
    }
    assert option_shown(PICKUP, "en")["needs_place"] is False


def test_an_order_is_shown_without_phone_and_name() -> None:
    order = Order(
        "7",
        "draft",
        (OrderLine("p", 2, 500),),
        1_100,
        "+380671234567",
        "Оля",
        Delivery("np", "Львів", "5"),
        100,
    )
    shown = order_shown(order, {"p": "Oil"}, "Nova Poshta", "en")
    assert shown == {
        "order_id": "7",
        "state": "draft",
        "lines": [
            {"product_id": "p", "name": "Oil", "quantity": 2, "unit_kopiykas": 500}
        ],
        "total_kopiykas": 1_100,
        "total": "11 UAH",
        "delivery": {"id": "np", "name": "Nova Poshta", "city": "Львів", "place": "5"},
        "delivery_kopiykas": 100,
    }


def test_a_price_that_changed_is_told_and_none_else() -> None:
    lines = [OrderLine("p", 2, 500), OrderLine("q", 1, 700), OrderLine("r", 1, 900)]
    changes = price_changes({"p": 400, "q": 700}, lines, "en")
    assert changes["price_changed"] == [
        {
            "product_id": "p",
            "told_kopiykas": 400,
            "unit_kopiykas": 500,
            "price": "5 UAH",
        }
    ]
    assert price_changes({"p": 500}, lines, "en") == {}


def test_a_name_in_another_language_is_better_than_none() -> None:
    assert named({"en": "Oil"}, "uk") == "Oil"
    assert named({}, "uk") == ""
