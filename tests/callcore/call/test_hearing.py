from __future__ import annotations

from typing import Any

import pytest

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.deadlines import INSIST_S
from callcore.call.hearing import PREROLL_FRAMES, Hearing
from callcore.dialog.machine import Event

FRAME = b"\x01\x00" * 160


class Desk:
    def __init__(self):
        self.events: list[Any] = []
        self.utterances: list[Any] = []
        self.silences: list[Any] = []
        self.hearing = Hearing(
            self.events.append, self.utterances.append, self.silences.append
        )

    def hear(self, frames):
        for _ in range(frames):
            self.hearing.heard(FRAME)

    def ear(self, kind, at=0, *, short=False):
        self.hearing.transition(Transition(kind, at, short=short))

    @property
    def kinds(self):
        return [happened.event for happened in self.events]


@pytest.fixture
def desk():
    return Desk()


async def test_an_utterance_starts_before_the_ear_was_sure(desk):
    desk.hear(100)
    desk.ear(TransitionKind.STARTED)
    assert desk.kinds == [Event.CALLER_STARTED]
    assert len(desk.utterances[0].pcm) == PREROLL_FRAMES * 320


async def test_audio_comes_in_steps_of_100_ms_and_is_complete_at_the_end(desk):
    desk.ear(TransitionKind.STARTED)
    desk.hear(7)
    assert len(desk.utterances[0].pcm) == 5 * 320
    desk.ear(TransitionKind.ENDED, at=7 * 160)
    assert len(desk.utterances[0].pcm) == 7 * 320
    assert desk.utterances[0].closed


async def test_silence_after_settling_is_not_speech(desk):
    desk.ear(TransitionKind.STARTED)
    desk.hear(10)
    desk.ear(TransitionKind.SETTLED)
    desk.hear(10)
    desk.ear(TransitionKind.ENDED, at=10 * 160)
    utterance = desk.utterances[0]
    assert utterance.settled
    assert utterance.speech_bytes == 10 * 320
    assert len(utterance.pcm) == 20 * 320
    assert desk.silences == [pytest.approx(0.2)]


async def test_a_caller_who_goes_on_unsettles_his_utterance(desk):
    desk.ear(TransitionKind.STARTED)
    desk.ear(TransitionKind.SETTLED)
    desk.ear(TransitionKind.RESUMED)
    assert not desk.utterances[0].settled
    assert not desk.utterances[0].closed


async def test_speech_that_lasts_insists_once(desk):
    desk.ear(TransitionKind.STARTED)
    desk.hear(round(INSIST_S * 50) - 1)
    assert Event.CALLER_INSISTED not in desk.kinds
    desk.hear(200)
    assert desk.kinds.count(Event.CALLER_INSISTED) == 1


async def test_a_click_is_marked_so_that_its_text_is_not_meant(desk):
    desk.ear(TransitionKind.STARTED)
    desk.ear(TransitionKind.ENDED, short=True)
    assert desk.utterances[0].void


async def test_an_end_without_a_start_is_nothing(desk):
    desk.ear(TransitionKind.ENDED)
    desk.ear(TransitionKind.SETTLED)
    assert desk.events == []


async def test_the_digit_zero_asks_for_a_human_and_others_do_not(desk):
    desk.hearing.pressed("5")
    assert desk.events == []
    desk.hearing.pressed("0")
    assert desk.kinds == [Event.HAND_OVER]
    assert desk.events[0].reason == "pressed-0"
