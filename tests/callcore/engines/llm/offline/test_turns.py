from __future__ import annotations

import pytest

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.hearing import hear
from callcore.engines.llm.offline.state import Asked, Draft, Item, State
from callcore.engines.llm.offline.turns import follow
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.shop import CATALOGUE

WORDS = Wording("en")
SHELF = shelf_of(CATALOGUE)
ITEM = Item(
    "p1", "Winter tyre Nokian", "Nokian", "tyre", {"size": "205/55 R16"}, 1000, 10
)


def said(text, state=None):
    return follow(state or State(), hear(text, "en", SHELF), WORDS)


@pytest.mark.parametrize("asked", list(Asked))
def test_a_human_can_be_asked_for_whatever_was_asked(asked):
    state = State(
        asked=asked, current=ITEM, offered=(ITEM,), shown=1, draft=Draft("1", 1, 1)
    )
    assert said("operator please", state)[1].tool == "transfer_to_operator"


@pytest.mark.parametrize("asked", list(Asked))
@pytest.mark.parametrize(
    "text", ["", "blurp", "yes", "no", "four", "the first", "michelin"]
)
def test_every_answer_to_every_question_says_or_does_something(asked, text):
    for state in (
        State(asked=asked),
        State(
            asked=asked, current=ITEM, offered=(ITEM,), shown=1, draft=Draft("1", 1, 1)
        ),
    ):
        after, act = said(text, state)
        assert act.text or act.tool
        assert after.misses <= 2


@pytest.mark.parametrize(
    "text", ["blurp", "yes", "no", "four", "winter 205 55 16", "cancel"]
)
@pytest.mark.parametrize(
    "asked", [asked for asked in Asked if asked is not Asked.CONFIRM]
)
def test_only_the_answer_to_a_read_back_confirms(asked, text):
    state = State(
        asked=asked, current=ITEM, offered=(ITEM,), shown=1, draft=Draft("1", 1, 1)
    )
    assert said(text, state)[1].tool != "confirm_order"


def test_a_question_about_the_product_is_answered():
    state = State(asked=Asked.QUANTITY, current=ITEM)
    assert said("how much is it", state)[1].tool == "product_details"
    assert said("are they available", state)[1].tool == "check_stock"
    assert said("tell me more about it", state)[1].tool == "product_details"


@pytest.mark.parametrize("asked", [Asked.NOTHING, Asked.DETAIL, Asked.QUANTITY])
def test_who_describes_the_chosen_product_again_is_asked_how_many(asked):
    state = State(asked=asked, current=ITEM, offered=(ITEM,), shown=1)
    after, act = said("hello I need tires 205-55 R16", state)
    assert act.text == "How many would you like?"
    assert after.asked is Asked.QUANTITY


def test_another_product_is_looked_for_in_the_middle_of_an_order():
    state = State(asked=Asked.QUANTITY, current=ITEM)
    assert (
        said("do you have summer tyres 195 65 15", state)[1].tool == "search_products"
    )


def test_a_repeat_says_the_same_again():
    assert said("pardon", State(said="Which one?"))[1].text == "Which one?"


def test_a_bare_number_completes_a_size():
    state, _ = said("tyres two oh five fifty five")
    state = state.but(asked=Asked.DETAIL)
    assert said("sixteen", state)[1].arguments["query"] == "tyre 205/55 R16"


@pytest.mark.parametrize("text", ["no, make it two", "no wait", "no, only two of them"])
def test_a_no_with_more_behind_it_does_not_end_the_call(text):
    for known in ("", "100001"):
        _, act = said(text, State(asked=Asked.ELSE, known_order=known))
        assert act.tool == ""
        assert act.text


@pytest.mark.parametrize("text", ["no", "no thanks", "thank you", "no, that is all"])
def test_a_no_alone_ends_it(text):
    assert said(text, State(asked=Asked.ELSE))[1].tool == "end_call"


@pytest.mark.parametrize("text", ["I want to change my order", "change order 412345"])
def test_an_order_that_is_placed_is_changed_by_people(text):
    assert said(text)[0].asked is Asked.OPERATOR
