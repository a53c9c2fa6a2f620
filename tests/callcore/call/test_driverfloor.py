"""Who has the floor, in the driver: verdicts, tools, words that come late."""

from __future__ import annotations

import pytest
import trio

from callcore.call.happened import AGAIN
from callcore.dialog.machine import Event, State
from tests.callcore.call.test_driver import (
    TO_LISTENING,
    TO_PAUSED,
    TO_SPEAKING,
    TO_THINKING,
    TO_TOOLING,
    Desk,
)

E = Event


@pytest.fixture
async def desk():
    return Desk()


async def test_words_that_come_after_the_verdict_cut_all_the_same(desk):
    desk.at(*TO_PAUSED, E.FALSE_ALARM).apply(E.TURN_READY)
    assert desk.state is State.THINKING
    assert desk.log == ["stop", "cut", "stop", "cut", "think 2"]
    assert desk.counted == ["late"]


@pytest.mark.parametrize(
    ("event", "counted"),
    [
        (E.CALLER_INSISTED, []),  # the verdict was counted when it fell
        (E.TURN_READY, []),
        (E.NOTHING_SAID, ["resumed"]),
        (E.FALSE_ALARM, []),
        (E.CALLER_FINISHED, []),
    ],
)
async def test_a_transcript_that_overrules_the_verdict_is_counted(desk, event, counted):
    assert desk.at(*TO_PAUSED).apply(event).counted == counted


async def test_nothing_is_paused_while_nothing_is_said(desk):
    desk.at(*TO_TOOLING)
    desk.sounding = False
    assert desk.apply(E.CALLER_STARTED).log == []


async def test_a_wish_said_over_a_tool_is_answered_with_the_tools_result(desk):
    desk.at(*TO_TOOLING).apply(E.CALLER_STARTED, E.TURN_READY)
    desk.log.clear()
    desk.said = 1
    desk.apply(E.TOOL_DONE)
    assert desk.log == ["stop", "cut", "think 2"]


async def test_a_tool_that_nobody_talked_over_goes_on(desk):
    assert desk.at(*TO_TOOLING).apply(E.TOOL_DONE).log == []


async def test_an_answer_does_not_begin_over_a_caller_who_speaks(desk):
    desk.at(*TO_THINKING, E.TURN_READY)
    desk.speaks = True
    desk.apply(E.SENTENCE_READY)
    assert desk.state is State.PAUSED
    assert desk.log == ["pause", "judge"]


async def test_words_that_came_when_he_was_silent_again_are_answered(desk):
    """His interruption was confirmed when his turn was over already."""
    desk.at(*TO_PAUSED, E.CALLER_FINISHED, E.CALLER_INSISTED)
    desk.waits = True
    desk.apply(E.TURN_READY)
    assert desk.state is State.THINKING
    assert desk.log[-1] == "think 2"


async def test_a_reply_cut_for_talk_without_words_is_asked_for_again(desk):
    desk.at(*TO_PAUSED).apply(E.CALLER_INSISTED, E.CALLER_FINISHED, E.NOTHING_SAID)
    assert desk.log[-1] == "say did_not_hear"
    assert "his floor" in desk.log
    desk.apply(E.PLAYED_OUT, E.CALLER_FINISHED, E.NOTHING_SAID)
    assert desk.state is State.LISTENING
    assert desk.log.count("say did_not_hear") == 1


async def test_one_utterance_that_goes_on_is_noted_once(desk):
    desk.at(*TO_SPEAKING).apply(E.CALLER_STARTED)
    desk.apply(E.FALSE_ALARM)
    desk.apply(E.CALLER_STARTED, reason=AGAIN)
    assert desk.state is State.PAUSED
    assert [event for event, _ in desk.noted].count("caller:speech") == 1


async def test_noise_is_not_what_is_waited_for(autojump_clock):
    desk = Desk().at(*TO_LISTENING)
    idle_s = desk.driver.idle_s
    for noises in (1, 2):
        await trio.sleep(5)
        desk.apply(E.CALLER_STARTED, E.CALLER_FINISHED, E.NOTHING_SAID)
        assert desk.driver.unheard == noises
    desk.apply(E.PLAYED_OUT)  # of a filler
    assert desk.driver.idle_s == idle_s
    desk.apply(E.CALLER_STARTED, E.CALLER_FINISHED, E.TURN_READY)
    assert desk.driver.idle_s == idle_s + 10
    assert desk.driver.unheard == 0
