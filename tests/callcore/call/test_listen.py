from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from callcore.call.deadlines import STT_FINAL_S
from callcore.call.lanes import utterance_lane
from callcore.call.listen import Listener, Listening
from callcore.dialog.machine import Event
from callcore.engines.scripted import Fault, ScriptedSpeechToText
from callcore.engines.spelled import spell
from callcore.engines.utterance import UtteranceAudio


class Texts:
    def __init__(self):
        self.texts, self.waits = [], False

    def caller_said(self, text, *, aside=False, typed=False, sounded=None):
        marked = "aside" if aside else "typed" if typed else ""
        self.texts.append((text, marked) if marked else text)
        self.waits = self.waits or bool(text and not aside)
        return self.waits


class Desk:
    """A listener with a scripted engine, and what it tells."""

    def __init__(self, nursery):
        self.stt, self.texts = ScriptedSpeechToText(), Texts()
        self.events: list[Any] = []
        self.noted: list[Any] = []
        self.stamps: list[Any] = []
        self.partials: list[Any] = []
        self.guesses: list[Any] = []
        self.nothings: list[Any] = []
        self.transcripts: list[Any] = []
        self.decisions: list[Any] = []
        self.wish = self.overtaken = False
        send, receive = utterance_lane()
        self.deliver = send.send_nowait
        self.close = send.close
        use = Listening(
            stt=self.stt,
            language=lambda: "en",
            others=lambda: ("uk",),
            hints=lambda: ("nokian",),
            post=self.events.append,
            texts=self.texts,
            journal=self,
            text_ready=lambda: self.stamps.append(trio.current_time()),
            heard_text=self.partials.append,
            guess=self.guesses.append,
            is_aside=lambda text: text == "mhm",
            spoken=self.spoken,
            was_nothing=lambda utterance, text: self.nothings.append((utterance, text)),
            decided=self.decided,
        )
        self.listener = Listener(use, receive)
        nursery.start_soon(self.listener.run)

    def decided(self, utterance, *, words):
        self.decisions.append((utterance, words))
        return self.overtaken

    def spoken(self, found):
        self.transcripts.append(found)
        return self.wish

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def open(self):
        utterance = UtteranceAudio()
        self.deliver(utterance)
        return utterance

    def hear(self, text, *, over_agent=False):
        utterance = self.open()
        utterance.over_agent = over_agent
        utterance.append(spell(text))
        utterance.close()
        return utterance

    @property
    def told(self):
        return [(happened.event, happened.text) for happened in self.events]

    @property
    def reasons(self):
        return [happened.reason for happened in self.events]


@pytest.fixture
async def desk(nursery):
    return Desk(nursery)


async def test_an_utterance_becomes_a_turn(autojump_clock, desk):
    desk.hear("winter tyres")
    await trio.sleep(1)
    assert desk.told == [(Event.TURN_READY, "winter tyres")]
    assert desk.texts.texts == ["winter tyres"]
    assert desk.stamps == [pytest.approx(desk.stamps[0])]


async def test_the_engine_is_told_which_words_are_likely(autojump_clock, desk):
    desk.hear("hello")
    await trio.sleep(1)
    assert desk.stt.asked == ["nokian"]


async def test_a_cough_is_nothing_said(autojump_clock, desk):
    desk.hear("")
    await trio.sleep(1)
    assert desk.told == [(Event.NOTHING_SAID, "")]


async def test_the_text_of_a_click_is_not_meant(autojump_clock, desk):
    utterance = desk.open()
    utterance.append(spell("thanks for watching"))
    utterance.void = True
    utterance.close()
    await trio.sleep(1)
    assert desk.told == [(Event.NOTHING_SAID, "")]
    assert desk.texts.texts == [""]


async def test_a_cough_after_unanswered_words_makes_their_turn_ready(
    autojump_clock, desk
):
    desk.hear("winter tyres")
    desk.hear("")
    await trio.sleep(2)
    assert desk.told[1] == (Event.TURN_READY, "")


async def test_two_utterances_come_in_their_order_however_close(autojump_clock, desk):
    desk.hear("winter")
    await trio.sleep(0.1)  # the first is still being transcribed
    desk.hear("tyres")
    await trio.sleep(2)
    assert [text for _, text in desk.told] == ["winter", "tyres"]


async def test_partials_go_to_who_decides_about_turns(autojump_clock, desk):
    utterance = desk.open()
    await trio.testing.wait_all_tasks_blocked()
    utterance.append(spell("no wait a minute"))
    await trio.sleep(1)
    assert desk.partials == ["no wait a minute"]
    assert desk.guesses == []  # he still speaks


async def test_a_text_of_a_caller_who_fell_silent_is_worth_a_guess(
    autojump_clock, desk
):
    utterance = desk.open()
    await trio.testing.wait_all_tasks_blocked()
    utterance.settle()
    utterance.append(spell("winter tyres"), speech=False)
    await trio.sleep(1)
    assert desk.guesses == ["winter tyres"]


async def test_an_mhm_over_the_agent_asks_for_nothing(autojump_clock, desk):
    desk.hear("mhm", over_agent=True)
    await trio.sleep(1)
    assert desk.told == [(Event.NOTHING_SAID, "mhm")]
    assert desk.texts.texts == [("mhm", "aside")]
    assert desk.transcripts == []


