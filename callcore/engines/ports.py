"""What the call needs of its engines. Every port has a scripted twin in scripted.py.

All audio is as in :mod:`callcore.shared.audioformat`. Every method is cancel-safe:
cancelling it stops the engine's work and leaves no task behind. Anything that goes
wrong comes out as :exc:`callcore.engines.errors.EngineError`, and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from callcore.engines.chat import Delta, Message, ToolSpec
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import Language


@dataclass(frozen=True, slots=True)
class Partial:
    """What an unfinished utterance says so far; later ones replace earlier ones.

    One without text says only that the engine is alive and listens.
    """

    text: str
    audio_ms: int  # how much of the utterance it covers
    stable: bool = False  # all speech was heard, and the caller seemed to have ended


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an utterance says. ``text`` is empty if nothing was said.

    ``language`` is the one that it was decoded in.
    """

    text: str
    language: Language
    confidence: float | None = None  # 0 to 1 where the engine has one
    #: 0 to 1, how sure the engine is that the caller spoke ``language``; None if it did
    #: not ask itself or could not tell: then ``language`` is the one that was expected
    language_confidence: float | None = None


class SpeechToText(Protocol):
    """Turns utterances into text."""

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio`` until it is closed; return its text.

        ``language`` is expected. An engine that can tell decodes in one of ``others``
        instead if the caller speaks it; without any it neither asks nor pays for it.

        ``post`` is called with each partial, must not block and must not raise. ``hints``
        are words that are likely here (product names). Starts at the beginning of
        ``audio`` whenever it is called, so a failed engine's work can be done again.
        """


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """Some audio of a sentence. ``marks`` are pairs (sample_end, char_end) in it.

    ``sample_end`` counts from the start of the sentence, ``char_end`` into the text that
    was asked for. Without word times an engine sends one mark at the sentence's end.
    """

    pcm: bytes
    marks: tuple[tuple[int, int], ...] = ()


class TextToSpeech(Protocol):
    """Turns sentences into speech."""

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""

    def speak(
        self, text: str, language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]:
        """Stream the speech of one sentence (``@trio.as_safe_channel``)."""


class LanguageModel(Protocol):
    """Continues a conversation with text and tool calls."""

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""

    def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[Delta]]:
        """Stream one reply; it ends with :class:`~callcore.engines.chat.Finished`.

        A reply that holds tool calls is followed by another ``reply`` whose messages hold
        their results. No side effects: asking and discarding is always allowed.
        """


class Similarity(Protocol):
    """Says how near in meaning texts are; the offline agent's sense of paraphrase."""

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Return cosine similarity, -1 to 1, of ``text`` to each of ``examples``."""
