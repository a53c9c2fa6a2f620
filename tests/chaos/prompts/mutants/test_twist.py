"""An agent with a fault: what it sees, and what comes out of it."""

from __future__ import annotations

import json

import pytest

from callcore.engines.chat import Finished, Message, TextDelta
from callcore.engines.scripted import ScriptedLanguageModel
from chaos.prompts.mutants.twist import (
    Reply,
    Seen,
    Twisted,
    another_call,
    arguments_of,
    with_arguments,
)
from tests.chaos.prompts.mutants.replies import (
    FOUND,
    LINE,
    MADE,
    READ,
    call,
    calling,
    seen,
)


async def streamed(model):
    async with model.reply([Message("user", "hello")], (), "en") as deltas:
        return [delta async for delta in deltas]


async def test_without_a_change_the_reply_is_the_sound_ones(autojump_clock):
    one = call("end_call")
    script = [TextDelta("Hello. "), TextDelta("Bye."), one, Finished()]
    model = Twisted(ScriptedLanguageModel([script]), lambda reply, _: reply)
    assert await streamed(model) == [
        TextDelta("Hello. Bye."),
        one,
        Finished("tool_calls"),
    ]
    assert model.fired == 0


async def test_a_twist_changes_what_is_streamed_and_is_counted(autojump_clock):
    def twist(reply, seen):
        assert seen.caller == "hello"
        return reply.saying("Or not.")

    model = Twisted(ScriptedLanguageModel(["Yes."]), twist)
    assert await streamed(model) == [TextDelta("Yes. Or not."), Finished("stop")]
    assert model.fired == 1


def test_results_are_found_by_tool_newest_first():
    this = seen("tyres", FOUND, "the first", MADE, READ, "yes")
    assert [one["order_id"] for one in this.results("create_order")] == ["7"]
    assert list(this.results("end_call")) == []
    assert [one["lines"] for one in this.calls("create_order")] == [[LINE]]


def test_only_the_last_message_is_to_be_answered():
    assert seen("tyres", MADE).answered("create_order")["order_id"] == "7"
    assert seen("tyres", MADE).answered("search_products") == {}
    assert seen("tyres", MADE, "yes").answered("create_order") == {}
    assert Seen((), "en").answered("create_order") == {}


def test_the_callers_words_are_there_while_they_wait_for_an_answer():
    assert seen("tyres").caller == "tyres"
    assert seen("tyres", MADE).caller == ""
    assert seen("tyres").begins
    assert not seen("tyres", FOUND, "four").begins


def test_a_call_is_exchanged_where_it_stood():
    first, second = call("end_call", 1), call("search_products", 2)
    reply = Reply("a", (first, second))
    assert reply.called("search_products") == second
    assert reply.called("create_order") is None
    assert reply.but(first, second, second).calls == (second, second, second)
    assert reply.but(first).calls == (second,)


def test_arguments_are_exchanged_added_and_left_out():
    (one,) = calling("create_order", name="Oleh", city="Lviv").calls
    changed = with_arguments(one, name=None, city="Київ", place="5")
    assert arguments_of(changed) == {"city": "Київ", "place": "5"}
    assert changed.id == one.id


def test_a_call_of_its_own_has_an_id_of_its_own():
    this = seen("tyres", FOUND)
    made = [another_call("end_call", this, at) for at in (0, 1)]
    later = another_call("end_call", seen("tyres", FOUND, MADE))
    known = {one.id for message in this.messages for one in message.tool_calls}
    assert len({*known, later.id, *(one.id for one in made)}) == 4
    assert json.loads(another_call("x", this, order_id="7").arguments) == {
        "order_id": "7"
    }


@pytest.mark.parametrize(
    ("text", "more", "all_of_it"), [("", "a", "a"), ("a", "b", "a b")]
)
def test_more_is_said_after_what_is_said(text, more, all_of_it):
    assert Reply(text).saying(more).text == all_of_it
