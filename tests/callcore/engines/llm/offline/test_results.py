from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Act, Asked, Draft, State, Way
from callcore.engines.llm.offline.wish import Wish
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import READ, lines

WORDS = Wording("en")
PRODUCT = {"id": "p1", "name": "Winter tyre Nokian", "brand": "Nokian", "category": "tyre",
           "attributes": {"size": "205/55 R16"}, "price_kopiykas": 100_000, "stock": 8}  # fmt: skip


def after(tool, result, state=None):
    return absorb(state or State(), tool, json.dumps(result), WORDS)


def test_one_product_is_named_with_its_price():
    state, act = after("search_products", {"products": [PRODUCT]})
    assert "Winter tyre Nokian for 1 000 UAH" in act.text
    assert state.asked is Asked.QUANTITY


def test_products_that_do_not_fit_the_wish_are_not_offered():
    state = State(wish=Wish(profile="195/65", diameter="15"))
    state, act = after("search_products", {"products": [PRODUCT]}, state)
    assert "nothing like that" in act.text


def test_a_draft_is_read_back_at_once():
    result = {"order_id": "7", "state": "draft", "total_kopiykas": 4}
    state, act = after("create_order", result, State(quantity=2))
    assert (act.tool, act.arguments) == ("read_back_order", {"order_id": "7"})
    assert state.draft == Draft("7", 2, 4)


def test_the_read_back_is_spoken_by_its_tool_and_not_again():
    state, act = after("read_back_order", {"say": "Your order..."})
    assert act == Act()
    assert state.asked is Asked.CONFIRM


def test_a_confirmed_order_is_told_with_its_number():
    _, act = after("confirm_order", {"order_id": "100042", "state": "confirmed"})
    assert "placed" in act.text
    assert "#100042" in act.text


def test_a_long_order_id_is_not_dictated():
    _, act = after("confirm_order", {"order_id": "x" * 36, "state": "confirmed"})
    assert "placed" in act.text
    assert "xxx" not in act.text


@pytest.mark.parametrize(
    "result",
    [{}, {"state": "draft"}, {"error": "store_unavailable"}, {"error": "late"}],
)
def test_anything_but_confirmed_is_never_called_placed(result):
    _, act = after("confirm_order", result)
    assert "placed" not in act.text
    assert act.tool == "transfer_to_operator"


@pytest.mark.parametrize(
    "tool",
    [
        "search_products",
        "create_order",
        "confirm_order",
        "order_status",
        "read_back_order",
    ],
)
@pytest.mark.parametrize(
    "text", ["", "not json", "[]", '{"error": []}', '{"error": "store_unavailable"}']
)
def test_a_broken_store_leads_to_the_operator(tool, text):
    _, act = absorb(State(), tool, text, WORDS)
    assert act.tool == "transfer_to_operator"


def test_an_interrupted_tool_changes_nothing():
    state = State(asked=Asked.CHOICE)
    assert after("create_order", {"error": "interrupted"}, state) == (state, Act())


def test_a_refused_order_is_told():
    state, act = after("create_order", {"error": "out_of_stock"})
    assert "cannot take this order" in act.text
    assert state.asked is Asked.ELSE


def test_an_unreachable_operator_is_told():
    assert "cannot reach" in after("transfer_to_operator", {"error": "x"})[1].text


@pytest.mark.parametrize("tool", ["transfer_to_operator", "end_call", "unknown"])
def test_nothing_follows_the_end(tool):
    assert after(tool, {"state": "x"}) == (State(), Act())


ORDERED = READ.but(draft=None)


@pytest.mark.parametrize(
    ("error", "words", "asked"),
    [
        ("phone_needed", "withheld", Asked.PHONE),
        ("invalid_phone", "cannot use that phone number", Asked.PHONE),
        ("unknown_product", "cannot take this order", Asked.ELSE),
    ],
)
def test_what_the_caller_can_mend_he_is_asked_for(error, words, asked):
    state, act = after("create_order", {"error": error}, ORDERED)
    assert words in act.text
    assert state.asked is asked


@pytest.mark.parametrize(
    ("reason", "tool"),
    [("premium-number", ""), ("quantity", "check_stock"), ("unknown-delivery", "delivery_options"),
     ("already-ordered", ""), ("order-unclear", "transfer_to_operator"), ("", "transfer_to_operator")],
)  # fmt: skip
def test_what_the_guard_blocks_is_mended_or_handed_over(reason, tool):
    refused = {"error": "not_allowed", "reason": reason}
    assert after("create_order", refused, ORDERED)[1].tool == tool


def test_a_way_that_is_not_known_any_more_is_asked_for_anew():
    wanting = ORDERED.but(way=Way(kind="branch", city="Lviv", place="5", name="I"))
    state, act = after("create_order", {"error": "unknown_delivery"}, wanting)
    assert act.tool == "delivery_options"
    assert state.way == Way(name="I")


def test_a_missing_place_is_asked_for():
    wanting = ORDERED.but(way=Way(kind="branch", city="Lviv", place="5"))
    state, _ = after("create_order", {"error": "place_needed"}, wanting)
    assert state.asked is Asked.PLACE
    state, _ = after("create_order", {"error": "place_needed"}, ORDERED)
    assert state.asked is Asked.WAY


def test_a_third_refusal_is_for_a_human():
    tired = ORDERED.but(refusals=2)
    _, act = after("create_order", {"error": "phone_needed"}, tired)
    assert act.tool == "transfer_to_operator"


def test_a_price_that_changed_is_told_before_the_read_back():
    result = {"order_id": "7", "state": "draft", "total_kopiykas": 2_000_000,
              "lines": [{"product_id": "w1", "quantity": 4, "unit_kopiykas": 500_000}]}  # fmt: skip
    _, act = after("create_order", result, ORDERED)
    assert act.tool == "read_back_order"
    assert act.text == "The price of Alloy wheel Rial is 5 000 UAH now."


def test_nobody_hangs_up_on_an_order_in_doubt():
    _, act = after("end_call", {"error": "not_allowed", "reason": "order-unclear"})
    assert act.tool == "transfer_to_operator"


def test_the_words_of_a_model_choose_among_what_was_found():
    other = PRODUCT | {
        "id": "p2",
        "name": "Winter tyre Nokian Hakka",
        "price_kopiykas": 9,
    }
    state = State(described="the nokian hakka please", quantity=2)
    _, act = after("search_products", {"products": [PRODUCT, other]}, state)
    assert act.tool == "create_order"
    assert lines(act) == [("p2", 2)]
