"""Version 1 of the Speech API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from google.cloud.speech_v1.types import cloud_speech as types

from chaos.standins.google.answers import Message
from chaos.standins.google.dialect import EventKind, Part, duration
from chaos.standins.google.refusal import Code, Refusal, invalid
from chaos.standins.google.rules import Api, Asked

_Response: Final = types.StreamingRecognizeResponse
_EVENTS: Final = {
    "begin": _Response.SpeechEventType.SPEECH_ACTIVITY_BEGIN,
    "end": _Response.SpeechEventType.SPEECH_ACTIVITY_END,
}
_LINEAR16: Final = types.RecognitionConfig.AudioEncoding.LINEAR16


class SpeechV1:
    """Reads and writes it."""

    api: Api = "v1"
    service = "google.cloud.speech.v1.Speech"
    block_s = 15
    stream_request = types.StreamingRecognizeRequest.pb()
    unary_request = types.RecognizeRequest.pb()
    too_long = Refusal(
        Code.OUT_OF_RANGE, "Exceeded maximum allowed stream duration of 305 seconds."
    )
    too_quiet = Refusal(
        Code.OUT_OF_RANGE,
        "Audio Timeout Error: Long duration elapsed without audio. "
        "Audio should be sent close to real time.",
    )

    def asked(self, request: Message) -> Asked:
        """Return the configuration in the first request of a stream."""
        if request.WhichOneof("streaming_request") != "streaming_config":
            raise invalid("Malformed streaming request: its config must come first.")
        streaming = request.streaming_config
        return _asked(
            streaming.config,
            interim=streaming.interim_results,
            events=streaming.enable_voice_activity_events,
        )

    def audio(self, request: Message) -> bytes | None:
        """Return the audio of a later request; None if it holds none."""
        if request.WhichOneof("streaming_request") != "audio_content":
            return None
        return bytes(request.audio_content)

    def results(self, parts: Sequence[Part], billed_s: int | None) -> Message:
        """Return a response with these results and what is billed so far."""
        response = _Response.pb()(request_id=1)
        for part in parts:
            result = response.results.add()
            _fill(result, part)
            result.is_final = part.final
            result.stability = part.stability
        if billed_s is not None:
            response.total_billed_time.FromSeconds(billed_s)
        return response

    def event(self, kind: EventKind, at_s: float) -> Message:
        """Return a response that says that speech begins or ends."""
        response = _Response.pb()(speech_event_type=int(_EVENTS[kind]))
        response.speech_event_time.FromTimedelta(duration(at_s))
        return response

    def unary_asked(self, request: Message) -> tuple[Asked, bytes]:
        """Return configuration and audio of a request without a stream."""
        if request.audio.WhichOneof("audio_source") != "content":
            raise invalid("Audio must be supplied as content here.")
        return _asked(request.config), bytes(request.audio.content)

    def unary_results(self, parts: Sequence[Part], billed_s: int) -> Message:
        """Return the answer to it."""
        response = types.RecognizeResponse.pb()(request_id=1)
        for part in parts:
            _fill(response.results.add(), part)
        response.total_billed_time.FromSeconds(billed_s)
        return response


def _fill(result: Message, part: Part) -> None:
    alternative = result.alternatives.add(transcript=part.text)
    alternative.confidence = part.confidence
    result.language_code = part.language.lower()  # as version 1 writes it: "ru-ru"
    result.result_end_time.FromTimedelta(duration(part.end_s))


def _asked(config: Message, *, interim: bool = False, events: bool = False) -> Asked:
    if config.encoding != _LINEAR16:
        raise invalid(
            "Invalid recognition 'config': bad encoding; this stand-in takes LINEAR16."
        )
    if config.audio_channel_count not in (0, 1):
        raise invalid("Invalid recognition 'config': bad channel count; must be 1.")
    hints = [phrase for one in config.speech_contexts for phrase in one.phrases]
    for phrase_set in config.adaptation.phrase_sets:
        hints += [phrase.value for phrase in phrase_set.phrases]
    return Asked(
        "v1",
        config.model,
        (config.language_code, *config.alternative_language_codes),
        config.sample_rate_hertz,
        tuple(hints),
        interim,
        events,
    )
