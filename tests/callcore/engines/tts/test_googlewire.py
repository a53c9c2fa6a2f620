"""Text-to-Speech on the wire, against the client library's own messages."""

import pytest
from google.cloud.texttospeech_v1.services.text_to_speech.transports import (
    grpc_asyncio,
)
from google.cloud.texttospeech_v1.types import cloud_tts
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio import wav
from callcore.engines.tts import googlewire as wire


def test_the_methods_are_those_of_the_library():
    found = []

    class Channel:
        _unary_unary_interceptors = []

        def unary_unary(self, method, **_):
            found.append(method)

        stream_stream = unary_unary

    transport = grpc_asyncio.TextToSpeechGrpcAsyncIOTransport.__new__(
        grpc_asyncio.TextToSpeechGrpcAsyncIOTransport
    )
    transport._stubs, transport._logged_channel = {}, Channel()
    _ = transport.streaming_synthesize, transport.synthesize_speech
    assert found == [wire.STREAM_METHOD, wire.REQUEST_METHOD]


def test_a_stream_asks_for_bare_pcm():
    asked = cloud_tts.StreamingSynthesizeRequest.deserialize(
        wire.stream_opening("uk-UA-Chirp3-HD-Kore", "uk-UA", 8_000)
    )
    config = asked.streaming_config
    assert config.streaming_audio_config.audio_encoding == cloud_tts.AudioEncoding.PCM
    assert config.streaming_audio_config.sample_rate_hertz == 8_000
    assert (config.voice.name, config.voice.language_code) == (
        "uk-UA-Chirp3-HD-Kore",
        "uk-UA",
    )
    text = cloud_tts.StreamingSynthesizeRequest.deserialize(wire.stream_text("Так"))
    assert text.input.text == "Так"


def test_a_request_asks_for_a_whole_file():
    asked = cloud_tts.SynthesizeSpeechRequest.deserialize(
        wire.request("Yes", "en-US-Neural2-C", "en-US")
    )
    assert asked.input.text == "Yes"
    assert asked.audio_config.audio_encoding == cloud_tts.AudioEncoding.LINEAR16
    assert asked.audio_config.sample_rate_hertz == 8_000


def answer(sound):
    made = cloud_tts.SynthesizeSpeechResponse(audio_content=sound)
    return cloud_tts.SynthesizeSpeechResponse.serialize(made)


def test_the_header_of_a_whole_answer_is_taken_off():
    assert wire.requested_untrusted(answer(wav.encode(b"\1\2" * 9))) == b"\1\2" * 9


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"\1\2" * 99,
        wav.encode(b"\1\2" * 9, rate_hz=24_000),
        wav.encode(b"\1\2" * 8, channels=2),
        wav.header(10)[:20],
    ],
)
def test_another_sound_than_asked_for_is_a_value_error(sound):
    with pytest.raises(ValueError, match=r"not|without|no WAV|WAV"):
        wire.requested_untrusted(answer(sound))


@given(st.binary(max_size=200))
def test_any_bytes_are_sound_or_a_value_error(message):
    for parse in (wire.streamed_untrusted, wire.requested_untrusted):
        try:
            assert isinstance(parse(message), bytes)
        except ValueError:
            continue
