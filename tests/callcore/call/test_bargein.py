"""Speech over the agent, and the echo of its own, in whole calls in virtual time."""

from __future__ import annotations

from itertools import pairwise

import pytest
import trio
import trio.testing

from callcore.engines.scripted import (
    ScriptedLanguageModel,
)
from callcore.engines.spelled import read_spelled, spell
from tests.callcore.call.test_interruptions import (
    LONG,
    TYRE,
    hall_of,
    ordering,
)
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.handset import SILENCE
from tests.kit.talker import in_call

SORRY = "Sorry, go on."


def verdicts(hall):
    return hall.last.of("call:barge_in")


def users(hall):
    return [m.text for m in hall.heard_by_model() if m.role == "user"]


async def while_speaking(caller, after_s=0.8):
    await caller.say("tell me a story")
    await caller.wait_state("speaking")
    await trio.sleep(after_s)


# -- barge-in, and back -----------------------------------------------------------------


@pytest.mark.parametrize("ms", [80, 160, 240, 300])
async def test_a_cough_stops_the_reply_for_half_a_second_and_loses_no_sample(
    autojump_clock, ms
):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await while_speaking(caller)
        began_s = trio.current_time() - 0.5
        await caller.make_noise(ms)
        await caller.wait_state("listening")
    assert LONG in caller.words
    assert caller.words.count("long story") == 1
    for verdict in verdicts(hall):
        assert verdict["verdict"] == "false"
        assert verdict["after_ms"] <= 500
    if ms >= 160:
        assert hall.tally.barge_ins[0] == "false"
        gaps = [b - a for a, b in pairwise(t for t in caller.sounds_s if t > began_s)]
        assert 0.3 < max(gaps) < 0.7


@pytest.mark.parametrize("text", ["mhm", "uh-huh", "mhm mhm, right", "okay"])
async def test_an_mhm_resumes_the_reply_and_is_no_turn(autojump_clock, text):
    hall = hall_of(LONG, SORRY)
    async with in_call(hall) as caller:
        await while_speaking(caller)
        await caller.say(text)
        await caller.wait_state("listening")
    assert LONG in caller.words
    assert users(hall) == ["tell me a story"]
    assert hall.last.of("caller:said")[-1]["aside"]


async def test_words_over_the_reply_cut_it_within_half_a_second(autojump_clock):
    hall = hall_of(LONG, SORRY)
    async with in_call(hall) as caller:
        await while_speaking(caller)
        begun_s = trio.current_time()
        await caller.say("no wait a minute please")
        await wait_until(lambda: caller.words.endswith(SORRY))
        paused_s = [t for t in caller.sounds_s if begun_s + 0.2 < t < begun_s + 1.5]
    assert not paused_s  # not one frame of the reply over his words
    (verdict,) = verdicts(hall)
    assert verdict["verdict"] == "confirmed"
    assert verdict["after_ms"] <= 500
    cut = next(said for said in hall.last.of("agent:said") if said["cut"])
    assert cut["exact"] is True
    assert LONG.startswith(cut["text"])
    assert users(hall)[-1] == "no wait a minute please"


async def test_one_short_word_that_is_meant_still_interrupts(autojump_clock):
    """The verdict is "false" after 500 ms; the transcript knows better."""
    hall = hall_of(LONG, "All right, I stop.")
    async with in_call(hall) as caller:
        await while_speaking(caller)
        await caller.say("stop")
        await wait_until(lambda: caller.words.endswith("All right, I stop."))
    assert LONG not in caller.words
    assert hall.tally.barge_ins in (["false", "late"], ["confirmed"])


async def test_both_talk_at_once_for_long_and_the_caller_has_the_floor(autojump_clock):
    hall = hall_of(LONG, SORRY)
    async with in_call(hall) as caller:
        await while_speaking(caller, 0.3)
        await caller.say(
            "listen i have told you twice that i need summer tyres not this"
        )
        await wait_until(lambda: caller.words.endswith(SORRY))
    told = [m.text for m in hall.heard_by_model() if m.role == "assistant"]
    heard = next(text for text in told if text.startswith("I could"))
    assert heard in caller.words
    assert LONG not in caller.words


