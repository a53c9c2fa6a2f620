from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Act, Asked, State
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import READ, WHEEL, after

WORDS = Wording("en")
ASKED = State(asked=Asked.CANCEL, known_order="412345", errand="cancel")


def result_of(tool, result, state):
    return absorb(state, tool, json.dumps(result), WORDS)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "I changed my mind"), ("en", "forget it"), ("en", "cancel the order please"), ("ru", "я передумал"),
     ("ru", "отмените"), ("ru", "не оформляйте"), ("uk", "я передумала"), ("uk", "скасуйте"),
     ("uk", "не треба замовлення")],
)  # fmt: skip
def test_a_draft_is_cancelled_at_once(language, text):
    _, act = after(text, READ, language)
    assert (act.tool, act.arguments) == ("cancel_order", {"order_id": "7"})


def test_a_draft_that_could_not_be_cancelled_is_not_placed_either():
    dropped = READ.but(errand="drop")
    for result, words in (
        ({"order_id": "7", "state": "cancelled"}, "cancelled"),
        ({"error": "store_unavailable"}, "not placed"),
        ({}, "not placed"),
    ):
        state, act = result_of("cancel_order", result, dropped)
        assert words in act.text
        assert state.draft is None


def test_what_is_no_draft_yet_is_forgotten_without_a_tool():
    state, act = after("cancel", State(asked=Asked.QUANTITY, current=WHEEL))
    assert act.tool == ""
    assert state.current is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "cancel my order 412345"), ("en", "I want to cancel order four one two three four five"),
     ("ru", "отмените заказ 412345"), ("ru", "хочу отменить заказ четыреста двенадцать триста сорок пять"),
     ("uk", "скасуйте моє замовлення 412345"), ("uk", "відмініть замовлення номер 412345")],
)  # fmt: skip
def test_an_order_is_looked_up_before_it_is_cancelled(language, text):
    state, act = after(text, language=language)
    assert (act.tool, act.arguments) == ("order_status", {"order_number": "412345"})
    state, act = result_of(
        "order_status", {"order_id": "412345", "state": "confirmed"}, state
    )
    assert (act.tool, act.arguments) == ("cancel_order", {"order_id": "412345"})


@pytest.mark.parametrize("text", ["cancel my order", "I want to cancel"])
def test_without_a_number_it_is_asked_for(text):
    state, act = after(text)
    assert state.asked is Asked.ORDER_NUMBER
    state, act = after("412345", state)
    assert act.tool == "order_status"
    assert state.errand == "cancel"


def test_the_order_just_placed_needs_no_number():
    _, act = after("cancel it", State(asked=Asked.ELSE, known_order="9"))
    assert act.arguments == {"order_id": "9"}


@pytest.mark.parametrize("state", ["packed", "shipped", "delivered"])
def test_what_is_on_its_way_is_for_a_human(state):
    found = {"order_id": "412345", "state": state}
    after_it, act = result_of("order_status", found, State(errand="cancel"))
    assert act.tool == ""
    assert "cannot cancel" in act.text
    assert after_it.asked is Asked.OPERATOR
    assert after("yes", after_it)[1].tool == "transfer_to_operator"


def test_a_cancelled_order_is_not_cancelled_again():
    found = {"order_id": "412345", "state": "cancelled"}
    _, act = result_of(
        "order_status", found, State(errand="cancel", said_number="412345")
    )
    assert "is cancelled" in act.text


def test_the_question_is_spoken_by_the_tool():
    state, act = result_of("cancel_order", {"order_id": "1", "say": "Really?"}, ASKED)
    assert (state.asked, act) == (Asked.CANCEL, Act())


@pytest.mark.parametrize(
    ("language", "text", "tool"),
    [("en", "yes", "cancel_order"), ("ru", "да", "cancel_order"), ("uk", "так", "cancel_order"),
     ("en", "no", ""), ("ru", "нет, оставьте", ""), ("uk", "ні", ""), ("en", "mhm", "cancel_order")],
)  # fmt: skip
def test_yes_cancels_no_keeps_and_anything_else_is_asked_again(language, text, tool):
    assert after(text, ASKED, language)[1].tool == tool


def test_an_unclear_answer_is_asked_again_twice_and_then_a_humans_work():
    state = ASKED
    tools = []
    for _ in range(3):
        state, act = after("mhm", state)
        tools.append(act.tool)
    assert tools == ["cancel_order", "cancel_order", "transfer_to_operator"]


@pytest.mark.parametrize(
    ("result", "words", "tool"),
    [
        ({"order_id": "412345", "state": "cancelled"}, "Order #412345 is cancelled", ""),
        ({"order_id": "x" * 40, "state": "cancelled"}, "The order is cancelled", ""),
        ({"error": "too_late"}, "already packed", ""),
        ({"error": "not_allowed", "reason": "no-yes"}, "could not", "transfer_to_operator"),
        ({"error": "store_unavailable"}, "could not", "transfer_to_operator"),
        ({"state": "confirmed"}, "could not", "transfer_to_operator"),
        ({}, "could not", "transfer_to_operator"),
    ],
)  # fmt: skip
def test_only_what_the_shop_cancelled_is_called_cancelled(result, words, tool):
    _, act = result_of("cancel_order", result, ASKED)
    assert words in act.text
    assert act.tool == tool


def test_fewer_instead_of_none_is_no_cancelling():
    _, act = after("cancel that, I need only two", READ)
    assert act.tool == "create_order"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "yes, cancel it"), ("en", "cancel it please"), ("ru", "да, отмените"), ("ru", "отменяйте"),
     ("uk", "так, скасуйте")],
)  # fmt: skip
def test_yes_in_the_words_of_cancelling_is_put_to_the_guard(language, text):
    _, act = after(text, ASKED, language)
    assert (act.tool, act.text) == ("cancel_order", "")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "no, don't cancel it"), ("ru", "нет, не отменяйте"), ("uk", "ні, не скасовуйте")],
)  # fmt: skip
def test_do_not_cancel_keeps_the_order(language, text):
    state, act = after(text, ASKED, language)
    assert act.tool == ""
    assert state.asked is Asked.ELSE
