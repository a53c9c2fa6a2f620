from __future__ import annotations

from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from callcore.call.deadlines import VOICE_CHUNK_S, VOICE_S
from callcore.call.lanes import SENTENCES, sentence_lane
from callcore.call.phrasebank import Rendered
from callcore.call.saying import Queued, Sentence
from callcore.call.speak import Speaker, Speaking
from callcore.dialog.machine import Event
from callcore.engines.errors import EngineError
from callcore.engines.ports import SpeechChunk
from callcore.engines.scripted import Fault, ScriptedTextToSpeech
from callcore.engines.spelled import read_spelled, spell
from callcore.transport.playout import Playout
from tests.kit.hall import wait_until

FRAME_S = 0.02
PHRASES: dict[Any, Rendered] = {
    key: Rendered(spell(text), text)
    for key, text in (
        ("greeting", "Hello"),
        ("filler", "One moment"),
        ("connecting", "I connect you"),
    )
}


class Desk:
    """A speaker with a scripted voice, and a ticker that takes its frames."""

    def __init__(self, nursery, tts=None):
        self.tts, self.playout = tts or ScriptedTextToSpeech(), Playout()
        self.events: list[Any] = []
        self.heard: list[Any] = []
        self.noted: list[Any] = []
        self.on_wire: list[Any] = []
        self.audio: list[Any] = []
        self.fillers: list[Any] = []
        self.pcm = bytearray()
        send, receive = sentence_lane()
        self.close = send.close
        use = Speaking(
            tts=self.tts,
            phrases=lambda: PHRASES,
            language=lambda: "en",
            playout=self.playout,
            post=self.events.append,
            heard=self.heard.append,
            on_wire=self.on_wire.append,
            has_audio=lambda: self.audio.append(trio.current_time()),
            saying=lambda text: None,
            filler_ended=lambda: self.fillers.append(trio.current_time()),
            journal=self,
        )
        self.speaker = Speaker(use, send, receive)
        nursery.start_soon(self.speaker.run)
        nursery.start_soon(self.tick)

    def note(self, event, **fields):
        self.noted.append((event, fields))

    async def tick(self):
        while True:
            await trio.sleep(FRAME_S)
            self.pcm += self.playout.take_frame() or b""

    async def say(self, text, turn=1, *, protected=False):
        await self.speaker.say(Sentence(text, turn, protected))

    @property
    def words(self):
        return read_spelled(self.pcm)

    @property
    def told(self):
        return [happened.event for happened in self.events]

    def played_out(self):
        return self.told.count(Event.PLAYED_OUT)


@pytest.fixture
def desk(nursery):
    return Desk(nursery)


