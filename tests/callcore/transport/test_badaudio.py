"""What is wrong with the audio neither crashes an ear nor leaves a turn open."""

from __future__ import annotations

import random

import pytest
import trio

from callcore.audio.endpointing import TransitionKind
from callcore.protocol.audiosocket import encode_audio
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import EarLine, EnergyEar
from callcore.transport.line import Line
from callcore.transport.memory import MemoryWire
from tests.kit.ears import SETTINGS, ByMean, Gate, Notes, attach, shout
from tests.kit.switchboard import LOUD, QUIET, talk

STARTED, SETTLED = TransitionKind.STARTED, TransitionKind.SETTLED
RESUMED, ENDED = TransitionKind.RESUMED, TransitionKind.ENDED


@pytest.fixture
def model():
    return ByMean()


@pytest.fixture
async def ear(autojump_clock, nursery):
    ear = EnergyEar()
    nursery.start_soon(ear.run)
    return ear


@pytest.fixture
async def by_model(autojump_clock, model, nursery):
    ear = BatchEar(model, run_sync=Gate())
    nursery.start_soon(ear.run)
    return ear


def labels(ear_line):
    return [found.label for found in ear_line.health.findings()]


@pytest.mark.parametrize("size", [34, 160, 318])
async def test_frames_of_less_than_twenty_milliseconds_are_put_together(
    autojump_clock, ear, switchboard, size
):
    wire, line, _ear_line, notes = attach(ear, switchboard)
    pcm = LOUD[3:] * 20 + bytes(320 * 40)
    for at in range(0, len(pcm), 320):
        frame = pcm[at : at + 320]
        wire.say(b"".join(encode_audio(frame[n : n + size]) for n in range(0, 320, size)))  # fmt: skip
        await trio.sleep(0.02)
    assert line.ended is None
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.transitions[-1].at_sample == 20 * 160


@pytest.mark.parametrize("size", [2, 10, 150])
def test_even_single_samples_are_heard(size):
    line, notes = Line(MemoryWire()), Notes()
    ear_line = EnergyEar().attach(line, notes.transitions.append, SETTINGS)
    pcm = LOUD[3:] * 20 + bytes(320 * 40)
    for at in range(0, len(pcm), size):
        ear_line.heard(pcm[at : at + size])
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def talk_of(wire, frames):
    for frame in frames:
        wire.say(encode_audio(frame))
        await trio.sleep(0.02)


@pytest.mark.parametrize("offset", [-9000, 3000, 20_000])
async def test_an_offset_neither_starts_nor_holds_nor_deafens(
    autojump_clock, ear, switchboard, offset
):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    await talk(wire, 600, frame=shout(10, offset))
    assert notes.kinds == []
    await talk(wire, 20, frame=shout(900, offset))
    await talk(wire, 30, frame=shout(10, offset))
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert labels(ear_line) == ["dc-offset"]


async def test_full_scale_noise_for_half_a_minute_ends(
    autojump_clock, ear, switchboard
):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    chance = random.Random(1)
    noise = [b"".join(chance.choice([b"\xff\x7f", b"\0\x80"]) for _ in range(160)) for _ in range(50)]  # fmt: skip
    start_s = trio.current_time()
    await talk_of(wire, noise * 30)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert notes.times[-1] - start_s < 10.5
    assert labels(ear_line) == ["clipped"]
    await talk(wire, 10)
    await talk(wire, 10, frame=LOUD)
    assert notes.kinds[3:] == [STARTED]  # and he can be heard again


async def test_zeros_are_silence_and_found_dead(autojump_clock, ear, switchboard):
    wire, _line, ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20, frame=LOUD)
    await talk(wire, 85 * 50)
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    assert labels(ear_line) == ["dead"]


async def test_five_seconds_of_nothing_and_then_all_at_once(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, notes = attach(ear, switchboard)
    await talk(wire, 20, frame=LOUD)
    await trio.sleep(5)
    wire.say(LOUD * 100 + QUIET * 150)
    await trio.sleep(0.1)
    assert notes.kinds == [STARTED, SETTLED, ENDED] * 2
    await talk(wire, 100)
    assert labels(ear_line) == ["bursty"]
    assert not ear_line.speaking
    assert line.ended is None


async def test_audio_of_another_rate_is_found_too_fast(
    autojump_clock, ear, switchboard
):
    wire, line, ear_line, _notes = attach(ear, switchboard)
    await talk(wire, 300, frame=encode_audio(LOUD[3:] * 2))  # 16 kHz
    assert line.ended is None
    assert labels(ear_line) == ["too-fast"]


async def test_a_usual_call_has_no_findings(autojump_clock, ear, switchboard):
    wire, line, ear_line, notes = attach(ear, switchboard)
    for _ in range(10):
        line.playout.play(shout(9000)[3:] * 40)
        await talk(wire, 60, jitter_s=0.015, frame=shout(20))
        await talk(wire, 40, jitter_s=0.015, frame=LOUD)
    assert notes.kinds.count(ENDED) >= 9
    assert ear_line.health.findings() == []


def test_an_ear_without_a_model_of_its_own_feeds_the_health_of_its_line():
    line = Line(MemoryWire())
    ear_line = EarLine(line, Notes(), SETTINGS, Notes())
    for n in range(1500):
        line.next_step = n * 10
        ear_line.heard(shout(100, 5000)[3:])
    assert labels(ear_line) == ["dc-offset"]


async def test_a_model_is_spared_a_large_offset(autojump_clock, by_model, switchboard):
    """To a mean of levels an offset is the loudest voice of all."""
    wire, _line, ear_line, notes = attach(by_model, switchboard)
    await talk(wire, 600, frame=shout(10, 20_000))
    await talk(wire, 60, frame=shout(10, 20_000))
    assert labels(ear_line) == ["dc-offset"]
    assert notes.kinds == [STARTED, SETTLED, ENDED]
    await talk(wire, 20, frame=shout(400, 20_000))
    assert notes.kinds[3:] == [STARTED]


async def test_full_scale_noise_is_what_the_model_says_and_after_a_failure_ends(
    autojump_clock, by_model, model, switchboard
):
    wire, _line, _ear_line, notes = attach(by_model, switchboard)
    model.failing = True
    await talk(wire, 600, frame=shout(32_767))
    assert notes.kinds == [STARTED, SETTLED, ENDED]


async def test_five_seconds_of_nothing_and_then_all_at_once_for_a_model(
    autojump_clock, by_model, switchboard
):
    wire, line, ear_line, notes = attach(by_model, switchboard)
    await talk(wire, 20, frame=LOUD)
    await trio.sleep(5)
    wire.say(LOUD * 100 + QUIET * 150)
    await trio.sleep(0.2)
    await talk(wire, 60)
    assert notes.kinds.count(ENDED) == notes.kinds.count(STARTED)
    assert labels(ear_line) == ["bursty"]
    assert line.ended is None
