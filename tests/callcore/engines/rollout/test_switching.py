from __future__ import annotations

import pytest
import trio

from callcore.engines.rollout.switching import SwitchingSpeechToText
from callcore.engines.scripted import ScriptedSpeechToText
from callcore.engines.spelled import spell
from tests.callcore.engines.contracts import SpeechToTextContract, hear


class Trial:
    def __init__(self):
        self.on = True
        self.candidate = ScriptedSpeechToText(name="candidate")
        self.control = ScriptedSpeechToText(name="control")
        self.stt = SwitchingSpeechToText(self.candidate, self.control, lambda: self.on)


@pytest.fixture
def trial():
    return Trial()


class TestSwitchingSpeechToText(SpeechToTextContract):
    @pytest.fixture
    def clock(self, autojump_clock):
        return autojump_clock

    @pytest.fixture
    def engine(self, trial):
        return trial.stt

    @pytest.fixture
    def spoken(self):
        return spell("two red shirts"), ["two", "red", "shirts"]


async def test_after_a_rollback_the_next_utterance_is_controls(trial, autojump_clock):
    assert (await hear(trial.stt, spell("one"))).text == "one"
    trial.on = False
    assert (await hear(trial.stt, spell("two"))).text == "two"
    assert (len(trial.candidate.asked), len(trial.control.asked)) == (1, 1)
    assert trial.stt.name == "control"


async def test_the_utterance_that_is_under_way_stays_where_it_is(
    trial, autojump_clock, nursery
):
    async def roll_back():
        await trio.sleep(0.3)
        trial.on = False

    nursery.start_soon(roll_back)
    assert (await hear(trial.stt, spell("one two three"))).text == "one two three"
    assert trial.control.asked == []


async def test_who_has_left_the_trial_does_not_come_back(trial, autojump_clock):
    trial.on = False
    await hear(trial.stt, spell("one"))
    trial.on = True
    await hear(trial.stt, spell("two"))
    assert trial.candidate.asked == []
