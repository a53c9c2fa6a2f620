from __future__ import annotations

import pytest
from google.cloud import speech_v2 as speech

from chaos.standins.google.dialect import Part
from chaos.standins.google.refusal import Refusal
from chaos.standins.google.speech_v2 import SpeechV2

DIALECT = SpeechV2()
PARTS = [
    Part("to be", "en-US", 1.5, stability=0.9),
    Part(" or not", "en-US", 1.5, stability=0.01),
]
NAME = "projects/p/locations/global/recognizers/_"


def request(decoding=None, **config):
    decoding = {
        "encoding": "LINEAR16",
        "sample_rate_hertz": 8000,
        "audio_channel_count": 1,
        **(decoding or {}),
    }
    config = {"explicit_decoding_config": decoding, **config}
    features = {"enable_voice_activity_events": True}
    streaming = {"config": config, "streaming_features": features}
    return speech.StreamingRecognizeRequest.pb(
        speech.StreamingRecognizeRequest(recognizer=NAME, streaming_config=streaming)
    )


def test_a_configuration_is_read_whole():
    phrases = {"inline_phrase_set": {"phrases": [{"value": "Nokian"}]}}
    asked = DIALECT.asked(
        request(
            language_codes=["uk-UA", "ru-RU"],
            model="telephony",
            adaptation={"phrase_sets": [phrases]},
        )
    )
    assert (asked.languages, asked.hints) == (("uk-UA", "ru-RU"), ("Nokian",))
    assert (asked.model, asked.rate_hz, asked.recognizer) == ("telephony", 8000, NAME)
    assert asked.events
    assert not asked.interim


def test_audio_first_or_in_another_format_is_refused():
    audio = speech.StreamingRecognizeRequest.pb(
        speech.StreamingRecognizeRequest(audio=b"12")
    )
    stereo, flac = {"audio_channel_count": 2}, {"encoding": "FLAC"}
    for bad in (audio, request(stereo), request(flac)):
        with pytest.raises(Refusal):
            DIALECT.asked(bad)
    assert DIALECT.audio(audio) == b"12"
    assert DIALECT.audio(request()) is None


def test_results_are_as_the_client_reads_them():
    wire = DIALECT.results(PARTS, 2).SerializeToString()
    read = speech.StreamingRecognizeResponse.deserialize(wire)
    assert [result.alternatives[0].transcript for result in read.results] == [
        "to be",
        " or not",
    ]
    assert read.results[0].result_end_offset.total_seconds() == 1.5
    assert read.results[0].language_code == "en-US"
    assert read.metadata.total_billed_duration.total_seconds() == 2
    event = speech.StreamingRecognizeResponse.deserialize(
        DIALECT.event("begin", 2.5).SerializeToString()
    )
    assert event.speech_event_type.name == "SPEECH_ACTIVITY_BEGIN"
