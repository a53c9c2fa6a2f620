from __future__ import annotations

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from callcore.call.control import (
    DISMISSED,
    MOST_CHARS,
    MOST_ORDERS,
    CallControl,
    HandOver,
    HangUp,
    Typed,
    Wish,
    sayable_text,
    tidy,
)
from callcore.shared.records import Outcome

END = Outcome("end", "goodbye")


async def test_the_first_reason_counts():
    control = CallControl()
    control.hand_over("drain")
    control.hand_over("overload")
    control.hang_up()
    assert control.reason == "drain"
    assert await control.wait_hand_over() == "drain"
    assert await control.wait_order() == HandOver("drain", "")
    with trio.move_on_after(0) as scope:
        await control.wait_order()
    assert scope.cancelled_caught


async def test_a_call_waits_until_somebody_asks(autojump_clock, nursery):
    control, told = CallControl(), []

    async def wait():
        told.append(await control.wait_order())

    nursery.start_soon(wait)
    await trio.testing.wait_all_tasks_blocked()
    assert told == []
    control.hand_over("operator", "parts,s,1")
    await trio.testing.wait_all_tasks_blocked()
    assert told == [HandOver("operator", "parts,s,1")]


async def test_waiting_may_be_cancelled_and_asked_again():
    control = CallControl()
    with trio.move_on_after(0) as scope:
        await control.wait_hand_over()
    assert scope.cancelled_caught
    assert control.reason == ""
    control.hand_over("drain")
    assert await control.wait_hand_over() == "drain"
    with trio.move_on_after(0) as scope:
        await trio.lowlevel.checkpoint()
        await control.wait_order()
    assert await control.wait_order() == HandOver("drain", "")


async def test_the_end_of_a_call_comes_before_what_it_should_still_do():
    control = CallControl()
    control.type_in("one")
    control.hang_up()
    assert await control.wait_order() == HangUp(DISMISSED)
    assert await control.wait_order() == Typed("one")


async def test_the_decision_is_told_and_the_first_counts(autojump_clock, nursery):
    control, told = CallControl(), []

    async def wait():
        told.append(await control.wait_decided())

    nursery.start_soon(wait)
    await trio.testing.wait_all_tasks_blocked()
    control.decide(END)
    control.decide(Outcome("human", "late"))
    await trio.testing.wait_all_tasks_blocked()
    assert told == [END]


def test_a_call_that_is_decided_takes_nothing_more():
    control = CallControl()
    waiting = control.say("Hello.")
    control.decide(END)
    assert waiting.outcome == "too-late"
    assert control.say("Hello.").outcome == "refused"
    assert not control.type_in("hello")


def test_orders_that_nobody_obeys_are_bounded():
    control = CallControl()
    taken = [control.type_in("again") for _ in range(MOST_ORDERS + 3)]
    assert taken.count(True) == MOST_ORDERS
    assert control.say("Hello.").outcome == "refused"
    control.hang_up()  # the way out is always open
    assert control.reason == DISMISSED


def test_the_first_fate_of_a_sentence_counts():
    wish = Wish("Hello.")
    wish.settle("cut", "Hel")
    wish.settle("said", "Hello.")
    assert (wish.outcome, wish.heard) == ("cut", "Hel")


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "it is 4111-1111-1111-1111, thanks",
        "x" * (MOST_CHARS + 1),
        "",
        "\x00\x1b\u202e",
    ],
)
def test_what_the_agent_may_not_say(text):
    assert sayable_text(text) == ""


@given(st.text(max_size=600))
def test_a_text_becomes_one_line_that_can_be_seen(text):
    line = tidy(text)
    assert line.isprintable()
    assert len(line) <= MOST_CHARS
    assert tidy(line) == line
