from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.details import about_item
from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Asked, State
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import READ, WHEEL, after, heard

CHOSEN = State(asked=Asked.QUANTITY, current=WHEEL, offered=(WHEEL,))


def product(**changes):
    known = {"id": "w1", "name": WHEEL.name, "brand": "Rial", "category": "wheel",
             "attributes": {"diameter": "16"}, "price_kopiykas": 489_000, "stock": 12}  # fmt: skip
    return {"product": known | changes}


def told(tool, result, state=CHOSEN):
    return absorb(state, tool, json.dumps(result), Wording("en"))


@pytest.mark.parametrize(
    ("language", "text", "tool"),
    [("en", "is it really in stock?", "check_stock"), ("en", "how many are left", "check_stock"),
     ("en", "how much is it", "product_details"), ("en", "tell me more about it", "product_details"),
     ("ru", "сколько их осталось", "check_stock"), ("ru", "они точно в наличии", "check_stock"),
     ("ru", "сколько стоит", "product_details"), ("ru", "расскажите подробнее", "product_details"),
     ("uk", "скільки їх залишилось", "check_stock"), ("uk", "чи є на складі", "check_stock"),
     ("uk", "яка ціна", "product_details"), ("uk", "розкажіть детальніше", "product_details")],
)  # fmt: skip
def test_a_question_about_the_product_asks_the_shop(language, text, tool):
    _, act = after(text, CHOSEN, language)
    assert act.tool == tool
    assert act.arguments["product_id"] == "w1"


def test_so_many_as_he_wants_are_checked():
    _, act = after("are eight of them in stock", CHOSEN)
    assert act.arguments["quantity"] == 8


def test_without_a_product_there_is_nothing_to_ask():
    assert about_item(State(), heard("how much"), Wording("en")) is None


def test_the_price_is_the_fresh_one():
    state, act = told("product_details", product(price_kopiykas=500_000))
    assert act.text.startswith("The price of Alloy wheel Rial is 5 000 UAH now.")
    assert state.current is not None
    assert state.current.price_kopiykas == 500_000
    _, act = after("four", state)
    assert act.arguments["lines"][0]["price_kopiykas"] == 500_000


def test_the_answer_returns_to_how_many():
    _, act = told("product_details", product())
    assert act.text == (
        "Alloy wheel Rial costs 4 890 UAH. It is in stock. How many would you like?"
    )
    _, act = told("check_stock", {"product_id": "w1", "stock": 7, "enough": True})
    assert "7 left. How many" in act.text


@pytest.mark.parametrize("tool", ["product_details", "check_stock"])
def test_what_is_gone_is_said(tool):
    result = {"stock": 0, "enough": False} | product(stock=0)
    assert "out of stock" in told(tool, result)[1].text


@pytest.mark.parametrize("tool", ["product_details", "check_stock"])
def test_trouble_is_for_a_human(tool):
    _, act = told(tool, {"error": "store_unavailable"})
    assert act.arguments == {"reason": "store_down"}
    _, act = told(tool, {"error": "unknown_product"})
    assert act.arguments == {"reason": "order_problem"}


def test_another_product_than_asked_for_is_not_told():
    _, act = told("product_details", product(id="w2"))
    assert act.tool == "transfer_to_operator"


def test_fewer_than_ordered_are_offered_after_a_refusal():
    state, act = told("create_order", {"error": "out_of_stock"}, READ)
    assert act.tool == "check_stock"
    state, act = told("check_stock", {"stock": 3, "enough": False}, state)
    assert "only have 3" in act.text
    assert state.asked is Asked.FEWER