async def test_a_caller_who_talks_over_the_greeting_is_answered(autojump_clock):
    hall = hall_of("Winter tyres, yes.")
    async with in_call(hall, greeted=False) as caller:
        await trio.sleep(0.6)
        await caller.say("hello i need winter tyres")
        await wait_until(lambda: caller.words.endswith("Winter tyres, yes."))
    greeting = hall.last.of("agent:said")[0]
    assert greeting["cut"]
    assert greeting["text"] in caller.words
    assert "How can I help you?" not in caller.words


async def test_a_cough_over_the_greeting_does_not_cost_it(autojump_clock):
    hall = hall_of("Yes.")
    async with in_call(hall, greeted=False) as caller:
        await trio.sleep(0.6)
        await caller.make_noise(200)
        await caller.wait_state("listening")
    assert "How can I help you?" in caller.words


async def test_more_words_after_a_cough_pause_again(autojump_clock):
    hall = hall_of(LONG, SORRY)
    async with in_call(hall) as caller:
        await while_speaking(caller)
        await caller.make_noise(160)
        await trio.sleep(0.25)
        await caller.say("stop it please i have heard enough")
        await wait_until(lambda: caller.words.endswith(SORRY))
    assert LONG not in caller.words


async def test_a_read_back_is_not_interrupted_and_his_words_are_answered_after_it(
    autojump_clock,
):
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        await caller.say("four winter tyres please")
        await wait_until(lambda: "read_back_order" in str(hall.last.of("tool:called")))
        await caller.wait_state("speaking")
        await trio.sleep(0.5)
        await caller.say("wait i want to change it now")
        await wait_until(lambda: caller.words.endswith("We go on."))
    read_back = hall.last.of("agent:said")[1]
    assert read_back["cut"] is False
    assert read_back["text"].replace(",", "").split()[0] in caller.words
    assert hall.store.confirmations == []


# -- his own voice ------------------------------------------------------------------------


class Echoing:
    """A voice that also returns what the phone hears, later and quieter."""

    def __init__(self, talker, delay_frames, gain):
        self.talker, self.speech = talker, talker.voice
        self.delay_frames, self.gain = delay_frames, gain

    def __call__(self):
        own = self.speech()
        at = len(self.talker.frames) - self.delay_frames
        heard = self.talker.frames[at][1] if at >= 0 else SILENCE
        return mix(own, heard, self.gain)


def mix(one, other, gain):
    pairs = zip(memoryview(one).cast("h"), memoryview(other).cast("h"), strict=True)
    both = (max(-32768, min(32767, round(a + gain * b))) for a, b in pairs)
    return b"".join(value.to_bytes(2, "little", signed=True) for value in both)


@pytest.mark.parametrize("delay_frames", [1, 5, 12])
@pytest.mark.parametrize("gain", [0.06, 0.12])
async def test_his_returned_voice_does_not_interrupt_the_agent(
    autojump_clock, delay_frames, gain
):
    """From the first word of the call on, when nothing of the line is known yet."""
    hall = hall_of(LONG)
    async with in_call(hall, greeted=False) as caller:
        caller.handset.voice = Echoing(caller, delay_frames, gain)
        await caller.wait_state("listening")
        await caller.say("tell me a story")
        await wait_until(lambda: LONG in caller.words)
    assert hall.last.of("agent:said")[0]["cut"] is False
    assert [s for s in hall.last.of("call:state") if s["state"] == "paused"] == []


async def test_over_his_own_echo_the_caller_is_heard(autojump_clock):
    hall = hall_of(LONG, SORRY)
    async with in_call(hall) as caller:
        caller.handset.voice = Echoing(caller, 5, 0.06)
        await while_speaking(caller)
        await caller.say("no wait a minute please")
        await wait_until(lambda: caller.words.endswith(SORRY))


def test_the_words_of_a_spelled_echo_are_not_read_back():
    assert read_spelled(mix(SILENCE * 1, spell("a")[:320], 0.12)) == ""
