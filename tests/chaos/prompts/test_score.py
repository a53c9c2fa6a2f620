from __future__ import annotations

import re
from dataclasses import replace

import pytest

from callcore.store.port import Delivery
from chaos.prompts.dialogue import End, Wanted
from chaos.prompts.score import counting, score
from chaos.prompts.trace import Callback
from tests.chaos.prompts.played import agent, bought, dialogue, order, played, tool

FOUR = Wanted((("t02", 4),))


def missed(call=None, **end):
    of = dialogue(end=End(**end), queues={"sales": "sales,s,1"})
    return score(of, call or bought())


def test_a_call_that_ended_as_wanted_misses_nothing():
    assert missed(orders=(FOUR,), outcome=("ended",), tools=("confirm_order",)) == []


@pytest.mark.parametrize(
    ("wanted", "unlike"),
    [
        (Wanted((("t02", 3),)), "lines"),
        (Wanted((("t01", 4),)), "lines"),
        (replace(FOUR, state="cancelled"), "state"),
        (replace(FOUR, delivery="courier"), "delivery"),
        (replace(FOUR, city="Kyiv"), "city"),
        (replace(FOUR, name="Olha"), "name"),
        (replace(FOUR, phone="+380501112233"), "phone"),
    ],
)
def test_an_order_that_is_another_one_is_seen_from_both_sides(wanted, unlike):
    first, second = missed(orders=(wanted,))
    assert first.startswith("order wanted")
    assert unlike in first
    assert second.startswith("order too many")


def test_an_order_that_nobody_wants_is_too_many():
    assert missed() == ["order too many: confirmed [('t02', 4)]"]


def test_a_draft_that_was_left_behind_counts_only_if_it_is_wanted():
    of = dialogue()
    call = played(orders=[order(state="draft")])
    assert counting(of, call) == []
    wanted = dialogue(end=End(orders=(replace(FOUR, state="draft"),)))
    assert score(wanted, call) == []


def test_a_confirmed_order_that_was_cancelled_still_counts():
    held = order(state="cancelled")
    call = played(orders=[held], confirmations=(held.id,))
    assert missed(call, orders=(replace(FOUR, state="cancelled"),)) == []


@pytest.mark.parametrize(
    ("city", "place", "fine"),
    [
        ("Львів", "5", True),
        ("львова", "відділення 5", True),
        ("Lviv", "5", False),
        ("Львів", "15", False),
        ("Львів", "відділення номер п'ять", True),
    ],
)
def test_places_are_compared_as_people_say_them(city, place, fine):
    held = order(state="confirmed", delivery=Delivery("nova-poshta", city, place))
    call = played(orders=[held])
    assert (
        missed(call, orders=(replace(FOUR, city="Львів", place="5"),)) == []
    ) is fine


def test_old_orders_stay_as_they_were_unless_it_is_wanted():
    old = order("412345", "confirmed")
    call = played(before=[old])
    call.books.orders["412345"] = order("412345", "cancelled")
    assert missed(call) == ["old order 412345: cancelled, wanted confirmed"]
    assert missed(call, old_orders={"412345": "cancelled"}) == []


def test_where_a_call_went_is_looked_at():
    call = played(outcome="operator", reason="complaint", target="")
    assert missed(call, outcome=("ended",))[0].startswith(
        "outcome: operator (complaint)"
    )
    assert missed(call, reason="asked") == ["reason: complaint, wanted asked"]
    assert missed(call, queue="sales") == ["queue: the default, wanted sales"]
    assert missed(replace(call, target="sales,s,1"), queue="sales") == []


def test_callbacks_are_counted():
    call = played(callbacks=(Callback("1", "x", ""),))
    assert missed(call) == ["callbacks: 1, wanted 0"]


def test_words_are_looked_for_where_the_dialogue_asks_for_them():
    call = played(agent("It comes"), agent("tomorrow."))
    assert missed(call, says=(re.compile("comes tomorrow"),)) == []
    assert missed(call, says=(re.compile("today"),)) == ["never said: today"]
    (line,) = missed(call, never=(re.compile("tomorrow"),))
    assert line.startswith("said what must not be said")


def test_tools_are_looked_for():
    call = played(tool("order_status", {"error": "not_found"}, order_number="1"))
    assert missed(call, tools=("cancel_order",)) == ["tool not called: cancel_order"]
    assert missed(call, not_tools=("order_status",)) == ["tool called: order_status"]
