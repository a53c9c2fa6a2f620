"""Requests and answers of Google's Speech-to-Text, v2 and v1, as bytes. Pure.

The messages are the client library's own protobufs; its proto-plus wrappers are left
aside, as building one takes longer than sending it. Answers are distrusted: what is not
a message raises :exc:`ValueError`, wrong values in one are dropped.

Sources: google/cloud/speech/{v1,v2}/cloud_speech.proto; limits of phrases:
docs.cloud.google.com/speech-to-text/quotas (100 characters a phrase, 5,000 phrases).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, Protocol, get_args

from callcore.engines.stt.googletext import MAX_CHARS, Result
from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.ids import Language

SpeechApi = Literal["v2", "v1"]
APIS: Final[tuple[SpeechApi, ...]] = get_args(SpeechApi)
TAGS: Final[dict[Language, str]] = {"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}

MAX_PHRASES: Final = 500  # Google takes 5,000; the request grows by each
MAX_PHRASE_CHARS: Final = 100
MAX_PHRASES_CHARS: Final = 10_000
MAX_OTHERS: Final = 3  # alternative languages (v1: up to three besides the first)
MAX_RESULTS: Final = 64  # of one answer
MAX_END_S: Final = 3600  # of a result; streams live five minutes


@dataclass(frozen=True, slots=True)
class Opening:
    """What a stream is asked to do."""

    model: str
    language: Language
    others: Sequence[Language] = ()
    hints: Sequence[str] = ()
    recogniser: str = ""  # v2 only


@dataclass(frozen=True, slots=True)
class Answer:
    """What one message from the server says; ``billed_ms`` of the stream so far."""

    results: tuple[Result, ...] = ()
    billed_ms: int = 0
    error: int = 0  # number of a status, 0 for none


class SpeechWire(Protocol):
    """One version of the API."""

    api: SpeechApi
    method: str

    def opening(self, asked: Opening) -> bytes:
        """Return the first request of a stream."""

    def audio(self, pcm: bytes) -> bytes:
        """Return a request with 8 kHz audio."""

    def answer_untrusted(self, message: bytes) -> Answer:
        """Return what a message says; raises :exc:`ValueError` if it is none."""


@cache
def wire_of(api: SpeechApi) -> SpeechWire:
    """Return the wire of ``api``; imports the client library, if nobody did."""
    return _V2() if api == "v2" else _V1()


class _V2:
    api: SpeechApi = "v2"
    method = "/google.cloud.speech.v2.Speech/StreamingRecognize"

    def __init__(self) -> None:
        from google.cloud.speech_v2.types import cloud_speech

        self._request: Any = cloud_speech.StreamingRecognizeRequest.pb()
        self._answer: Any = cloud_speech.StreamingRecognizeResponse.pb()

    def opening(self, asked: Opening) -> bytes:
        request = self._request(recognizer=asked.recogniser)
        config = request.streaming_config.config
        config.explicit_decoding_config.encoding = 1  # LINEAR16
        config.explicit_decoding_config.sample_rate_hertz = SAMPLE_RATE_HZ
        config.explicit_decoding_config.audio_channel_count = 1
        config.model = asked.model
        config.language_codes.extend(_tags(asked.language, asked.others))
        config.features.enable_automatic_punctuation = True
        phrases = bounded(asked.hints)
        if phrases:
            inline = config.adaptation.phrase_sets.add().inline_phrase_set
            for phrase in phrases:
                inline.phrases.add(value=phrase)
        features = request.streaming_config.streaming_features
        features.interim_results = True
        features.enable_voice_activity_events = True
        sealed: bytes = request.SerializeToString()
        return sealed

    def audio(self, pcm: bytes) -> bytes:
        sealed: bytes = self._request(audio=pcm).SerializeToString()
        return sealed

    def answer_untrusted(self, message: bytes) -> Answer:
        answer = _parsed(self._answer, message)
        found = _results(answer.results, "result_end_offset")
        billed = answer.metadata.total_billed_duration
        return Answer(found, _ms(billed) or 0)


class _V1:
    api: SpeechApi = "v1"
    method = "/google.cloud.speech.v1.Speech/StreamingRecognize"

    def __init__(self) -> None:
        from google.cloud.speech_v1.types import cloud_speech

        self._request: Any = cloud_speech.StreamingRecognizeRequest.pb()
        self._answer: Any = cloud_speech.StreamingRecognizeResponse.pb()

    def opening(self, asked: Opening) -> bytes:
        request = self._request()
        request.streaming_config.interim_results = True
        request.streaming_config.enable_voice_activity_events = True
        config = request.streaming_config.config
        config.encoding = 1  # LINEAR16
        config.sample_rate_hertz = SAMPLE_RATE_HZ
        config.audio_channel_count = 1
        config.model = asked.model
        config.enable_automatic_punctuation = True
        first, *rest = _tags(asked.language, asked.others)
        config.language_code = first
        config.alternative_language_codes.extend(rest)
        phrases = bounded(asked.hints)
        if phrases:
            config.speech_contexts.add(phrases=phrases)
        sealed: bytes = request.SerializeToString()
        return sealed

    def audio(self, pcm: bytes) -> bytes:
        sealed: bytes = self._request(audio_content=pcm).SerializeToString()
        return sealed

    def answer_untrusted(self, message: bytes) -> Answer:
        answer = _parsed(self._answer, message)
        found = _results(answer.results, "result_end_time")
        error = answer.error.code if answer.HasField("error") else 0
        return Answer(found, _ms(answer.total_billed_time) or 0, error)


def bounded(hints: Iterable[str]) -> list[str]:
    """Return the phrases that Google takes: the first ones, none twice, none too long."""
    kept: dict[str, None] = {}
    chars = 0
    for hint in hints:
        phrase = " ".join(hint.split())
        if not phrase or len(phrase) > MAX_PHRASE_CHARS or phrase in kept:
            continue
        chars += len(phrase)
        if len(kept) >= MAX_PHRASES or chars > MAX_PHRASES_CHARS:
            break
        kept[phrase] = None
    return list(kept)


def _tags(language: Language, others: Sequence[Language]) -> list[str]:
    rest = [other for other in dict.fromkeys(others) if other != language]
    return [TAGS[one] for one in (language, *rest[:MAX_OTHERS])]


def _parsed(kind: Any, message: bytes) -> Any:  # noqa: ANN401 - protobufs have no types
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        return kind.FromString(message)
    except DecodeError:
        # no cause: it quotes what was said
        raise ValueError("not a message of this method") from None


def _results(results: Any, end: str) -> tuple[Result, ...]:  # noqa: ANN401
    """Return the first alternative of each result that has one with text."""
    return tuple(
        Result(
            best.transcript[: MAX_CHARS + 1],
            result.is_final,
            _ms(getattr(result, end)) if result.HasField(end) else None,
            best.confidence,
            result.language_code[:16],
        )
        for result in results[:MAX_RESULTS]
        for best in result.alternatives[:1]
    )


def _ms(duration: Any) -> int | None:  # noqa: ANN401
    """Return a protobuf Duration in milliseconds; None if nobody can mean it."""
    if not 0 <= duration.seconds <= MAX_END_S or not 0 <= duration.nanos < 10**9:
        return None
    return int(duration.seconds) * 1000 + int(duration.nanos) // 1_000_000
