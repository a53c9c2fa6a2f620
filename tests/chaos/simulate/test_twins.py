from __future__ import annotations

import random
from contextlib import suppress

import pytest

from callcore.audio.activity import VoiceActivityError
from callcore.engines.errors import EngineError
from callcore.engines.scripted import Fault
from callcore.engines.spelled import read_spelled, spell, word_marks
from callcore.engines.utterance import UtteranceAudio
from chaos.simulate.twins import (
    CHUNK_BYTES,
    ChunkedTextToSpeech,
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


async def spoken_by(engine, text):
    chunks = []
    with suppress(EngineError):
        async with engine.speak(text, "en") as stream:
            async for chunk in stream:
                chunks.append(chunk)  # noqa: PERF401 -- what came before it broke off
    return chunks


async def test_chunks_of_100_ms_say_the_same_and_mark_what_is_out(autojump_clock):
    text = "one two three"
    chunks = await spoken_by(ChunkedTextToSpeech(), text)
    assert b"".join(chunk.pcm for chunk in chunks) == spell(text)
    assert {len(chunk.pcm) for chunk in chunks[:-1]} == {CHUNK_BYTES}
    samples, marks = 0, []
    for chunk in chunks:
        samples += len(chunk.pcm) // 2
        assert all(sample <= samples for sample, _ in chunk.marks)
        marks += chunk.marks
    assert tuple(marks) == word_marks(text)


async def test_a_voice_in_chunks_breaks_off_inside_a_word(autojump_clock):
    engine = ChunkedTextToSpeech()
    engine.fault = Fault("lost", after=2)
    chunks = await spoken_by(engine, "one two three")
    assert read_spelled(b"".join(chunk.pcm for chunk in chunks)) == "one two"
    assert [char for chunk in chunks for _, char in chunk.marks] == [3]
