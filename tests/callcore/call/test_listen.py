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

    def caller_said(self, text):
        self.texts.append(text)
        self.waits = self.waits or bool(text)
        return self.waits


class Desk:
    """A listener with a scripted engine, and what it tells."""

    def __init__(self, nursery):
        self.stt, self.texts = ScriptedSpeechToText(), Texts()
        self.events: list[Any] = []
        self.noted: list[Any] = []
        self.stamps: list[Any] = []
        send, receive = utterance_lane()
        self.deliver = send.send_nowait
        self.close = send.close
        use = Listening(
            stt=self.stt,
            language=lambda: "en",
            hints=("nokian",),
            post=self.events.append,
            texts=self.texts,
            journal=self,
            text_ready=lambda: self.stamps.append(trio.current_time()),
        )
        self.listener = Listener(use, receive)
        nursery.start_soon(self.listener.run)

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def open(self):
        utterance = UtteranceAudio()
        self.deliver(utterance)
        return utterance

    def hear(self, text):
        utterance = self.open()
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


@pytest.mark.parametrize(
    ("text", "insists"), [("mhm yes", False), ("no wait a minute", True)]
)
async def test_three_words_insist_before_the_end(autojump_clock, desk, text, insists):
    utterance = desk.open()
    await trio.testing.wait_all_tasks_blocked()
    utterance.append(spell(text))
    await trio.sleep(1)
    assert (Event.CALLER_INSISTED in [event for event, _ in desk.told]) is insists


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
