from __future__ import annotations

from typing import Any

import pytest

from callcore.call.overlap import STILL_MS, Overlapping, Overlaps
from callcore.dialog.interruption import VERDICT_MS, Verdict
from callcore.dialog.machine import Event
from callcore.dialog.questions import Question

FRAMES = VERDICT_MS // 20


class Desk:
    def __init__(self, asked=Question.OPEN):
        self.posted: list[Any] = []
        self.noted: list[Any] = []
        self.counted: list[str] = []
        me: Any = self
        self.overlaps = Overlaps(
            Overlapping(
                post=lambda happened: self.posted.append(happened.event),
                language=lambda: "en",
                asked=lambda: asked,
                journal=me,
                metrics=me,
            )
        )

    def note(self, _event, **fields):
        self.noted.append(fields)

    def barge_in(self, verdict):
        self.counted.append(verdict)

    def hear(self, frames, quiet_ms=0):
        for _ in range(frames):
            self.overlaps.frame(20, quiet_ms)


@pytest.fixture
def desk():
    desk = Desk()
    desk.overlaps.begin()
    return desk


def test_speech_that_stops_is_a_false_alarm_at_the_deadline(desk):
    desk.hear(10)
    desk.hear(FRAMES - 11, STILL_MS)
    assert desk.overlaps.open
    assert desk.posted == []
    desk.hear(1, STILL_MS)
    assert desk.posted == [Event.FALSE_ALARM]
    assert desk.noted == [
        {"verdict": "false", "by": "duration", "after_ms": VERDICT_MS}
    ]
    assert desk.overlaps.verdict is Verdict.FALSE


def test_speech_that_lasts_keeps_the_floor_and_cuts_nothing_yet(desk):
    desk.hear(FRAMES)
    assert desk.counted == ["confirmed"]
    assert desk.posted == []
    assert not desk.overlaps.open


def test_a_gap_within_a_word_is_no_end(desk):
    desk.hear(FRAMES - 3)
    desk.hear(3, STILL_MS - 20)
    assert desk.counted == ["confirmed"]


def test_words_decide_at_once(desk):
    desk.hear(3)
    desk.overlaps.words("no wait")
    assert desk.posted == [Event.CALLER_INSISTED]
    assert desk.noted == [{"verdict": "confirmed", "by": "words", "after_ms": 60}]


def test_an_mhm_is_let_go_at_once(desk):
    desk.hear(3)
    desk.overlaps.words("mhm")
    assert desk.posted == [Event.FALSE_ALARM]


def test_words_that_were_faster_than_the_pause_count():
    desk = Desk()
    desk.overlaps.new_utterance()
    desk.overlaps.words("mhm")
    assert desk.posted == []
    desk.overlaps.begin()
    assert desk.posted == [Event.FALSE_ALARM]


def test_the_words_of_one_utterance_are_not_the_next_ones(desk):
    desk.overlaps.words("mhm")
    desk.overlaps.new_utterance()
    desk.overlaps.begin()
    assert desk.overlaps.open


def test_after_a_false_verdict_clear_words_still_interrupt(desk):
    desk.hear(FRAMES, VERDICT_MS)
    desk.overlaps.words("stop that please")
    assert desk.posted == [Event.FALSE_ALARM, Event.CALLER_INSISTED]


def test_a_yes_over_a_question_is_an_answer_and_no_mhm():
    desk = Desk(Question.YES_NO)
    desk.overlaps.begin()
    desk.overlaps.words("yes")
    assert desk.posted == [Event.CALLER_INSISTED]


def test_without_a_pause_there_is_no_verdict():
    desk = Desk()
    desk.hear(100)
    assert desk.counted == desk.posted == []