async def test_an_mhm_to_a_question_is_an_answer(autojump_clock, desk):
    desk.hear("mhm")
    await trio.sleep(1)
    assert desk.told == [(Event.TURN_READY, "mhm")]


async def test_a_wish_to_switch_is_no_turn_unless_it_interrupts(autojump_clock, desk):
    desk.wish = True
    desk.hear("english please")
    await trio.sleep(1)
    assert desk.told == [(Event.NOTHING_SAID, "english please")]
    desk.hear("english please", over_agent=True)
    await trio.sleep(1)
    assert desk.told[1] == (Event.TURN_READY, "english please")


async def test_sound_without_words_over_the_agent_may_be_his_own(autojump_clock, desk):
    heard = desk.hear("", over_agent=True)
    await trio.sleep(1)
    assert desk.nothings == [(heard, "")]
    assert desk.stamps == []  # no turn whose stages are measured


async def test_partials_are_noted(autojump_clock, desk):
    utterance = desk.open()
    await trio.testing.wait_all_tasks_blocked()
    utterance.append(spell("winter tyres"))
    await trio.sleep(1)
    assert desk.noted == [("caller:partial", {"text": "winter tyres"})]


async def test_an_engine_that_fails_is_an_event_and_the_next_utterance_is_heard(
    autojump_clock, desk
):
    desk.stt.fault = Fault("error")
    desk.hear("winter")
    await trio.sleep(1)
    desk.stt.fault = Fault()
    desk.hear("tyres")
    await trio.sleep(1)
    assert [event for event, _ in desk.told] == [Event.FAILED, Event.TURN_READY]
    assert desk.reasons[0] == "stt-scripted-error"


async def test_a_text_that_does_not_come_is_late(autojump_clock, desk):
    desk.stt.fault = Fault("hang")
    desk.hear("winter")
    await trio.sleep(STT_FINAL_S - 0.1)
    assert desk.events == []
    await trio.sleep(0.2)
    assert desk.reasons == ["stt-late"]


async def test_only_the_end_of_the_turn_starts_the_deadline(autojump_clock, desk):
    desk.stt.fault = Fault("hang")
    utterance = desk.open()
    utterance.append(spell("a very long wish"))
    await trio.sleep(5 * STT_FINAL_S)
    assert desk.events == []
    desk.listener.expect_final()
    await trio.sleep(STT_FINAL_S / 2)
    desk.listener.expect_final()  # said twice, it is not moved
    await trio.sleep(STT_FINAL_S / 2 + 0.1)
    assert desk.reasons == ["stt-late"]


async def test_the_deadline_of_one_utterance_is_not_the_next_ones(autojump_clock, desk):
    desk.stt.fault = Fault("hang")
    desk.hear("first")
    await trio.sleep(STT_FINAL_S + 0.1)
    desk.stt.fault = Fault()
    utterance = desk.open()
    await trio.sleep(2 * STT_FINAL_S)
    utterance.append(spell("second"))
    utterance.close()
    await trio.sleep(1)
    assert desk.told[-1] == (Event.TURN_READY, "second")


async def test_expecting_a_text_of_nobody_is_nothing(autojump_clock, desk):
    desk.listener.expect_final()
    await trio.sleep(2 * STT_FINAL_S)
    assert desk.events == []


async def test_a_lane_that_closes_before_its_call_is_our_bug(autojump_clock):
    with pytest.RaisesGroup(AssertionError):
        async with trio.open_nursery() as nursery:
            Desk(nursery).close()


async def test_an_mhm_that_is_overtaken_by_more_speech_decides_nothing(
    autojump_clock, desk
):
    desk.overtaken = True
    heard = desk.hear("mhm", over_agent=True)
    await trio.sleep(1)
    assert desk.told == []
    assert desk.decisions == [(heard, False)]
    desk.hear("no wait", over_agent=True)
    await trio.sleep(1)
    assert desk.told == [(Event.TURN_READY, "no wait")]
    assert desk.decisions[1][1] is True


async def test_words_behind_a_slow_recogniser_are_late_when_they_are(
    autojump_clock, desk
):
    """Their time runs from their end, not from when somebody comes to them."""
    desk.stt.fault = Fault("slow", slow_s=STT_FINAL_S - 1)
    desk.hear("first")
    await trio.sleep(1)
    desk.hear("second")
    await trio.sleep(STT_FINAL_S + 0.1)
    assert desk.reasons == ["", "stt-late"]


async def test_a_click_that_is_over_is_not_transcribed_at_all(autojump_clock, desk):
    desk.stt.fault = Fault("hang")
    utterance = UtteranceAudio()
    utterance.void = True
    utterance.close()
    desk.deliver(utterance)
    await trio.sleep(0.1)
    assert desk.told == [(Event.NOTHING_SAID, "")]
    assert desk.stt.asked == []


async def test_a_typed_turn_is_a_final_text_that_nobody_had_to_hear(nursery):
    desk = Desk(nursery)
    desk.listener.typed("four winter tyres")
    assert desk.texts.texts == [("four winter tyres", "typed")]
    assert [(h.event, h.text) for h in desk.events] == [
        (Event.TURN_READY, "four winter tyres")
    ]
