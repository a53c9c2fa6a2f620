"""The audio of a stream as it comes in; its limits over the wire in test_recognising.py."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc.aio
import pytest

from callcore.audio.resample import resample
from callcore.engines.spelled import spell
from chaos.standins.google.house import Limits
from chaos.standins.google.intake import Intake
from chaos.standins.google.refusal import Code
from chaos.standins.google.speech_v2 import SpeechV2
from chaos.standins.seen import Seen

REQUEST = SpeechV2.stream_request


class FakeContext:
    def __init__(self, requests):
        self._requests = [*requests, grpc.aio.EOF]

    async def read(self):
        await asyncio.sleep(0)
        return self._requests.pop(0) if self._requests else await asyncio.Event().wait()


Context: Any = FakeContext


def take_in(pieces, rate_hz=8000, **limits):
    seen = Seen("test", rate_hz=rate_hz)

    async def run():
        requests = [REQUEST(audio=piece) for piece in pieces]
        intake = Intake(Context(requests), SpeechV2(), Limits(**limits), seen)
        await intake.run()
        return intake

    return asyncio.run(run()), seen


@pytest.mark.parametrize("size", [1, 3, 320, 1600])
def test_pieces_of_any_size_are_put_together(size):
    pcm = spell("hi")
    intake, seen = take_in([pcm[at : at + size] for at in range(0, len(pcm), size)])
    assert b"".join(intake.chunks) == pcm
    assert intake.closed
    assert intake.refusal is None
    assert seen.audio_bytes == len(pcm)
    assert intake.audio_s == 0.12


def test_another_rate_comes_out_at_8_khz():
    intake, _ = take_in([resample(spell("hi"), 8000, 24_000)], 24_000)
    assert abs(len(b"".join(intake.chunks)) - len(spell("hi"))) <= 4


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([bytes(25_601)], Code.INVALID_ARGUMENT),
        ([bytes(16_000)] * 3, Code.ABORTED),  # longer than the stream may be
    ],
)
def test_what_breaks_a_limit_ends_it(pieces, code):
    intake, _ = take_in(pieces, stream_s=2.5)
    assert intake.refusal.code == code
    assert intake.closed
