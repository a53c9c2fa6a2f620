"""Text to speech by an OpenAI-compatible service: one request a sentence, streamed.

The service says nothing about words, so there is one mark, at the end. Nor does it mark
the end of the sound: half a sentence is known only by being too short for its text.
Source: the reference of audio/speech as the library 3.54 carries it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final, cast

import openai
import trio

from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.offers import Capabilities
from callcore.engines.ports import SpeechChunk
from callcore.engines.vendors.openai import (
    FREE,
    PROVIDER,
    StreamDeadlines,
    guarded,
)
from callcore.engines.vendors.openaiaudio import SpeechStream
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ
from callcore.shared.costs.usage import Spend, Usage
from callcore.shared.ids import LANGUAGES, Language

MAX_TEXT_CHARS: Final = 4_096  # the service's own limit: four minutes of speech
_LETTERS_PER_S: Final = 50  # twice an auctioneer: less sound than this has lost its end


def capabilities() -> Capabilities:
    """Return what a speech service can do: its voices speak every language."""
    return Capabilities(frozenset(LANGUAGES), 24_000)


@dataclass(slots=True)
class _Speech:
    """What is known of one sentence's speech."""

    first_by_s: float
    letters: int
    sound: SpeechStream | None = None  # once an answer came
    samples: int = 0
    done: bool = False
    free: bool = False

    def take_untrusted(self, part: bytes | None) -> bytes:
        """Return the audio that ``part`` completes; ``None`` is the end of it."""
        assert self.sound is not None
        self.done = part is None
        feed = self.sound.feed_untrusted
        pcm = self.sound.finish_untrusted() if part is None else feed(part)
        self.samples += len(pcm) // SAMPLE_BYTES
        return pcm

    @property
    def torn(self) -> bool:
        """Whether it ended well, as HTTP goes, but too early for its text."""
        return self.samples * _LETTERS_PER_S < self.letters * SAMPLE_RATE_HZ

    def chunk(self, pcm: bytes, chars: int) -> SpeechChunk:
        """Return the next piece; the last one is marked as the end of ``chars``."""
        return SpeechChunk(pcm, ((self.samples, chars),) if self.done else ())


class OpenAIVoice:
    """A :class:`~callcore.engines.ports.TextToSpeech`, made for one call.

    ``client`` is shared, see :func:`~callcore.engines.vendors.openai.open_openai`.
    """

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        voice: str,
        spend: Spend,
        *,
        deadlines: StreamDeadlines | None = None,
        name: str = "openai",
    ) -> None:
        self._client = client
        self._model = model
        self._voice = voice
        self._spend = spend
        self._deadlines = deadlines or StreamDeadlines()
        self._name = name

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""
        return self._name

    @trio.as_safe_channel
    async def speak(
        self, text: str, language: Language
    ) -> AsyncGenerator[SpeechChunk, None]:
        """Stream ``text`` in pieces of 100 ms.

        See :class:`~callcore.engines.ports.TextToSpeech`. The voice hears for itself
        which language a text is in. Without a letter or digit nothing is asked. Left
        early or cancelled: the connection is closed; the sentence is paid for.
        """
        text = text[:MAX_TEXT_CHARS]
        if not (letters := sum(char.isalnum() for char in text)):
            return
        speech = _Speech(trio.current_time() + self._deadlines.first_s, letters)
        try:
            async with self._asked(text, speech) as parts:
                while not speech.done:
                    pcm = await self._next(parts, speech)
                    if speech.done and speech.torn:
                        raise EngineLost(self._name, "cut")
                    yield speech.chunk(pcm, len(text))
        except EngineError as error:
            speech.free = error.reason in FREE and speech.sound is None
            raise
        finally:
            if not speech.free:
                self._spend(
                    Usage("tts", PROVIDER, self._model, "request", "chars", len(text))
                )

    @asynccontextmanager
    async def _asked(
        self, text: str, speech: _Speech
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Open the stream of the answer's bytes; close its connection at the end."""
        async with AsyncExitStack() as stack:

            async def opened() -> AsyncIterator[bytes]:
                with trio.fail_at(speech.first_by_s):
                    response = await stack.enter_async_context(
                        self._client.audio.speech.with_streaming_response.create(
                            model=self._model,
                            voice=self._voice,
                            input=text,
                            response_format="pcm",
                        )
                    )
                speech.sound = SpeechStream(response.headers.get("content-type", ""))
                parts = cast("AsyncGenerator[bytes, None]", response.iter_bytes())
                return await stack.enter_async_context(aclosing(parts))

            yield await guarded(self._name, opened())

    async def _next(self, parts: AsyncIterator[bytes], speech: _Speech) -> bytes:
        """Return some audio, or the rest of it, perhaps nothing, once it is done."""

        async def some() -> bytes:
            pcm = b""
            gap_by_s = trio.current_time() + self._deadlines.gap_s
            with trio.fail_at(gap_by_s if speech.samples else speech.first_by_s):
                while not pcm and not speech.done:
                    pcm = speech.take_untrusted(await anext(parts, None))
            return pcm

        return await guarded(self._name, some(), begun=True)
