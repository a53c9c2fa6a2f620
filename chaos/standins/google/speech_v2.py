"""Version 2 of the Speech API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from google.cloud.speech_v2.types import cloud_speech as types

from chaos.standins.google.answers import Message
from chaos.standins.google.dialect import EventKind, Part, duration
from chaos.standins.google.refusal import Code, Refusal, invalid
from chaos.standins.google.rules import Api, Asked

_Response: Final = types.StreamingRecognizeResponse
_EVENTS: Final = {
    "begin": _Response.SpeechEventType.SPEECH_ACTIVITY_BEGIN,
    "end": _Response.SpeechEventType.SPEECH_ACTIVITY_END,
}
_LINEAR16: Final = types.ExplicitDecodingConfig.AudioEncoding.LINEAR16


class SpeechV2:
    """Reads and writes it."""

    api: Api = "v2"
    service = "google.cloud.speech.v2.Speech"
    block_s = 1
    stream_request = types.StreamingRecognizeRequest.pb()
    unary_request = types.RecognizeRequest.pb()
    #: not the words and the code of version 1; as users of it quote them (2024)
    too_long = Refusal(Code.ABORTED, "Max duration of 5 minutes reached for stream.")
    too_quiet = Refusal(
        Code.ABORTED, "Stream timed out after receiving no more client requests."
    )

    def asked(self, request: Message) -> Asked:
        """Return the configuration in the first request of a stream."""
        if request.WhichOneof("streaming_request") != "streaming_config":
            raise invalid("The first request must hold streaming_config and no audio.")
        features = request.streaming_config.streaming_features
        return _asked(
            request.streaming_config.config,
            request.recognizer,
            interim=features.interim_results,
            events=features.enable_voice_activity_events,
        )

    def audio(self, request: Message) -> bytes | None:
        """Return the audio of a later request; None if it holds none."""
        if request.WhichOneof("streaming_request") != "audio":
            return None
        return bytes(request.audio)

    def results(self, parts: Sequence[Part], billed_s: int | None) -> Message:
        """Return a response with these results and what is billed so far."""
        response = _Response.pb()()
        for part in parts:
            result = response.results.add()
            _fill(result, part)
            result.is_final = part.final
            result.stability = part.stability
        response.metadata.request_id = "stand-in"
        if billed_s is not None:
            response.metadata.total_billed_duration.FromSeconds(billed_s)
        return response

    def event(self, kind: EventKind, at_s: float) -> Message:
        """Return a response that says that speech begins or ends."""
        response = _Response.pb()(speech_event_type=int(_EVENTS[kind]))
        response.speech_event_offset.FromTimedelta(duration(at_s))
        return response

    def unary_asked(self, request: Message) -> tuple[Asked, bytes]:
        """Return configuration and audio of a request without a stream."""
        if request.WhichOneof("audio_source") != "content":
            raise invalid("Audio must be supplied as content here.")
        return _asked(request.config, request.recognizer), bytes(request.content)

    def unary_results(self, parts: Sequence[Part], billed_s: int) -> Message:
        """Return the answer to it."""
        response = types.RecognizeResponse.pb()()
        for part in parts:
            _fill(response.results.add(), part)
        response.metadata.request_id = "stand-in"
        response.metadata.total_billed_duration.FromSeconds(billed_s)
        return response


def _fill(result: Message, part: Part) -> None:
    alternative = result.alternatives.add(transcript=part.text)
    alternative.confidence = part.confidence
    result.language_code = part.language
    result.result_end_offset.FromTimedelta(duration(part.end_s))


def _asked(
    config: Message, recognizer: str, *, interim: bool = False, events: bool = False
) -> Asked:
    if config.WhichOneof("decoding_config") != "explicit_decoding_config":
        raise invalid(
            "Headerless audio needs an explicit_decoding_config: encoding must be set."
        )
    decoding = config.explicit_decoding_config
    if decoding.encoding != _LINEAR16:
        raise invalid("This stand-in takes LINEAR16 only.")
    if decoding.audio_channel_count != 1:
        raise invalid(
            f"Invalid audio channel count: {decoding.audio_channel_count}; must be 1."
        )
    sets = config.adaptation.phrase_sets
    hints = tuple(
        phrase.value for one in sets for phrase in one.inline_phrase_set.phrases
    )
    return Asked(
        "v2",
        config.model,
        tuple(config.language_codes),
        decoding.sample_rate_hertz,
        hints,
        interim,
        events,
        recognizer,
    )
