"""Google's own clients, pointed at the stand-in."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import chain

import grpc
from google.cloud import speech_v1, speech_v2, texttospeech_v1
from google.cloud.speech_v1.services.speech import transports as v1_transports
from google.cloud.speech_v2.services.speech import transports as v2_transports
from google.cloud.texttospeech_v1.services.text_to_speech import (
    transports as tts_transports,
)

from callcore.engines.spelled import spell

PIECE = 1600  # 100 ms
GLOBAL = "projects/p/locations/global/recognizers/_"


def channel(standin):
    return grpc.insecure_channel(standin.endpoint.removeprefix("http://"))


def v1(standin):
    transport = v1_transports.SpeechGrpcTransport(channel=channel(standin))
    return speech_v1.SpeechClient(transport=transport)


def v2(standin):
    transport = v2_transports.SpeechGrpcTransport(channel=channel(standin))
    return speech_v2.SpeechClient(transport=transport)


def tts(standin):
    transport = tts_transports.TextToSpeechGrpcTransport(channel=channel(standin))
    return texttospeech_v1.TextToSpeechClient(transport=transport)


def v2_config(*, events=False, interim=True, recognizer=GLOBAL, **config):
    """Return the first request; ``config`` replaces fields of its configuration."""
    decoding = config.pop(
        "decoding",
        speech_v2.ExplicitDecodingConfig(
            encoding="LINEAR16", sample_rate_hertz=8000, audio_channel_count=1
        ),
    )
    config = {"model": "latest_long", "language_codes": ["en-US"], **config}
    return speech_v2.StreamingRecognizeRequest(
        recognizer=recognizer,
        streaming_config=speech_v2.StreamingRecognitionConfig(
            config=speech_v2.RecognitionConfig(
                explicit_decoding_config=decoding, **config
            ),
            streaming_features=speech_v2.StreamingRecognitionFeatures(
                interim_results=interim, enable_voice_activity_events=events
            ),
        ),
    )


def v1_config(**config):
    """Return the configuration of a stream of version 1."""
    config = {
        "encoding": "LINEAR16",
        "sample_rate_hertz": 8000,
        "language_code": "en-US",
        "model": "latest_long",
        **config,
    }
    return speech_v1.StreamingRecognitionConfig(
        config=speech_v1.RecognitionConfig(**config), interim_results=True
    )


def pieces(pcm, pace_s=0.0, size=PIECE):
    """Yield ``pcm`` as the phone line brings it."""
    for at in range(0, len(pcm), size):
        time.sleep(pace_s)
        yield pcm[at : at + size]


def recognise_v2(client, pcm, config=None, pace_s=0.0, timeout=10):
    """Return all responses of one stream."""

    def requests():
        yield config or v2_config()
        for piece in pieces(pcm, pace_s):
            yield speech_v2.StreamingRecognizeRequest(audio=piece)

    return list(client.streaming_recognize(requests(), timeout=timeout))


def recognise_v1(client, pcm, config=None, pace_s=0.0, timeout=10):
    """Return all responses of one stream."""
    requests = (
        speech_v1.StreamingRecognizeRequest(audio_content=piece)
        for piece in pieces(pcm, pace_s)
    )
    config = config or v1_config()
    return list(client.streaming_recognize(config, requests, timeout=timeout))


def finals(responses):
    """Return the transcripts of all finals, as they come."""
    return [
        result.alternatives[0].transcript
        for response in responses
        for result in response.results
        if result.is_final and result.alternatives
    ]


def until(condition, within_s=5.0):
    """Wait for a condition that another thread brings about."""
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


def again(ask, error):
    """Return what ``ask`` returns once a broken connection was noticed everywhere.

    A channel may put one more request on a connection that has just been torn.
    """
    for _ in range(3):
        with suppress(error):
            return ask()
    return ask()


def slow(text):
    """Yield requests that say ``text`` in real time, then ten seconds of silence."""
    yield v2_config()
    for piece in chain(pieces(spell(text)), [bytes(1600)] * 100):
        time.sleep(0.05)
        yield speech_v2.StreamingRecognizeRequest(audio=piece)


def interims(responses):
    """Return the text of each interim response, its parts joined."""
    return [
        "".join(result.alternatives[0].transcript for result in response.results)
        for response in responses
        if response.results and not response.results[0].is_final
    ]
