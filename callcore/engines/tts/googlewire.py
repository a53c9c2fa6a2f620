"""Requests and answers of Google's Text-to-Speech, as bytes. Pure.

Sound is asked for as the line wants it, 8 kHz; a stream is bare PCM, a single answer is a
WAV file. Answers are distrusted: whatever is wrong with one raises :exc:`ValueError`.

Source: google/cloud/texttospeech/v1/cloud_tts.proto.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from callcore.audio.wav import decode_untrusted
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

STREAM_METHOD: Final = "/google.cloud.texttospeech.v1.TextToSpeech/StreamingSynthesize"
REQUEST_METHOD: Final = "/google.cloud.texttospeech.v1.TextToSpeech/SynthesizeSpeech"
_LINEAR16, _PCM = 1, 7  # AudioEncoding


def stream_opening(voice: str, locale: str, rate_hz: int) -> bytes:
    """Return the first request of a stream."""
    request = _types().StreamingSynthesizeRequest.pb()()
    config = request.streaming_config
    config.voice.name, config.voice.language_code = voice, locale
    config.streaming_audio_config.audio_encoding = _PCM
    config.streaming_audio_config.sample_rate_hertz = rate_hz
    return _sealed(request)


def stream_text(text: str) -> bytes:
    """Return a request with text to speak."""
    request = _types().StreamingSynthesizeRequest.pb()()
    request.input.text = text
    return _sealed(request)


def request(text: str, voice: str, locale: str) -> bytes:
    """Return the one request for a whole sentence."""
    asked = _types().SynthesizeSpeechRequest.pb()()
    asked.input.text = text
    asked.voice.name, asked.voice.language_code = voice, locale
    asked.audio_config.audio_encoding = _LINEAR16
    asked.audio_config.sample_rate_hertz = SAMPLE_RATE_HZ
    return _sealed(asked)


def streamed_untrusted(message: bytes) -> bytes:
    """Return the PCM in an answer of a stream; it may end in half a sample."""
    return _audio(_types().StreamingSynthesizeResponse.pb(), message)


def requested_untrusted(message: bytes) -> bytes:
    """Return the 8 kHz PCM of a whole answer."""
    sound = _audio(_types().SynthesizeSpeechResponse.pb(), message)
    wav = decode_untrusted(sound)  # WavError is a ValueError
    if wav.rate_hz != SAMPLE_RATE_HZ or wav.channels != 1:
        msg = f"{wav.rate_hz} Hz with {wav.channels} channels was not asked for"
        raise ValueError(msg)
    return wav.pcm[: len(wav.pcm) // SAMPLE_BYTES * SAMPLE_BYTES]


@cache
def _types() -> Any:  # noqa: ANN401 - the library's messages have no types of use
    from google.cloud.texttospeech_v1.types import cloud_tts

    return cloud_tts


def _sealed(message: Any) -> bytes:  # noqa: ANN401
    sealed: bytes = message.SerializeToString()
    return sealed


def _audio(kind: Any, message: bytes) -> bytes:  # noqa: ANN401
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        sound: bytes = kind.FromString(message).audio_content
    except DecodeError:
        raise ValueError("not a message of this method") from None
    return sound
