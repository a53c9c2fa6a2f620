"""Each fault of an agent that behaves wrongly."""

from __future__ import annotations

import json

import pytest

from chaos.prompts.mutants import conductfaults as faults
from chaos.prompts.mutants.twist import Reply, arguments_of
from tests.chaos.prompts.mutants.replies import CREATE, FOUND, calling, seen

TRANSFER = calling("transfer_to_operator", reason="asked", queue="sales")
QUESTION = Reply("How many would you like?")


def names(reply):
    return [one.name for one in reply.calls]


@pytest.mark.parametrize(
    ("twist", "tool"),
    [
        (faults.never_transfer, "transfer_to_operator"),
        (faults.never_end, "end_call"),
        (faults.ignore_callback, "request_callback"),
        (faults.ignore_cancel, "cancel_order"),
        (faults.ignore_status, "order_status"),
    ],
)
def test_a_tool_is_talked_away(twist, tool):
    twisted = twist(calling(tool), seen("please", language="uk"))
    assert twisted.text
    assert not twisted.calls
    assert twist(QUESTION, seen("please")) is QUESTION


def test_a_transfer_goes_elsewhere():
    (to_number,) = faults.transfer_to_number(TRANSFER, seen("a")).calls
    assert arguments_of(to_number) == {"reason": "asked", "queue": faults.PREMIUM}
    (nowhere,) = faults.wrong_queue(TRANSFER, seen("a")).calls
    assert arguments_of(nowhere) == {"reason": "asked"}
    assert faults.transfer_to_number(QUESTION, seen("a")) is QUESTION
    assert faults.wrong_queue(QUESTION, seen("a")) is QUESTION


def test_everybody_is_given_away_at_once():
    assert names(faults.transfer_at_once(QUESTION, seen("a"))) == [
        "transfer_to_operator"
    ]
    assert faults.transfer_at_once(QUESTION, seen("a", "b ...", "c")) is QUESTION


def test_it_hangs_up_on_a_question_and_only_on_one():
    assert names(faults.hang_up_on_question(QUESTION, seen("a"))) == ["end_call"]
    answer = Reply("It costs 100 UAH.")
    assert faults.hang_up_on_question(answer, seen("a")) is answer
    assert faults.hang_up_on_question(CREATE, seen("a")) is CREATE


def test_it_searches_for_ever_once_it_has_begun():
    assert names(faults.search_for_ever(QUESTION, seen("a", FOUND))) == [
        "search_products"
    ]
    assert faults.search_for_ever(QUESTION, seen("a")) is QUESTION


def test_a_flood_comes_before_what_was_wanted():
    flood = faults.flood_of_tools(CREATE, seen("a"))
    assert names(flood) == [*["search_products"] * 12, "create_order"]
    assert len({one.id for one in flood.calls}) == 13
    assert faults.flood_of_tools(QUESTION, seen("a")) is QUESTION


def test_half_of_the_arguments_is_no_json():
    (half,) = faults.half_json(CREATE, seen("a")).calls
    with pytest.raises(ValueError, match=r"."):
        json.loads(half.arguments)


def test_an_unknown_tool_is_called_before_an_order():
    assert names(faults.unknown_tool(CREATE, seen("a"))) == [
        "apply_discount",
        "create_order",
    ]
    assert faults.unknown_tool(QUESTION, seen("a")) is QUESTION
