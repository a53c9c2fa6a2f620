"""Google Cloud Text-to-Speech: Chirp 3 HD voices as streams, the others whole.

Sentences come out at 8 kHz without word times: one mark at the end of each.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import trio

from callcore.audio.resample import StreamDownsampler
from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.ports import SpeechChunk
from callcore.engines.tts import googlewire as wire
from callcore.engines.tts.googlevoices import (
    STREAMING,
    family_of,
    locale_of,
    voice_capabilities,
)
from callcore.engines.vendors.asyncbridge import GrpcStream, StreamBrokenError
from callcore.engines.vendors.google import GoogleCloud
from callcore.engines.vendors.googleerrors import error_of
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES, SAMPLE_RATE_HZ
from callcore.shared.costs.usage import Mode, Spend, Usage
from callcore.shared.ids import Language

NAME: Final = "google"
PROVIDER: Final = "google"
LIMIT_S: Final = 60.0  # of one sentence, on the wire; budgets are far shorter
MAX_SAMPLES: Final = 60 * SAMPLE_RATE_HZ  # nobody says a sentence for a minute
MAX_TEXT_BYTES: Final = 5_000  # of one request (docs: text-to-speech/quotas)
SLICE_BYTES: Final = BYTES_PER_S // 2
#: failures that nobody bills
_FREE: Final = frozenset({"connection", "rate-limited"})


@dataclass(slots=True)
class _Sentence:
    """One sentence on its way to sound."""

    text: str  # as the call has it: marks count in it
    voice: str
    sampler: StreamDownsampler | None = None
    samples: int = 0  # of sound so far
    _half: bytes = b""  # a sample that came in two pieces

    @property
    def streams(self) -> bool:
        """Return whether its voice speaks as a stream."""
        return family_of(self.voice) == STREAMING

    def heard(self, pcm: bytes) -> Iterator[SpeechChunk]:
        """Yield the chunks of some more sound, at its own rate, in any sizes."""
        pcm = self._half + pcm
        whole = len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES
        self._half = pcm[whole:]
        yield from self._chunks(pcm[:whole])

    def ended(self) -> Iterator[SpeechChunk]:
        """Yield what the filter still holds, and the mark at the end."""
        if not self.samples:
            raise EngineLost(NAME, "garbage")  # there was something to say
        yield from self._chunks(None)
        yield SpeechChunk(b"", ((self.samples, len(self.text)),))

    def _chunks(self, pcm: bytes | None) -> Iterator[SpeechChunk]:
        if self.sampler is not None:
            pcm = self.sampler.flush() if pcm is None else self.sampler.feed(pcm)
        pcm = pcm or b""
        self.samples += len(pcm) // SAMPLE_BYTES
        if self.samples > MAX_SAMPLES:
            raise EngineLost(NAME, "garbage")
        for at in range(0, len(pcm), SLICE_BYTES):
            yield SpeechChunk(pcm[at : at + SLICE_BYTES])


class GoogleVoice:
    """A :class:`~callcore.engines.ports.TextToSpeech` of one call; cheap to make.

    ``stream_rate_hz`` is what streams are asked for; 24 kHz, the voices' own rate, is
    brought down here.
    """

    name = NAME

    def __init__(
        self,
        cloud: GoogleCloud,
        voices: Mapping[Language, str],
        spend: Spend,
        *,
        stream_rate_hz: int = SAMPLE_RATE_HZ,
    ) -> None:
        """Take an opened account. Raises OfferError for a voice of another language."""
        voice_capabilities(voices)
        self._cloud = cloud
        self._voices = voices
        self._spend = spend
        self._rate_hz = stream_rate_hz

    @trio.as_safe_channel
    async def speak(
        self, text: str, language: Language
    ) -> AsyncGenerator[SpeechChunk, None]:
        """Stream one sentence; see :class:`~callcore.engines.ports.TextToSpeech`.

        Text without a letter or a digit asks nobody. Left early or cancelled, the request
        ends on the server too; what it costs is reported all the same.
        """
        if not any(char.isalnum() for char in text):
            return
        sentence, said = self._sentence(text, language)
        billed = False
        try:
            with self._cloud.voices.stream(_method(sentence), LIMIT_S) as stream:
                self._ask(stream, sentence, said)
                billed = True
                while (pcm := await _next(stream, sentence)) is not None:
                    for chunk in sentence.heard(pcm):
                        yield chunk
            for chunk in sentence.ended():
                yield chunk
        except EngineError as error:
            billed = billed and not _is_free(error, sentence)
            raise
        finally:
            if billed:
                self._report(sentence, said)

    def _sentence(self, text: str, language: Language) -> tuple[_Sentence, str]:
        """Return a sentence and what is sent of it; raises EngineRefused."""
        said = _speakable(text)
        voice = self._voices.get(language)
        if voice is None or len(said.encode()) > MAX_TEXT_BYTES:
            raise EngineRefused(NAME, "bad-request")
        sentence = _Sentence(text, voice)
        if sentence.streams and self._rate_hz != SAMPLE_RATE_HZ:
            sentence.sampler = StreamDownsampler(self._rate_hz)
        return sentence, said

    def _ask(self, stream: GrpcStream, sentence: _Sentence, said: str) -> None:
        voice, locale = sentence.voice, locale_of(sentence.voice)
        if sentence.streams:
            stream.send(wire.stream_opening(voice, locale, self._rate_hz))
            stream.send(wire.stream_text(said))
        else:
            stream.send(wire.request(said, voice, locale))
        stream.finish()

    def _report(self, sentence: _Sentence, said: str) -> None:
        mode: Mode = "stream" if sentence.streams else "request"
        model = family_of(sentence.voice)
        self._spend(Usage("tts", PROVIDER, model, mode, "chars", len(said)))


async def _next(stream: GrpcStream, sentence: _Sentence) -> bytes | None:
    """Return the next sound, ``None`` at the end; raises EngineError and nothing else."""
    parse = wire.streamed_untrusted if sentence.streams else wire.requested_untrusted
    try:
        message = await stream.receive()
        return None if message is None else parse(message)
    except StreamBrokenError as broken:
        raise error_of(NAME, broken, answered=stream.answered) from None
    except ValueError:
        raise EngineLost(NAME, "garbage") from None


def _method(sentence: _Sentence) -> str:
    return wire.STREAM_METHOD if sentence.streams else wire.REQUEST_METHOD


def _speakable(text: str) -> str:
    """Return ``text`` without what cannot be printed: a NUL refuses a whole request."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _is_free(error: EngineError, sentence: _Sentence) -> bool:
    """Return whether nobody bills what failed: it was refused, or never arrived."""
    lost = error.reason in _FREE and not sentence.samples
    return isinstance(error, EngineRefused) or lost
