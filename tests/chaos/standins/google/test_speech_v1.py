from __future__ import annotations

import pytest
from google.cloud import speech_v1 as speech

from chaos.standins.google.dialect import Part
from chaos.standins.google.refusal import Refusal
from chaos.standins.google.speech_v1 import SpeechV1

DIALECT = SpeechV1()
PARTS = [
    Part("to be", "en-US", 1.5, stability=0.9),
    Part(" or not", "en-US", 1.5, stability=0.01),
]


def request(**config):
    config = {"encoding": "LINEAR16", "language_code": "uk-UA", **config}
    streaming = {"config": config, "interim_results": True}
    message = speech.StreamingRecognizeRequest(streaming_config=streaming)
    return speech.StreamingRecognizeRequest.pb(message)


def test_a_configuration_is_read_whole():
    asked = DIALECT.asked(
        request(
            sample_rate_hertz=8000,
            alternative_language_codes=["ru-RU"],
            speech_contexts=[{"phrases": ["Nokian"]}],
            model="telephony",
        )
    )
    assert (asked.languages, asked.hints) == (("uk-UA", "ru-RU"), ("Nokian",))
    assert (asked.model, asked.rate_hz, asked.interim) == ("telephony", 8000, True)
    assert not asked.events


def test_audio_first_or_in_another_format_is_refused():
    audio = speech.StreamingRecognizeRequest.pb(
        speech.StreamingRecognizeRequest(audio_content=b"12")
    )
    for bad in (audio, request(encoding="FLAC"), request(audio_channel_count=2)):
        with pytest.raises(Refusal):
            DIALECT.asked(bad)
    assert DIALECT.audio(audio) == b"12"
    assert DIALECT.audio(request()) is None


def test_results_are_as_the_client_reads_them():
    wire = DIALECT.results(PARTS, 15).SerializeToString()
    read = speech.StreamingRecognizeResponse.deserialize(wire)
    assert [result.alternatives[0].transcript for result in read.results] == [
        "to be",
        " or not",
    ]
    assert read.results[0].result_end_time.total_seconds() == 1.5
    assert read.results[0].language_code == "en-us"  # as version 1 writes it
    assert read.total_billed_time.total_seconds() == 15
    event = speech.StreamingRecognizeResponse.deserialize(
        DIALECT.event("end", 2.5).SerializeToString()
    )
    assert event.speech_event_type.name == "SPEECH_ACTIVITY_END"
