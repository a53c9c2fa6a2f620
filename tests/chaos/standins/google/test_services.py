from __future__ import annotations

from dataclasses import dataclass

import grpc
import pytest

from chaos.standins.google.house import House
from chaos.standins.google.services import handlers


@dataclass
class Details(grpc.HandlerCallDetails):
    method: str
    invocation_metadata: tuple[tuple[str, str | bytes], ...] = ()


@pytest.mark.parametrize(
    "method",
    [
        "google.cloud.speech.v1.Speech/StreamingRecognize",
        "google.cloud.speech.v1.Speech/Recognize",
        "google.cloud.speech.v2.Speech/StreamingRecognize",
        "google.cloud.speech.v2.Speech/Recognize",
        "google.cloud.texttospeech.v1.TextToSpeech/StreamingSynthesize",
        "google.cloud.texttospeech.v1.TextToSpeech/SynthesizeSpeech",
        "google.cloud.texttospeech.v1.TextToSpeech/ListVoices",
    ],
)
def test_each_method_has_one_handler(method):
    found = [one.service(Details(f"/{method}")) for one in handlers(House())]
    assert sum(handler is not None for handler in found) == 1
    handler = next(handler for handler in found if handler)
    assert (
        handler.request_streaming
        == handler.response_streaming
        == ("Streaming" in method)
    )
