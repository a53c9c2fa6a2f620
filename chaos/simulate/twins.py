"""More scripted twins: a voice without word times, an ear that judges, ears for languages."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

import trio

from callcore.audio.activity import VoiceActivityError
from callcore.engines.ports import SpeechChunk
from callcore.engines.scripted import ScriptedTextToSpeech
from callcore.engines.spelled import read_spelled
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES
from callcore.shared.ids import Language
from chaos.simulate.lines import language_of

CHUNK_BYTES: Final = BYTES_PER_S // 10
FULL_STOP: Final = "."
FAILS: Final = 0.02  # of judgements
Chunks = AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]


class OneMarkTextToSpeech(ScriptedTextToSpeech):
    """Speaks as its parent does, and tells only where a sentence ends."""

    def speak(self, text: str, language: Language) -> Chunks:
        """See :class:`~callcore.engines.ports.TextToSpeech`."""
        return self._without_times(super().speak(text, language), len(text))

    @trio.as_safe_channel
    async def _without_times(
        self, voice: Chunks, chars: int
    ) -> AsyncGenerator[SpeechChunk, None]:
        async with voice as chunks:
            async for chunk in chunks:
                ends = tuple(mark for mark in chunk.marks if mark[1] >= chars)
                yield SpeechChunk(chunk.pcm, ends)


class ChunkedTextToSpeech(ScriptedTextToSpeech):
    """Speaks in chunks of 100 ms, as vendors do: it may break off inside a word."""

    def speak(self, text: str, language: Language) -> Chunks:
        """See :class:`~callcore.engines.ports.TextToSpeech`."""
        return self._chunked(super().speak(text, language))

    @trio.as_safe_channel
    async def _chunked(self, voice: Chunks) -> AsyncGenerator[SpeechChunk, None]:
        held, samples = b"", 0
        marks: list[tuple[int, int]] = []
        async with voice as chunks:
            async for chunk in chunks:
                held += chunk.pcm
                marks += chunk.marks
                while len(held) >= CHUNK_BYTES:
                    samples += CHUNK_BYTES // SAMPLE_BYTES
                    out = [mark for mark in marks if mark[0] <= samples]
                    marks = marks[len(out) :]
                    yield SpeechChunk(held[:CHUNK_BYTES], tuple(out))
                    held = held[CHUNK_BYTES:]
        if held or marks:
            yield SpeechChunk(held, tuple(marks))


class RandomTurnEnd:
    """Judges without listening, and sometimes not at all."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def judge(self, tails: Sequence[bytes]) -> Sequence[float]:
        """See :class:`~callcore.audio.activity.TurnEnd`."""
        if self._chance.random() < FAILS:
            raise VoiceActivityError("scripted")
        return [self._chance.random() for _ in tails]


class RightTurnEnd:
    """Knows: a turn ends with a full stop that the caller spells."""

    def judge(self, tails: Sequence[bytes]) -> Sequence[float]:
        """See :class:`~callcore.audio.activity.TurnEnd`."""
        ended = (read_spelled(tail).endswith(FULL_STOP) for tail in tails)
        return [0.95 if each else 0.05 for each in ended]


def detect(_audio: UtteranceAudio, text: str) -> Language | None:
    """Return the language of what was said, as a recogniser that is right."""
    return language_of(text) if text else None
