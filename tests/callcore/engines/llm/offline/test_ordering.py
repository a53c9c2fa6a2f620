from __future__ import annotations

import pytest

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.hearing import hear
from callcore.engines.llm.offline.ordering import (
    answer_change,
    answer_confirm,
    answer_fewer,
    order,
    quantity_in,
    take,
)
from callcore.engines.llm.offline.state import Asked, Draft, Item, State
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.shop import CATALOGUE

WORDS = Wording("en")
SHELF = shelf_of(CATALOGUE)
ITEM = Item("p1", "Winter tyre", "Nokian", "tyre", {}, 1000, 10)
DRAFTED = State(
    asked=Asked.CONFIRM, current=ITEM, quantity=4, draft=Draft("7", 4, 4000)
)


def acted(step):
    assert step is not None
    return step


def ordered(act):
    return [(line["product_id"], line["quantity"]) for line in act.arguments["lines"]]


def heard(text, language="en"):
    return hear(text, language, SHELF)


@pytest.mark.parametrize(
    ("language", "text", "quantity"),
    [("en", "a set", 4), ("en", "two sets", 8), ("en", "a pair", 2), ("en", "four pieces", 4),
     ("ru", "комплект", 4), ("ru", "пару штук", 2), ("uk", "чотири", 4), ("en", "yes", 0),
     ("en", "100000", 0)],
)  # fmt: skip
def test_quantities_are_numbers_sets_and_pairs(language, text, quantity):
    assert quantity_in(heard(text, language)) == quantity


def test_a_bare_number_counts_only_where_a_quantity_is_expected():
    assert quantity_in(heard("four"), loose=False) == 0
    assert quantity_in(heard("four pieces"), loose=False) == 4


@pytest.mark.parametrize(
    ("text", "tool"),
    [("yes", "confirm_order"), ("yes please", "confirm_order"), ("mhm", "read_back_order"),
     ("okay", "read_back_order"), ("how much is it", "read_back_order"), ("no", ""),
     ("yes but three", "create_order"), ("yeah no", "read_back_order")],
)  # fmt: skip
def test_only_an_explicit_yes_confirms(text, tool):
    step = acted(answer_confirm(DRAFTED, heard(text), WORDS))
    assert step[1].tool == tool


def test_a_confirmation_without_a_draft_confirms_nothing():
    state = DRAFTED.but(draft=None)
    assert answer_confirm(state, heard("yes"), WORDS) is None


def test_more_than_there_are_is_not_ordered():
    state, act = order(DRAFTED, 11, WORDS)
    assert state.asked is Asked.FEWER
    assert act.tool == ""
    for text, quantity in (("yes", 10), ("three", 3)):
        _, act = acted(answer_fewer(state, heard(text), WORDS))
        assert ordered(act) == [("p1", quantity)]


def test_a_wholesale_order_is_for_a_human():
    state = DRAFTED.but(current=Item("p", "n", "b", "tyre", {}, 1, 500))
    assert order(state, 100, WORDS)[1].tool == "transfer_to_operator"


def test_a_change_forgets_the_old_draft_before_it_makes_a_new_one():
    state, act = acted(answer_change(DRAFTED, heard("three"), WORDS))
    assert state.draft is None
    assert ordered(act) == [("p1", 3)]


def test_what_is_sold_out_is_not_taken():
    gone = Item("p0", "Gone", "b", "tyre", {}, 1, 0)
    state, act = take(State(offered=(gone, ITEM)), gone, WORDS)
    assert state.asked is Asked.CHOICE
    assert state.offered == (ITEM,)
    assert "out of stock" in act.text
