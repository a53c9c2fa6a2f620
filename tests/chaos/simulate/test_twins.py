from __future__ import annotations

import random

import pytest

from callcore.audio.activity import VoiceActivityError
from callcore.engines.spelled import read_spelled, spell
from callcore.engines.utterance import UtteranceAudio
from chaos.simulate.twins import (
    OneMarkTextToSpeech,
    RandomTurnEnd,
    RightTurnEnd,
    detect,
)


async def test_a_voice_without_word_times_marks_the_end_only(autojump_clock):
    pcm = b""
    marks: list[tuple[int, int]] = []
    async with OneMarkTextToSpeech().speak("one two three", "en") as chunks:
        async for chunk in chunks:
            pcm += chunk.pcm
            marks += chunk.marks
    assert read_spelled(pcm) == "one two three"
    assert marks == [(len(pcm) // 2, len("one two three"))]


def test_a_random_judge_judges_every_tail_and_sometimes_fails():
    judge = RandomTurnEnd(random.Random(1))
    failed = 0
    found: list[float] = []
    for _ in range(300):
        try:
            found += judge.judge([b"", b""])
        except VoiceActivityError:
            failed += 1
    assert 0 < failed < 30
    assert len(found) == 2 * (300 - failed)
    assert 0 <= min(found) < 0.1 < 0.9 < max(found) <= 1


def test_the_right_judge_knows_a_full_stop():
    found = RightTurnEnd().judge([spell("four."), spell("four"), b""])
    assert [probability > 0.5 for probability in found] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "language"),
    [("", None), ("tyres", "en"), ("мені шини", "uk"), ("шины", "ru")],
)
def test_the_language_is_detected_by_letters(text, language):
    assert detect(UtteranceAudio(), text) == language
