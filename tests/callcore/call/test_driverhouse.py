"""The house and the budgets of turns in the driver; see test_driver.py."""

from __future__ import annotations

import pytest
import trio

from callcore.call.control import Wish
from callcore.dialog.machine import Event, State
from callcore.shared.records import Outcome
from tests.callcore.call.test_driver import (
    TO_LISTENING,
    TO_PAUSED,
    TO_SPEAKING,
    TO_THINKING,
    WAYS,
    Desk,
)

E = Event


@pytest.fixture
async def desk():
    return Desk()


@pytest.mark.parametrize("state", WAYS)
async def test_the_house_waits_for_the_floor(desk, state):
    desk.at(*WAYS[state])
    desk.house.add(Wish("news"))
    desk.apply(E.HOUSE_SPEAKS)
    free = state in (State.LISTENING, State.SPEAKING)
    assert (desk.log == ["house: news"]) is free
    assert desk.house.waits is not free


async def test_the_house_does_not_talk_over_the_caller(desk):
    desk.at(*TO_LISTENING)
    desk.house.add(Wish("news"))
    desk.speaks = True
    desk.apply(E.HOUSE_SPEAKS, E.CALLER_STARTED)
    assert desk.log == []
    desk.apply(E.CALLER_FINISHED)
    desk.speaks = False
    assert desk.apply(E.NOTHING_SAID).log[-1] == "house: news"


async def test_the_house_speaks_when_the_reply_is_over(desk):
    desk.at(*TO_THINKING, E.TURN_READY)
    desk.house.add(Wish("news"))
    desk.apply(E.HOUSE_SPEAKS)
    assert desk.log == []
    assert desk.apply(E.SENTENCE_READY).log == ["house: news"]


async def test_the_house_says_nothing_between_a_question_and_its_answer(desk):
    desk.at(*TO_SPEAKING)
    desk.house.add(Wish("news"))
    desk.protected_turn = desk.driver.turn
    desk.apply(E.HOUSE_SPEAKS, E.PLAYED_OUT, E.NO_INPUT, E.PLAYED_OUT)
    assert "house: news" not in desk.log
    desk.apply(*TO_THINKING[1:], E.TURN_READY, E.SENTENCE_READY)
    assert desk.log[-1] == "house: news"


@pytest.mark.parametrize("state", WAYS)
async def test_a_supervisor_ends_a_call_that_is_not_ending(desk, state):
    desk.at(*WAYS[state]).apply(E.DISMISSED, reason="supervisor-hang-up")
    if state in (State.HANDOVER, State.CLOSING):
        assert desk.driver.outcome is None
    else:
        assert desk.driver.outcome == Outcome("end", "supervisor-hang-up")
        assert not [line for line in desk.log if line.startswith("say")]


@pytest.mark.parametrize("way", [TO_SPEAKING, TO_PAUSED])
async def test_what_cuts_a_reply_has_a_budget_of_its_own(autojump_clock, desk, way):
    desk.at(*way)
    began_s = desk.driver.progress_s
    await trio.sleep(20)
    desk.spoke_s = trio.current_time() - 0.5
    desk.apply(E.TURN_READY)
    assert desk.driver.progress_s == desk.spoke_s > began_s
    desk.spoke_s = float("inf")  # nobody knows
    desk.apply(E.TURN_READY)
    assert desk.driver.progress_s == trio.current_time()


async def test_text_that_was_long_in_coming_has_no_more_time(autojump_clock, desk):
    """6 s for the text and 7 s for the answer would be more than 10 s."""
    desk.at(*TO_THINKING)
    began_s = desk.driver.progress_s
    desk.spoke_s = began_s - 0.5
    await trio.sleep(5)
    assert desk.apply(E.TURN_READY).driver.progress_s == began_s
