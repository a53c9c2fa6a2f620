"""Sentences that were spoken before: the same words cost nothing and come at once.

Kept in memory only, never on disk: a sentence may hold a caller's name or number, and
memory forgets with its process. The phrases that outlive it are in
:mod:`callcore.call.phrasebank`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Literal

import trio

from callcore.engines.instant import Instant
from callcore.engines.ports import SpeechChunk, TextToSpeech
from callcore.shared.ids import Language

LONGEST_BYTES: Final = 480_000  # 30 s of speech: what is longer is not said twice
_OVERHEAD_BYTES: Final = (
    400  # of an entry besides its audio, as sys.getsizeof counts it
)

Looked = Callable[[Literal["hit", "miss"]], None]
_Key = tuple[str, Language, str]


def _nobody(_result: Literal["hit", "miss"]) -> None:
    """Tell nobody."""


class SentenceCache:
    """The newest sentences up to ``room_bytes``, of all calls and voices of a worker.

    Beyond that the one that was not asked for longest goes. ``looked`` is told of every
    question.
    """

    def __init__(self, room_bytes: int, looked: Looked = _nobody) -> None:
        self._room_bytes = room_bytes
        self._looked = looked
        self._kept: OrderedDict[_Key, tuple[SpeechChunk, ...]] = OrderedDict()
        self.size_bytes = 0  #: what is held now

    def find(self, key: _Key) -> tuple[SpeechChunk, ...] | None:
        """Return the speech of a sentence, if it is there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        self._looked("miss" if found is None else "hit")
        return found

    def keep(self, key: _Key, chunks: Sequence[SpeechChunk]) -> None:
        """Remember a sentence that was spoken to its end."""
        size = _size_of(key, chunks)
        if not chunks or size > min(LONGEST_BYTES, self._room_bytes):
            return
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self.size_bytes -= _size_of(key, replaced)
        self._kept[key] = tuple(chunks)
        self.size_bytes += size
        while self.size_bytes > self._room_bytes:
            oldest, gone = self._kept.popitem(last=False)
            self.size_bytes -= _size_of(oldest, gone)


class CachedTextToSpeech:
    """A voice that remembers. ``voice`` tells voices apart: engine, model and setting."""

    def __init__(self, engine: TextToSpeech, voice: str, cache: SentenceCache) -> None:
        self.name = engine.name
        self._engine = engine
        self._voice = voice
        self._cache = cache

    def speak(
        self, text: str, language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]:
        """Stream ``text``; see :class:`~callcore.engines.ports.TextToSpeech`.

        What was left early, cancelled or failed is not remembered.
        """
        key = (self._voice, language, text)
        found = self._cache.find(key)
        if found is not None:
            return Instant(found)
        return self._remembered(key)

    @trio.as_safe_channel
    async def _remembered(self, key: _Key) -> AsyncGenerator[SpeechChunk, None]:
        _, language, text = key
        spoken: list[SpeechChunk] = []
        size = 0
        async with self._engine.speak(text, language) as chunks:
            async for chunk in chunks:
                size += len(chunk.pcm)
                if size <= LONGEST_BYTES:  # else nothing of it will be kept
                    spoken.append(chunk)
                yield chunk
        if size <= LONGEST_BYTES:
            self._cache.keep(key, spoken)


def _size_of(key: _Key, chunks: Sequence[SpeechChunk]) -> int:
    audio = sum(len(chunk.pcm) + 16 * len(chunk.marks) for chunk in chunks)
    return audio + 4 * len(key[2]) + _OVERHEAD_BYTES
