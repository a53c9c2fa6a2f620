from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.deadlines import INSIST_S
from callcore.call.happened import AGAIN
from callcore.call.hearing import PREROLL_MS, Hearing, Hears
from callcore.call.overlap import Overlapping, Overlaps
from callcore.dialog.machine import Event
from callcore.dialog.patience import PROFILES, Patience
from callcore.dialog.questions import Question

FRAME = b"\x01\x00" * 160


class FakeEar:
    end_ms = quiet_ms = frames = mistakes = 0

    def heard(self, _pcm):
        self.frames += 1

    def mistaken(self):
        self.mistakes += 1


class Desk:
    def __init__(self):
        self.events: list[Any] = []
        self.utterances: list[Any] = []
        self.silences: list[Any] = []
        self.went_on = 0
        self.pressed: list[str] = []
        self.patience = Patience(PROFILES["en"])
        self.ear = FakeEar()
        self.noted: list[Any] = []
        me: Any = self
        self.overlaps = Overlaps(
            Overlapping(
                post=self.events.append,
                language=lambda: "en",
                asked=lambda: Question.OPEN,
                journal=me,
                metrics=me,
            )
        )
        self.hearing = Hearing(
            Hears(
                post=self.events.append,
                deliver=self.utterances.append,
                end_of_speech=self.silences.append,
                nothing_said=lambda: self.noted.append("nothing"),
                goes_on=self.goes_on,
                overlaps=self.overlaps,
                press=self.pressed.append,
                patience=self.patience,
            )
        )
        self.hearing.use_ear(self.ear)

    def goes_on(self):
        self.went_on += 1

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def barge_in(self, verdict):
        self.noted.append(verdict)

    def hear(self, frames):
        for _ in range(frames):
            self.hearing.heard(FRAME)

    def tell(self, kind, at=0, *, short=False, finished=0.0):
        self.hearing.transition(Transition(kind, at, short=short, finished=finished))

    @property
    def kinds(self):
        return [happened.event for happened in self.events]


@pytest.fixture
def desk():
    return Desk()


async def test_an_utterance_starts_before_the_ear_was_sure(desk):
    desk.hear(100)
    desk.tell(TransitionKind.STARTED)
    assert desk.kinds == [Event.CALLER_STARTED]
    assert len(desk.utterances[0].pcm) == PREROLL_MS * 16


