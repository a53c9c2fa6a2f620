"""Replies that are asked for before the turn is over, in the thinker."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.agent.history import History
from callcore.call.think import GUESSES
from callcore.engines.scripted import Fault
from tests.callcore.call.test_think import Desk, tools


@pytest.fixture
def sit(nursery):
    return lambda *replies: Desk(nursery, replies)


async def guessed(desk, text="hello"):
    """Guess at ``text`` as a partial would, before it is in the history."""
    desk.history = desk.thinker._use.history
    await trio.testing.wait_all_tasks_blocked()
    desk.thinker.guess(text)


def fresh(desk):
    """Make the history end before the caller's words."""
    object.__setattr__(desk.thinker._use, "history", History("x"))
    return desk


async def test_a_right_guess_is_heard_at_once_and_asked_only_once(autojump_clock, sit):
    desk = fresh(sit("Hello there. How are you?"))
    await guessed(desk, "good morning")
    await trio.sleep(5)
    assert desk.speaker.log == []  # nobody hears a guess
    desk.history.caller_said("Good morning!")
    before_s = trio.current_time()
    await desk.think(turn=1, wait_s=0.5)
    assert desk.speaker.said == ["Hello there.", "How are you?"]
    assert desk.sentences[0] == before_s
    assert len(desk.llm.asked) == 1
    assert desk.fates == ["used"]


async def test_a_wrong_guess_leaves_nothing_behind(autojump_clock, sit):
    desk = fresh(sit("About winter.", "About summer."))
    await guessed(desk, "winter tyres")
    await trio.sleep(5)
    desk.history.caller_said("winter tyres, no, summer tyres")
    await desk.think()
    assert desk.speaker.said == ["About summer."]
    assert desk.fates == ["dropped"]


@pytest.mark.parametrize("tool", ["confirm_order", "search_products"])
async def test_no_tool_runs_before_the_turn_is_there(autojump_clock, sit, tool):
    desk = fresh(sit(tools(tool), "Done."))
    desk.toolbox.effects = {"confirm_order"}
    await guessed(desk, "yes")
    await trio.sleep(60)
    assert desk.toolbox.ran == []
    assert desk.events == []
    desk.thinker.drop_guess()
    await trio.sleep(60)
    assert desk.toolbox.ran == []
    assert [m.role for m in desk.history.messages()] == ["system"]


async def test_a_guess_with_a_tool_runs_it_once_when_the_turn_comes(
    autojump_clock, sit
):
    desk = fresh(sit(tools("confirm_order"), "Done."))
    desk.toolbox.effects = {"confirm_order"}
    await guessed(desk, "yes")
    await trio.sleep(5)
    desk.history.caller_said("yes")
    await desk.think()
    assert desk.toolbox.ran == ["confirm_order"]
    assert desk.speaker.said == ["Done."]


async def test_a_guess_that_failed_is_asked_afresh(autojump_clock, sit):
    desk = fresh(sit("Hello.", "Hello again."))
    desk.llm.fault = Fault("error")
    await guessed(desk, "hi")
    await trio.sleep(5)
    desk.llm.fault = Fault()
    desk.history.caller_said("hi")
    await desk.think()
    assert desk.events == []
    assert len(desk.speaker.said) == 1


async def test_a_hesitating_caller_costs_three_guesses_a_turn(autojump_clock, sit):
    desk = fresh(sit(*["Hello."] * 10))
    for words in range(1, 8):
        await guessed(desk, "so " * words)
        await trio.sleep(2)
    assert len(desk.llm.asked) == GUESSES
    desk.history.caller_said("so what")
    await desk.think()
    await guessed(desk, "again")
    await trio.sleep(2)
    assert len(desk.llm.asked) == GUESSES + 2


async def test_nothing_is_guessed_while_a_reply_is_under_way(autojump_clock, sit):
    desk = sit("A long story.", "Another.")
    desk.llm.fault = Fault("slow")
    await desk.think(wait_s=1)
    desk.thinker.guess("hello")
    await trio.sleep(1)
    assert len(desk.llm.asked) == 1
