from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Asked, State
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import after

PHONE = "0671234567"


def told(result, state):
    return absorb(state, "order_status", json.dumps(result), Wording("en"))


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "what is the status of order 700700"), ("en", "order 700700"), ("en", "where is my order, number 700700"),
     ("ru", "где мой заказ 700700"), ("ru", "заказ номер 700700"), ("uk", "де моє замовлення 700700"),
     ("uk", "замовлення сімсот тисяч сімсот")],
)  # fmt: skip
def test_an_order_is_looked_up_by_its_number(language, text):
    _, act = after(text, language=language)
    assert (act.tool, act.arguments) == ("order_status", {"order_number": "700700"})


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "order 700700, it is on my wife's number 067 123 45 67"),
     ("en", "my phone is 067 123 45 67, where is my order 700700"),
     ("ru", "где мой заказ 700700 он на номер 067 123 45 67"), ("uk", "замовлення 700700, на номер 0671234567")],
)  # fmt: skip
def test_a_phone_and_an_order_number_are_told_apart(language, text):
    _, act = after(text, language=language)
    assert act.arguments == {"order_number": "700700", "phone": PHONE}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "order 700700 on my wife's number"), ("ru", "заказ 700700 на номер жены"),
     ("uk", "замовлення 700700 на номер дружини")],
)  # fmt: skip
def test_anothers_number_is_asked_for(language, text):
    state, act = after(text, language=language)
    assert state.asked is Asked.ORDER_PHONE
    _, act = after("067 123 45 67", state, language)
    assert act.arguments == {"order_number": "700700", "phone": PHONE}


def test_a_phone_first_waits_for_the_number():
    asking = State(asked=Asked.ORDER_NUMBER, errand="status")
    state, _ = after("it is on 067 123 45 67", asking)
    assert state.asked is Asked.ORDER_NUMBER
    assert after("700700", state)[1].arguments["phone"] == PHONE


def test_an_unknown_order_may_be_on_another_phone():
    state, act = told({"error": "not_found"}, State(said_number="700700"))
    assert "cannot find" in act.text
    _, act = after("try 067 123 45 67", state)
    assert act.arguments == {"order_number": "700700", "phone": PHONE}


def test_the_state_is_told_and_the_order_remembered():
    state = State(said_number="5", errand="status")
    state, act = told({"order_id": "5", "state": "packed"}, state)
    assert act.text == "Order #5 is packed. Anything else?"
    assert (state.known_order, state.known_state) == ("5", "packed")


@pytest.mark.parametrize(
    ("result", "tool"),
    [({"error": "store_unavailable"}, "transfer_to_operator"), ({"error": "not_allowed"}, "transfer_to_operator"),
     ({"error": "not_found"}, ""), ({"error": "phone_needed"}, ""), ({"error": "odd"}, "transfer_to_operator")],
)  # fmt: skip
def test_trouble_is_told_or_handed_over(result, tool):
    assert told(result, State())[1].tool == tool
    assert told(result, State(misses=2))[1].tool == "transfer_to_operator"


def test_a_number_out_of_the_blue_is_an_orders():
    assert after("612346", State(asked=Asked.ELSE))[1].tool == "order_status"
    assert after("612346", State(asked=Asked.QUANTITY))[1].tool == ""
