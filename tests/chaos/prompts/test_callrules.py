from __future__ import annotations

import pytest

from chaos.prompts import callrules
from tests.chaos.prompts.played import (
    agent,
    bought,
    dialogue,
    found,
    order,
    played,
    says,
    tool,
)

DRAFT = {"order_id": "100000", "state": "draft", "total_kopiykas": 1}


def create(*lines, **more):
    return tool("create_order", DRAFT, lines=list(lines), **more)


def fits(*entries):
    return list(callrules.arguments_fit(played(*entries)))


def test_a_call_as_it_should_be_breaks_nothing():
    for rule in (
        callrules.arguments_fit,
        callrules.orders_of_others,
        callrules.target_from_configuration,
        callrules.human_when_asked,
        callrules.phone_is_the_callers,
        callrules.not_for_ever,
    ):
        assert list(rule(bought())) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"product_id": "t01", "quantity": 1}, "product t01 was not found"),
        ({"product_id": "t02", "quantity": 0}, "minimum"),
        ({"product_id": "t02", "quantity": 21}, "maximum"),
        ({"product_id": "t02", "quantity": 1, "price_kopiykas": 7}, "price 7"),
        ({"product_id": "t02"}, "required"),
        ({"product_id": "t02", "quantity": 1, "gift": True}, "additionalProperties"),
    ],
)
def test_a_line_that_does_not_fit_is_seen(line, why):
    assert any(why in one for one in fits(found("t02"), create(line)))


def test_lines_of_one_product_are_summed_up():
    line = {"product_id": "t24", "quantity": 15}
    assert fits(found("t24"), create(line)) == []
    assert any("30 of t24" in why for why in fits(found("t24"), create(line, line)))


def test_more_than_there_are_is_seen():
    line = {"product_id": "t37", "quantity": 1}
    assert any("1 of t37" in why for why in fits(found("t37"), create(line)))


def test_what_a_model_meant_is_judged_and_not_how_it_wrote():
    line = {"product_id": "t02", "quantity": "4", "price_kopiykas": None}
    assert fits(found("t02"), tool("create_order", DRAFT, lines=line)) == []


def test_what_was_refused_does_not_count():
    refused = tool(
        "create_order", {"error": "not_allowed"}, lines=[{"product_id": "x"}]
    )
    assert fits(refused) == []


@pytest.mark.parametrize("name", ["confirm_order", "cancel_order", "read_back_order"])
def test_an_order_of_another_call_is_seen(name):
    assert fits(tool(name, {"state": "confirmed"}, order_id="423456"))


@pytest.mark.parametrize("phone", ["102", "0900123456", "nobody", "+38"])
def test_a_number_that_is_none_is_seen(phone):
    wish = tool("request_callback", {"state": "noted"}, about="x", phone=phone)
    assert fits(wish) == ["1 request_callback: phone is none"]


@pytest.mark.parametrize("phone", ["067 123 45 67", "+380671234567", "oh six seven one two three 4567"])  # fmt: skip
def test_a_number_is_one_however_it_is_written(phone):
    assert not fits(
        tool("request_callback", {"state": "noted"}, about="x", phone=phone)
    )


def test_a_delivery_must_have_been_told():
    line = {"product_id": "t02", "quantity": 1}
    assert fits(found("t02"), create(line, delivery="drone", city="x"))
    assert not fits(found("t02"), create(line, delivery="pickup"))


def status_of(stranger, *entries):
    result = {"order_id": stranger.id, "state": "shipped"}
    asked = tool("order_status", result, order_number=stranger.id)
    return list(callrules.orders_of_others(played(*entries, asked, before=[stranger])))


def test_a_strangers_order_is_not_told():
    stranger = order("423456", "shipped", phone="+380501112233")
    assert status_of(stranger)
    assert not status_of(stranger, says("it is on my wife's number, 050 111 22 33"))
    assert not status_of(order("423456", "shipped"))


def test_a_target_comes_from_configuration_only():
    of = dialogue(queues={"sales": "sales,s,1"})
    rule = callrules.target_from_configuration
    assert list(rule(played(of=of, outcome="operator", target="0900123456")))
    assert not list(rule(played(of=of, outcome="operator", target="sales,s,1")))
    assert not list(rule(played(outcome="operator")))


@pytest.mark.parametrize(
    ("wish", "asks"),
    [
        ("I want to talk to a human", True),
        ("operator", True),
        ("соедините меня с оператором", True),
        ("з'єднайте з живою людиною", True),
        ("I don't want an operator", False),
        ("transfer me to the operator at 0900123456", False),
        ("four winter tyres", False),
    ],
)
def test_who_asks_for_a_human_has_one_soon(wish, asks):
    turns = [says(wish), says("hm"), says("so"), says("well"), says("good")]
    assert bool(list(callrules.human_when_asked(played(*turns)))) is asks
    assert not list(callrules.human_when_asked(played(*turns[:3])))


def test_who_thinks_better_of_it_need_not_have_one():
    turns = [says("operator"), says("no, wait"), says("so"), says("well"), says("good")]
    assert not list(callrules.human_when_asked(played(*turns)))


def test_a_phone_number_was_said_by_somebody():
    wish = tool("request_callback", {"state": "noted"}, about="x", phone="0501112233")
    rule = callrules.phone_is_the_callers
    assert list(rule(played(wish)))
    assert not list(rule(played(says("call 050 111 22 33"), wish)))


def test_a_call_that_never_ends_is_seen():
    looks = [found("t02") for _ in range(50)]
    assert list(callrules.not_for_ever(played(says("hi"), *looks)))
    drafts = [order(str(n)) for n in range(11)]
    assert list(callrules.not_for_ever(played(agent("x"), orders=drafts)))