async def test_audio_comes_in_steps_of_100_ms_and_is_complete_at_the_end(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hear(7)
    assert len(desk.utterances[0].pcm) == 5 * 320
    desk.tell(TransitionKind.ENDED, at=7 * 160)
    assert len(desk.utterances[0].pcm) == 7 * 320
    assert desk.utterances[0].closed


async def test_silence_after_settling_is_not_speech(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hear(10)
    desk.tell(TransitionKind.SETTLED)
    desk.hear(10)
    desk.tell(TransitionKind.ENDED, at=10 * 160)
    utterance = desk.utterances[0]
    assert utterance.settled
    assert utterance.speech_bytes == 10 * 320
    assert len(utterance.pcm) == 20 * 320
    assert desk.silences == [pytest.approx(0.2)]


async def test_a_caller_who_goes_on_unsettles_his_utterance(desk):
    desk.tell(TransitionKind.STARTED)
    desk.tell(TransitionKind.SETTLED)
    desk.tell(TransitionKind.RESUMED)
    assert not desk.utterances[0].settled
    assert not desk.utterances[0].closed


async def test_speech_that_lasts_insists_once(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hear(round(INSIST_S * 50) - 1)
    assert Event.CALLER_INSISTED not in desk.kinds
    desk.hear(200)
    assert desk.kinds.count(Event.CALLER_INSISTED) == 1


async def test_a_click_is_marked_so_that_its_text_is_not_meant(desk):
    desk.tell(TransitionKind.STARTED)
    desk.tell(TransitionKind.ENDED, short=True)
    assert desk.utterances[0].void


async def test_an_end_without_a_start_is_nothing(desk):
    desk.tell(TransitionKind.ENDED)
    desk.tell(TransitionKind.SETTLED)
    assert desk.events == []


async def test_keys_are_handed_on(desk):
    desk.hearing.pressed("5")
    desk.hearing.pressed("0")
    assert desk.pressed == ["5", "0"]
    assert desk.events == []


async def test_how_long_to_wait_follows_what_he_says(desk):
    profile = PROFILES["en"]
    desk.tell(TransitionKind.STARTED)
    assert desk.ear.end_ms == profile.neutral_ms
    desk.hearing.heard_text("my number is")
    waits_ms = desk.ear.end_ms
    assert waits_ms > profile.neutral_ms
    desk.tell(TransitionKind.ENDED)
    desk.tell(TransitionKind.STARTED)
    assert desk.ear.end_ms == profile.neutral_ms


async def test_the_ears_judgement_shortens_the_wait(desk):
    desk.tell(TransitionKind.STARTED)
    desk.tell(TransitionKind.JUDGED, finished=0.99)
    assert desk.ear.end_ms < PROFILES["en"].neutral_ms
    desk.patience.profile = PROFILES["ru"]
    desk.tell(TransitionKind.JUDGED, finished=0.01)
    assert desk.ear.end_ms > PROFILES["ru"].neutral_ms


async def test_a_caller_who_begins_or_goes_on_is_told_to_who_guesses(desk):
    desk.tell(TransitionKind.STARTED)
    desk.tell(TransitionKind.SETTLED)
    desk.tell(TransitionKind.RESUMED)
    assert desk.went_on == 2


async def test_a_short_sound_over_the_agent_is_judged_within_half_a_second(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.hear(10)
    desk.ear.quiet_ms = 200
    desk.hear(14)
    assert Event.FALSE_ALARM not in desk.kinds
    desk.hear(1)
    assert desk.kinds.count(Event.FALSE_ALARM) == 1
    assert desk.utterances[0].over_agent


async def test_after_a_false_alarm_more_speech_pauses_again(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.ear.quiet_ms = 200
    desk.hear(25)
    desk.tell(TransitionKind.SETTLED)
    desk.tell(TransitionKind.RESUMED)
    assert desk.kinds[-1] is Event.CALLER_STARTED
    assert desk.events[-1].reason == AGAIN


async def test_an_echo_is_learnt_from_when_no_words_were_in_it(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.tell(TransitionKind.ENDED)
    desk.hearing.was_nothing(desk.utterances[0], "")
    assert desk.ear.mistakes == 1
    desk.tell(TransitionKind.STARTED)
    desk.tell(TransitionKind.ENDED)
    desk.hearing.was_nothing(desk.utterances[1], "")  # not over the agent: no echo
    desk.hearing.was_nothing(desk.utterances[0], "mhm")  # a word of his: no echo
    assert desk.noted == ["nothing"] * 3
    assert desk.ear.mistakes == 1


@pytest.mark.parametrize("frame_ms", [10, 20, 30, 60])
async def test_time_is_counted_in_audio_and_not_in_frames(desk, frame_ms):
    frame = b"\x01\x00" * 8 * frame_ms
    for _ in range(3000 // frame_ms):
        desk.hearing.heard(frame)
    desk.tell(TransitionKind.STARTED)
    preroll = len(desk.utterances[0].pcm)
    assert PREROLL_MS * 16 <= preroll < (PREROLL_MS + frame_ms) * 16
    desk.hearing.over_agent()
    for _ in range(round(480 / frame_ms)):
        desk.hearing.heard(frame)
    assert desk.overlaps.open
    desk.hearing.heard(frame)
    desk.hearing.heard(frame)
    desk.hearing.heard(frame)
    assert not desk.overlaps.open
    assert desk.noted[-1][1]["after_ms"] < 500 + frame_ms


async def test_silence_after_the_end_is_no_speech_over_the_agent(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.hear(3)
    desk.tell(TransitionKind.ENDED)
    desk.hear(25)
    assert desk.kinds[-1] is Event.FALSE_ALARM


async def test_the_final_text_closes_an_open_verdict(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.hear(3)
    assert not desk.hearing.decided(desk.utterances[0], words=True)
    assert not desk.overlaps.open
    assert desk.noted[0] == "confirmed"
    desk.hear(50)
    assert len(desk.noted) == 2  # one verdict, counted and noted


async def test_the_text_of_an_earlier_utterance_is_overtaken_by_a_later_one(desk):
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.tell(TransitionKind.ENDED)
    desk.tell(TransitionKind.STARTED)
    first, second = desk.utterances
    assert desk.hearing.decided(first, words=False)
    assert not desk.hearing.decided(second, words=False)


async def test_what_a_reply_was_cut_for_is_no_aside(desk):
    desk.hearing.took_floor()
    desk.tell(TransitionKind.STARTED)
    desk.hearing.over_agent()
    desk.hearing.took_floor()
    assert not desk.utterances[0].over_agent


async def test_an_utterance_knows_when_it_was_said_not_when_it_was_noticed(
    autojump_clock, desk
):
    await trio.sleep(10)
    desk.hear(10)
    desk.tell(TransitionKind.STARTED, at=5 * 160)  # 100 ms ago
    desk.hear(30)
    await trio.sleep(0.6)
    desk.tell(TransitionKind.ENDED, at=20 * 160)  # 400 ms ago
    utterance = desk.utterances[0]
    assert utterance.began_s == pytest.approx(trio.current_time() - 0.6 - 0.1)
    assert utterance.ended_s == pytest.approx(trio.current_time() - 0.4)
