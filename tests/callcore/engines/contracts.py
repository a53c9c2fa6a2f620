"""What every implementation of a port must do. Subclass one, name it Test..., add fixtures.

``engine`` is the engine; ``spoken`` (speech to text) is 8 kHz PCM together with words that
must be found in its text. ``clock`` is virtual where the engine is, else anything.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import trio

from callcore.engines.chat import Finished, Message, TextDelta, ToolCall
from callcore.engines.ports import Partial
from callcore.engines.utterance import UtteranceAudio

PIECE = 1600  # 100 ms, as the ear delivers
SILENCE = bytes(PIECE)


async def hear(
    engine, pcm, language="en", *, post=lambda _partial: None, pace_s=0.1, others=()
):
    """Play ``pcm`` to ``engine`` as a call does and return its transcript."""
    audio = UtteranceAudio()
    found = []

    async def transcribe():
        found.append(await engine.transcribe(audio, language, post, (), others))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(transcribe)
        for at in range(0, len(pcm), PIECE):
            audio.append(pcm[at : at + PIECE])
            await trio.sleep(pace_s)
        for _ in range(2):
            audio.append(SILENCE, speech=False)
            await trio.sleep(pace_s)
        audio.settle()
        for _ in range(3):
            audio.append(SILENCE, speech=False)
            await trio.sleep(pace_s)
        audio.close()
    return found[0]


class SpeechToTextContract:
    async def test_the_text_of_an_utterance_is_found(self, clock, engine, spoken):
        pcm, words = spoken
        transcript = await hear(engine, pcm)
        assert set(words) <= set(transcript.text.lower().replace(",", "").split())
        assert transcript.language == "en"
        assert transcript.language_confidence is None  # nobody asked

    async def test_partials_cover_more_and_more_and_come_before_the_end(
        self, clock, engine, spoken
    ):
        partials: list[Partial] = []
        await hear(engine, spoken[0], post=partials.append)
        assert partials
        assert all(one.audio_ms <= two.audio_ms for one, two in pairwise(partials))

    async def test_an_utterance_that_is_closed_before_it_is_heard_is_heard_whole(
        self, clock, engine, spoken
    ):
        pcm, words = spoken
        audio = UtteranceAudio()
        audio.append(pcm)
        audio.close()
        transcript = await engine.transcribe(audio, "en", lambda _partial: None)
        assert set(words) <= set(transcript.text.lower().replace(",", "").split())

    async def test_the_same_utterance_can_be_heard_twice(self, clock, engine, spoken):
        audio = UtteranceAudio()
        audio.append(spoken[0])
        audio.close()
        first = await engine.transcribe(audio, "en", lambda _partial: None)
        again = await engine.transcribe(audio, "en", lambda _partial: None)
        assert first.text == again.text != ""

    async def test_an_utterance_without_speech_has_no_text(self, clock, engine):
        audio = UtteranceAudio()
        audio.append(bytes(16000), speech=False)
        audio.close()
        transcript = await engine.transcribe(audio, "en", lambda _partial: None)
        assert transcript.text == ""

    async def test_cancelling_leaves_the_engine_usable(self, clock, engine, spoken):
        audio = UtteranceAudio()
        audio.append(spoken[0])
        with trio.move_on_after(0.05) as scope:
            await engine.transcribe(audio, "en", lambda _partial: None)
        assert scope.cancelled_caught
        assert (await hear(engine, spoken[0])).text


class TextToSpeechContract:
    text = "Your order, number 45, is on its way!"

    async def test_a_sentence_becomes_whole_samples_of_plausible_length(
        self, clock, engine
    ):
        pcm = b"".join([chunk.pcm for chunk in await say(engine, self.text)])
        assert len(pcm) % 2 == 0
        assert 0.03 < len(pcm) / 16000 / len(self.text) < 0.2

    async def test_marks_rise_and_end_at_the_end_of_text_and_sound(self, clock, engine):
        chunks = await say(engine, self.text)
        marks = [mark for chunk in chunks for mark in chunk.marks]
        samples = sum(len(chunk.pcm) for chunk in chunks) // 2
        assert marks == sorted(marks)
        assert marks[-1][1] == len(self.text)
        assert abs(marks[-1][0] - samples) <= 80  # 10 ms
        assert all(char <= len(self.text) for _, char in marks)

    async def test_the_same_sentence_sounds_the_same(self, clock, engine):
        assert await say(engine, self.text) == await say(engine, self.text)

    async def test_leaving_early_leaves_the_engine_usable(self, clock, engine):
        async with engine.speak(self.text * 3, "en") as chunks:
            async for _ in chunks:
                break
        assert await say(engine, "Yes.")

    @pytest.mark.parametrize("text", ["", "...", "?!", "\u200b", "a" * 300, "\0"])
    async def test_strange_text_neither_hangs_nor_raises(self, clock, engine, text):
        await say(engine, text)


async def say(engine, text, language="en"):
    async with engine.speak(text, language) as chunks:
        return [chunk async for chunk in chunks]


class LanguageModelContract:
    async def test_a_reply_has_text_or_calls_and_one_end(self, clock, engine):
        async with engine.reply([Message("user", "hello")], (), "en") as deltas:
            got = [delta async for delta in deltas]
        assert isinstance(got[-1], Finished)
        assert sum(isinstance(delta, Finished) for delta in got) == 1
        assert any(isinstance(delta, TextDelta | ToolCall) for delta in got)

    async def test_a_reply_can_be_left_at_any_time(self, clock, engine):
        async with engine.reply([Message("user", "hello")], (), "en") as deltas:
            async for _ in deltas:
                break
        async with engine.reply([Message("user", "hello")], (), "en") as deltas:
            assert [delta async for delta in deltas]


class SimilarityContract:
    examples = ("where is my order", "i want to buy a shirt", "goodbye")

    async def test_the_nearest_example_has_the_highest_score(self, clock, engine):
        scores = await engine.similarity("Where is my order?", self.examples)
        assert len(scores) == 3
        assert max(scores) == scores[0]
        assert all(-1 <= score <= 1 and math.isfinite(score) for score in scores)

    async def test_no_examples_give_no_scores(self, clock, engine):
        assert await engine.similarity("anything", ()) == []

    async def test_empty_text_is_no_error(self, clock, engine):
        assert len(await engine.similarity("", self.examples)) == 3
