"""Speech-to-Text on the wire, against the client library's own messages."""

import math

import pytest
from google.cloud.speech_v1.services.speech.transports import (
    grpc_asyncio as transport_v1,
)
from google.cloud.speech_v1.types import cloud_speech as v1
from google.cloud.speech_v2.services.speech.transports import (
    grpc_asyncio as transport_v2,
)
from google.cloud.speech_v2.types import cloud_speech as v2
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.stt.googlewire import APIS, Opening, bounded, wire_of

ASKED = Opening(
    "latest_long",
    "uk",
    ("uk", "ru", "ru", "en"),
    ("Michelin", "205/55 R16"),
    "projects/shop/locations/eu/recognizers/_",
)
LIBRARIES = {"v2": transport_v2, "v1": transport_v1}


@pytest.mark.parametrize("api", APIS)
def test_the_method_is_that_of_the_library(api):
    found = []

    class Channel:
        def stream_stream(self, method, **_):
            found.append(method)

    kind = LIBRARIES[api].SpeechGrpcAsyncIOTransport
    transport = kind.__new__(kind)
    transport._stubs, transport._logged_channel = {}, Channel()
    _ = transport.streaming_recognize
    assert found == [wire_of(api).method]


def test_a_stream_of_v2_opens_with_everything_it_needs():
    sent = v2.StreamingRecognizeRequest.deserialize(wire_of("v2").opening(ASKED))
    config = sent.streaming_config.config
    decoding = config.explicit_decoding_config
    assert sent.recognizer == ASKED.recogniser
    assert decoding.encoding == v2.ExplicitDecodingConfig.AudioEncoding.LINEAR16
    assert (decoding.sample_rate_hertz, decoding.audio_channel_count) == (8000, 1)
    assert list(config.language_codes) == ["uk-UA", "ru-RU", "en-US"]
    assert config.model == "latest_long"
    assert config.features.enable_automatic_punctuation
    (phrases,) = config.adaptation.phrase_sets
    assert [one.value for one in phrases.inline_phrase_set.phrases] == [*ASKED.hints]
    features = sent.streaming_config.streaming_features
    assert features.interim_results
    assert features.enable_voice_activity_events


def test_a_stream_of_v1_opens_with_everything_it_needs():
    sent = v1.StreamingRecognizeRequest.deserialize(wire_of("v1").opening(ASKED))
    assert sent.streaming_config.interim_results
    config = sent.streaming_config.config
    assert config.encoding == v1.RecognitionConfig.AudioEncoding.LINEAR16
    assert config.sample_rate_hertz == 8000
    assert config.language_code == "uk-UA"
    assert list(config.alternative_language_codes) == ["ru-RU", "en-US"]
    assert list(config.speech_contexts[0].phrases) == [*ASKED.hints]
    assert config.enable_automatic_punctuation
    assert config.model == "latest_long"


def test_audio_travels_as_it_is():
    one = v2.StreamingRecognizeRequest.deserialize(wire_of("v2").audio(b"\1\2"))
    other = v1.StreamingRecognizeRequest.deserialize(wire_of("v1").audio(b"\1\2"))
    assert one.audio == other.audio_content == b"\1\2"


def test_an_answer_is_read_whole():
    message = v2.StreamingRecognizeResponse(
        results=[
            {
                "alternatives": [
                    {"transcript": "два", "confidence": 0.5},
                    {"transcript": "дві"},
                ],
                "is_final": True,
                "result_end_offset": {"seconds": 3, "nanos": 250_000_000},
                "language_code": "uk-ua",
            },
            {"alternatives": []},
            {"alternatives": [{"transcript": " шини"}]},
        ],
        metadata={"total_billed_duration": {"seconds": 4}},
    )
    raw = v2.StreamingRecognizeResponse.serialize(message)
    answer = wire_of("v2").answer_untrusted(raw)
    one, two = answer.results
    assert (one.text, one.final, one.end_ms, one.language) == (
        "два",
        True,
        3250,
        "uk-ua",
    )
    assert one.confidence == 0.5
    assert (two.text, two.final, two.end_ms) == (" шини", False, None)
    assert (answer.billed_ms, answer.error) == (4000, 0)


def test_an_error_inside_an_answer_of_v1_is_seen():
    message = v1.StreamingRecognizeResponse(error={"code": 11, "message": "secret"})
    raw = v1.StreamingRecognizeResponse.serialize(message)
    assert wire_of("v1").answer_untrusted(raw).error == 11


@pytest.mark.parametrize(
    "end", [{"seconds": -5}, {"seconds": 10**11}, {"nanos": -1}, {"nanos": 2 * 10**9}]
)
def test_a_time_that_nobody_can_mean_is_none(end):
    kind = v2.StreamingRecognizeResponse.pb()
    message = kind()
    result = message.results.add()
    result.alternatives.add(transcript="x", confidence=math.nan)
    result.result_end_offset.seconds = end.get("seconds", 0)
    result.result_end_offset.nanos = end.get("nanos", 0)
    answer = wire_of("v2").answer_untrusted(message.SerializeToString())
    assert answer.results[0].end_ms is None


def test_invalid_utf8_is_a_value_error_that_quotes_nothing():
    kind = v2.StreamingRecognizeResponse.pb()
    message = kind()
    message.results.add().alternatives.add(transcript="QQQQ")
    torn = message.SerializeToString().replace(b"QQQQ", b"\xff\xfe\xd0\xff")
    with pytest.raises(ValueError, match="not a message") as raised:
        wire_of("v2").answer_untrusted(torn)
    assert raised.value.__cause__ is None


@given(st.binary(max_size=300), st.sampled_from(APIS))
def test_any_bytes_are_an_answer_or_a_value_error(message, api):
    try:
        answer = wire_of(api).answer_untrusted(message)
    except ValueError:
        return
    assert answer.billed_ms >= 0
    assert len(answer.results) <= 64


@given(st.lists(st.text(max_size=150), max_size=900))
def test_hints_are_bounded_in_number_length_and_sum(hints):
    phrases = bounded(hints)
    assert len(phrases) == len(set(phrases)) <= 500
    assert all(0 < len(phrase) <= 100 for phrase in phrases)
    assert sum(map(len, phrases)) <= 10_000


def test_the_first_hints_are_kept():
    assert bounded(f"hint {at}" for at in range(600)) == [
        f"hint {at}" for at in range(500)
    ]
    assert len(bounded(["x" * 100 + str(at) for at in range(9)])) == 0
    assert len(bounded([f"{at:0100}" for at in range(200)])) == 100
