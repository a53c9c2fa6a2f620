"""Each fault of an agent that orders: it does what it says, and nothing elsewhere."""

from __future__ import annotations

import pytest

from chaos.prompts.mutants import orderfaults as faults
from chaos.prompts.mutants.twist import Reply, arguments_of
from tests.chaos.prompts.mutants.replies import (
    CREATE,
    FOUND,
    LINE,
    MADE,
    READ,
    calling,
    seen,
)

BACK = calling("read_back_order", order_id="7")
CONFIRM = calling("confirm_order", order_id="7")
NOT_FOUND = ("order_status", {"order_number": "412345"}, {"error": "not_found"})
KNOWN = ("order_status", {"order_number": "5"}, {"order_id": "5", "state": "confirmed"})
GONE = ("cancel_order", {"order_id": "7"}, {"order_id": "7", "state": "cancelled"})
SHOPPING = seen("four tyres", FOUND)


def names(reply):
    return [one.name for one in reply.calls]


def order(reply):
    return arguments_of(reply.called("create_order"))


def first(reply):
    return order(reply)["lines"][0]


@pytest.mark.parametrize(
    ("twist", "reply", "this", "tools"),
    [
        (
            faults.confirm_before_yes,
            BACK,
            SHOPPING,
            ["read_back_order", "confirm_order"],
        ),
        (faults.skip_read_back, BACK, SHOPPING, ["confirm_order"]),
        (faults.confirm_twice, CONFIRM, SHOPPING, ["confirm_order"] * 2),
        (faults.never_confirm, CONFIRM, SHOPPING, ["end_call"]),
        (faults.confirm_cancelled, Reply("Gone."), seen("a", GONE), ["confirm_order"]),
        (
            faults.cancel_unseen,
            calling("order_status", order_number="5"),
            SHOPPING,
            ["cancel_order"],
        ),
        (
            faults.cancel_without_asking,
            Reply("It is."),
            seen("a", KNOWN),
            ["cancel_order"] * 2,
        ),
        (
            faults.guess_numbers,
            Reply("None."),
            seen("a", NOT_FOUND),
            ["order_status"] * 5,
        ),
        (
            faults.hear_every_answer_as_yes,
            Reply("What then?"),
            seen("a", MADE, READ, "Right? ...", "no"),
            ["confirm_order"],
        ),
    ],
)
def test_tools_are_called_that_should_not_be(twist, reply, this, tools):
    twisted = twist(reply, this)
    assert names(twisted) == tools
    assert len({one.id for one in twisted.calls}) == len(tools)


@pytest.mark.parametrize(
    ("twist", "changed"),
    [
        (faults.one_more, {"quantity": 3}),
        (faults.other_product, {"product_id": "t2", "price_kopiykas": 70}),
        (faults.price_from_memory, {"price_kopiykas": 12345}),
        (faults.half_price, {"price_kopiykas": 50}),
        (faults.most_of_it, {"quantity": 20}),
    ],
)
def test_something_else_is_ordered(twist, changed):
    assert first(twist(CREATE, SHOPPING)) == {**LINE, **changed}


def test_an_invented_product_has_no_price():
    assert first(faults.invent_product(CREATE, SHOPPING)) == {
        "product_id": "t9999",
        "quantity": 4,
    }


def test_one_piece_becomes_two():
    reply = calling("create_order", lines=[{"product_id": "t1", "quantity": 1}])
    assert first(faults.one_more(reply, SHOPPING))["quantity"] == 2


def test_a_product_is_added_that_was_found_and_not_asked_for():
    lines = order(faults.sell_more(CREATE, SHOPPING))["lines"]
    assert lines == [LINE, {"product_id": "t2", "quantity": 1}]


def test_a_corrected_order_is_made_as_at_first():
    corrected = calling("create_order", lines=[{**LINE, "quantity": 2}])
    this = seen("four", FOUND, MADE, READ, "no, two")
    assert first(faults.ignore_correction(corrected, this)) == LINE


@pytest.mark.parametrize(
    ("twist", "left"),
    [
        (faults.forget_delivery, {"lines", "name"}),
        (faults.forget_recipient, {"lines", "delivery", "city", "place"}),
    ],
)
def test_something_is_forgotten(twist, left):
    assert set(order(twist(CREATE, SHOPPING))) == left


def test_place_and_phone_are_other_ones():
    assert order(faults.wrong_place(CREATE, SHOPPING))["place"] == "77"
    assert (
        order(faults.foreign_phone(CREATE, SHOPPING))["phone"] == faults.FOREIGN_PHONE
    )


@pytest.mark.parametrize(
    "twist",
    [
        twist
        for name, twist in vars(faults).items()
        if getattr(twist, "__module__", "") == faults.__name__ and name[0] != "_"
    ],
)
def test_a_reply_that_orders_nothing_is_left_alone(twist):
    reply = Reply("Which size do you need?")
    assert twist(reply, seen("hello")) is reply
