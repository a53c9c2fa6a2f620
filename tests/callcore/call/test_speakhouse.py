"""A supervisor's sentence in the mouth of a call; see test_speak.py."""

from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.call.happened import ANY_TURN
from callcore.call.lanes import SENTENCES
from callcore.call.saying import Sentence
from callcore.engines.scripted import Fault
from tests.callcore.call.test_speak import Desk


@pytest.fixture
def desk(nursery):
    return Desk(nursery)


class Fates:
    def __init__(self):
        self.told: list[Any] = []

    def __call__(self, heard, *, whole):
        self.told.append((heard, whole))


async def test_a_supervisors_sentence_is_no_answer_and_is_not_measured(
    autojump_clock, desk
):
    fate = Fates()
    desk.speaker.say_for_house(Sentence("The shop closes.", ANY_TURN, fate=fate))
    assert desk.speaker.busy
    await trio.sleep(5)
    assert desk.words == "The shop closes."
    assert (desk.on_wire, desk.audio) == ([], [])
    assert fate.told == [("The shop closes.", True)]
    assert desk.noted[-1][1]["by"] == "supervisor"
    assert desk.played_out() == 1


async def test_a_cut_tells_a_supervisor_what_was_heard_and_what_was_not(
    autojump_clock, desk
):
    heard, queued = Fates(), Fates()
    desk.speaker.say_for_house(
        Sentence("The shop closes at eight.", ANY_TURN, fate=heard)
    )
    desk.speaker.say_for_house(Sentence("And opens.", ANY_TURN, fate=queued))
    await trio.sleep(0.7)
    desk.speaker.cut()
    await trio.sleep(1)
    assert heard.told[0] == ("The shop", False)
    assert queued.told == [("", False)]
    assert not desk.speaker.busy


async def test_a_lane_that_is_full_takes_no_supervisors_sentence(autojump_clock, desk):
    fate = Fates()
    desk.tts.fault = Fault("hang")
    for n in range(SENTENCES + 1):
        await desk.say(f"Sentence {n}.")
        await trio.lowlevel.checkpoint()
    desk.speaker.say_for_house(Sentence("Too many.", ANY_TURN, fate=fate))
    assert fate.told == [("", False)]


async def test_a_protected_sentence_owes_an_answer_in_its_turn(autojump_clock, desk):
    await desk.say("Four tyres, is that right?", turn=3, protected=True)
    assert desk.speaker.protected_turn == 3
    await desk.say("Fine.", turn=4)
    assert desk.speaker.protected_turn == 3