async def test_a_sentence_is_voiced_heard_and_reported_once(autojump_clock, desk):
    await desk.say("Hello there", turn=7)
    await trio.sleep(5)
    assert desk.words == "Hello there"
    (heard,) = desk.heard
    assert (heard.text, heard.turn, heard.whole, heard.phrase) == (
        "Hello there", 7, True, None,
    )  # fmt: skip
    assert desk.told == [Event.SENTENCE_READY, Event.PLAYED_OUT]
    when = {"began_ago_ms": len(desk.pcm) // 16 - 20, "ended_ago_ms": 0}
    assert desk.noted == [
        ("agent:saying", {"turn": 7, "text": "Hello there"}),
        ("agent:said", {"turn": 7, "text": "Hello there", "cut": False} | when),
    ]
    assert [sentence.turn for sentence in desk.on_wire] == [7]
    assert len(desk.audio) == 1


async def test_numbers_are_spoken_as_words_and_remembered_as_written(
    autojump_clock, desk
):
    await desk.say("I have 4")
    await trio.sleep(5)
    assert desk.words == "I have four"
    assert desk.heard[0].text == "I have 4"


async def test_sentences_follow_each_other_without_a_gap_in_order(autojump_clock, desk):
    for text in ("One. ", "Two. ", "Three."):
        await desk.say(text)
    await trio.sleep(5)
    assert desk.words == "One. Two. Three."
    assert desk.played_out() == 1


async def test_silence_between_sentences_of_a_reply_is_not_its_end(
    autojump_clock, desk
):
    desk.speaker.expect()
    await desk.say("One.")
    await trio.sleep(5)
    assert desk.played_out() == 0
    await desk.say("Two.")
    await trio.sleep(5)
    assert desk.played_out() == 0
    desk.speaker.complete()
    assert desk.played_out() == 1


async def test_a_reply_that_is_complete_before_it_was_heard_ends_when_it_is(
    autojump_clock, desk
):
    desk.speaker.expect()
    await desk.say("One.")
    desk.speaker.complete()
    assert desk.played_out() == 0
    await trio.sleep(5)
    assert desk.played_out() == 1


async def test_a_cut_reports_the_words_that_were_heard(autojump_clock, desk):
    await desk.say("One two three four five six")
    await desk.say("And more")
    await trio.sleep(0.9)  # 14 characters
    desk.speaker.cut()
    await trio.sleep(5)
    (heard,) = desk.heard
    assert (heard.text, heard.whole) == ("One two three", False)
    assert desk.words.startswith("One two three")
    assert len(desk.words) < 16
    assert "agent:said" in [event for event, fields in desk.noted if fields.get("cut")]
    assert not desk.speaker.busy


async def test_a_cut_before_the_first_sound_reports_nothing(autojump_clock, desk):
    await desk.say("One two")
    desk.speaker.cut()
    await trio.sleep(5)
    assert desk.heard == []
    assert desk.words == ""


async def test_a_cut_in_the_instant_of_the_first_sound_leaves_none(
    autojump_clock, nursery
):
    class Cutting:
        name = "cutting"

        @asynccontextmanager
        async def speak(self, text, _language):
            async with aclosing(self.chunks(text)) as chunks:
                yield chunks

        async def chunks(self, text):
            await trio.sleep(0.1)
            stage.speaker.cut()  # between the chunk's coming and its being taken
            yield SpeechChunk(spell(text))

    stage = Desk(nursery, Cutting())
    await stage.say("Not to be heard")
    await trio.sleep(5)
    assert stage.words == ""
    assert stage.told == [Event.PLAYED_OUT]


async def test_a_cut_reaches_a_sentence_on_its_way_out_of_the_lane(
    autojump_clock, desk
):
    await trio.testing.wait_all_tasks_blocked()  # the voice waits for a sentence
    desk.speaker._sender.send_nowait(Queued(Sentence("Too late", 1), 0))
    desk.speaker._waiting += 1
    desk.speaker.cut()  # it has the sentence, and has not run yet
    await trio.sleep(5)
    assert desk.tts.asked == []
    assert not desk.speaker.busy


async def test_a_protected_sentence_is_not_cut_and_not_paused(autojump_clock, desk):
    await desk.say("Four tyres. Correct", protected=True)
    await trio.sleep(0.5)
    desk.speaker.pause()
    desk.speaker.cut()
    await trio.sleep(5)
    assert desk.words == "Four tyres. Correct"
    assert desk.heard[0].whole
    assert desk.heard[0].protected


async def test_a_pause_freezes_and_goes_on_at_the_sample(autojump_clock, desk):
    await desk.say("One two three")
    await trio.sleep(0.3)
    desk.speaker.pause()
    before = len(desk.pcm)
    await trio.sleep(3)
    assert len(desk.pcm) == before
    desk.speaker.resume()
    await trio.sleep(5)
    assert desk.words == "One two three"
    assert desk.heard[0].whole


async def test_a_phrase_needs_no_engine(autojump_clock, desk):
    desk.tts.fault = Fault("error")
    desk.speaker.say_phrase("connecting")
    await trio.sleep(5)
    assert desk.words == "I connect you"
    assert desk.heard[0].phrase == "connecting"
    assert desk.told == [Event.PLAYED_OUT]
    assert desk.on_wire == []


@pytest.mark.parametrize(
    ("key", "left"), [("greeting", ""), ("connecting", "I connect you")]
)
async def test_only_phrases_that_open_a_turn_may_be_cut(
    autojump_clock, desk, key, left
):
    desk.speaker.say_phrase(key)
    desk.speaker.cut()
    await trio.sleep(5)
    assert desk.words == left


async def test_a_phrase_that_is_missing_is_over_at_once(autojump_clock, desk):
    desk.speaker.say_phrase("goodbye")
    assert desk.told == [Event.PLAYED_OUT]


async def test_a_missing_phrase_is_not_the_end_of_what_is_said(autojump_clock, desk):
    await desk.say("Hello")
    desk.speaker.say_phrase("goodbye")
    assert desk.told == []


@pytest.mark.parametrize(
    ("fault", "reason", "after_s"),
    [
        (Fault("error"), "tts-scripted-error", 0.1),
        (Fault("lost", after=1), "tts-scripted-loss", 0.1),
        (Fault("hang"), "tts-late", VOICE_S),
        (Fault("hang", after=1), "tts-late", VOICE_CHUNK_S),
    ],
    ids=str,
)
async def test_a_voice_that_fails_is_an_event(
    autojump_clock, desk, fault, reason, after_s
):
    desk.tts.fault = fault
    await desk.say("One two three")
    started_s = trio.current_time()
    await wait_until(lambda: Event.FAILED in desk.told)
    assert trio.current_time() - started_s == pytest.approx(after_s, abs=0.15)
    assert [h.reason for h in desk.events if h.event is Event.FAILED] == [reason]


@pytest.mark.parametrize("fault", [Fault("hang", after=2), Fault("error", after=2)])
async def test_of_a_sentence_whose_voice_breaks_only_its_beginning_was_heard(
    autojump_clock, desk, fault
):
    """Also of a read-back, which no cut follows: it must not count as heard."""
    desk.tts.fault = fault
    await desk.say("One two three four five six", protected=True)
    await trio.sleep(10)
    (heard,) = desk.heard
    assert (heard.text, heard.whole) == ("One two", False)
    assert desk.words.startswith("One two")
    assert desk.noted[-1][1]["cut"]


async def test_a_broken_sentence_that_is_cut_is_not_told_beyond_its_break(
    autojump_clock, nursery
):
    class Breaking:
        """A voice that says no word times and breaks off."""

        name = "breaking"

        @trio.as_safe_channel
        async def speak(self, _text, _language):
            yield SpeechChunk(spell("One two thr"))
            await trio.lowlevel.checkpoint()
            raise EngineError(self.name, "broke")

    desk = Desk(nursery, Breaking())
    await desk.say("One two three four five six")
    await trio.sleep(0.6)
    desk.speaker.cut()
    (heard,) = desk.heard
    assert heard.text in ("One two", "One")


async def test_after_a_failure_the_next_sentence_is_voiced(autojump_clock, desk):
    desk.tts.fault = Fault("error")
    await desk.say("One")
    await trio.sleep(1)
    desk.tts.fault = Fault()
    await desk.say("Two")
    await trio.sleep(1)
    assert desk.words == "Two"


async def test_a_voice_without_audio_has_failed(autojump_clock, desk):
    await desk.say("")
    await trio.sleep(1)
    assert [h.reason for h in desk.events if h.event is Event.FAILED] == [
        "tts-no-audio"
    ]


async def test_a_long_sentence_is_made_no_faster_than_it_is_heard(autojump_clock, desk):
    await desk.say("word " * 100)
    await trio.sleep(10)
    assert desk.playout.queued_ms <= 1500
    await trio.sleep(30)
    assert desk.heard[0].whole


async def test_a_cut_wakes_a_voice_that_waits_for_room(autojump_clock, desk):
    await desk.say("word " * 100)
    await trio.sleep(2)
    desk.speaker.cut()
    await desk.say("Next")
    await trio.sleep(2)
    assert desk.words.endswith("Next")


async def test_the_end_of_the_call_reports_what_was_heard(autojump_clock, desk):
    await desk.say("One two three four five six")
    await desk.say("Never begun")
    await trio.sleep(0.9)
    desk.speaker.close()
    (heard,) = desk.heard
    assert (heard.text, heard.whole) == ("One two three", False)
    desk.speaker.close()
    assert len(desk.heard) == 1


async def test_a_thinker_that_is_stopped_while_it_waits_leaves_nothing(
    autojump_clock, desk
):
    desk.tts.fault = Fault("hang")
    with trio.move_on_after(1):
        for n in range(SENTENCES + 5):
            await desk.say(str(n))
    desk.speaker.cut()
    await trio.testing.wait_all_tasks_blocked()
    assert not desk.speaker.busy


async def test_a_sentence_that_waits_in_the_lane_makes_the_mouth_busy(
    autojump_clock, desk
):
    await desk.say("One")
    assert desk.speaker.busy
    await trio.sleep(5)
    assert not desk.speaker.busy


async def test_a_lane_that_closes_before_its_call_is_our_bug(autojump_clock):
    with pytest.RaisesGroup(AssertionError):
        async with trio.open_nursery() as nursery:
            Desk(nursery).close()


async def test_a_clip_of_somebody_else_is_not_reported(autojump_clock, desk):
    desk.playout.play(spell("beep"))
    await trio.sleep(5)
    assert desk.heard == desk.noted == []
