"""Real voices over a line that returns ours, heard by the real model."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import trio

from callcore.audio.endpointing import EarSettings, TransitionKind
from callcore.engines.tts.hibari import NativeHibari
from callcore.engines.vad.silero import SileroVad
from callcore.protocol.audiosocket import HEADER_BYTES, encode_audio
from callcore.shared.offload import run_inline
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import EnergyEar
from tests.callcore.engines.voicecache import collect
from tests.kit.ears import attach

pytestmark = pytest.mark.native

STARTED = TransitionKind.STARTED
FRAME = 160
NEWS = (
    "Thank you for calling the flower shop. We have roses, tulips and lilies today. "
    "All of them came fresh from the market this morning, and we can deliver them to "
    "your home before noon. If you would like to order something, please tell me what "
    "you need. Our opening hours are from nine in the morning to eight in the evening "
    "on every day of the week. You can also pick up your order at our shop yourself, next to the old town hall."
)


@cache
def said(text, pitch=1.0):
    pcm = b"".join(chunk.pcm for chunk in collect(NativeHibari(pitch=pitch), text))
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    loud = np.nonzero(np.abs(samples) > 1500)[0]
    return samples[loud[0] : loud[-1]]


class Handset:
    """A caller whose phone returns what it plays, ``delay_ms`` later."""

    def __init__(self, wire, echo_db, delay_ms):
        self.word = np.zeros(0)
        self._wire, self._gain = wire, 10 ** (echo_db / 20)
        self._played = [bytes(2 * FRAME)] * (delay_ms // 20 + 1)
        self._chance = np.random.default_rng(1)
        wire.deliver = lambda data: self._played.append(data[HEADER_BYTES:])

    async def talk(self, seconds):
        for _ in range(round(seconds * 50)):
            echo = np.frombuffer(self._played.pop(0), "<i2") * self._gain
            word, self.word = self.word[:FRAME], self.word[FRAME:]
            heard = echo + np.pad(word, (0, FRAME - len(word)))
            heard += self._chance.normal(0, 20, FRAME)  # a room at -64 dBFS
            self._wire.say(encode_audio(np.clip(heard, -32768, 32767).astype("<i2").tobytes()))  # fmt: skip
            await trio.sleep(0.02)
            if not self._played:
                self._played.append(bytes(2 * FRAME))


@pytest.fixture(params=["loudness", "silero"])
async def ear(request, autojump_clock, nursery):
    loudness = request.param == "loudness"
    ear = EnergyEar() if loudness else BatchEar(SileroVad(), run_sync=run_inline)
    nursery.start_soon(ear.run)
    return ear


async def begin(ear, switchboard, echo_db, delay_ms):
    wire, line, _ear_line, notes = attach(ear, switchboard, EarSettings())
    news = said(NEWS)
    assert len(news) > 20 * 8000
    line.playout.play(news.astype("<i2").tobytes())
    return Handset(wire, echo_db, delay_ms), notes


@pytest.mark.parametrize(("echo_db", "delay_ms"), [(-12, 100), (-18, 500), (-24, 20)])
async def test_our_own_voice_does_not_interrupt_twenty_seconds_of_news(
    autojump_clock, ear, switchboard, echo_db, delay_ms
):
    handset, notes = await begin(ear, switchboard, echo_db, delay_ms)
    await handset.talk(22)
    assert notes.kinds == []


@pytest.mark.parametrize("at_s", [4.0, 9.3, 15.1])
async def test_a_word_over_our_echo_is_heard_within_150_ms(
    autojump_clock, ear, switchboard, at_s
):
    handset, notes = await begin(ear, switchboard, -12, 100)
    await handset.talk(at_s)
    handset.word = said("No, stop, please.", 0.85)
    began_s = trio.current_time()
    await handset.talk(0.3)
    assert notes.kinds[:1] == [STARTED]
    assert notes.times[0] - began_s <= 0.15
