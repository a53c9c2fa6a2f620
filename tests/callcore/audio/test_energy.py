from __future__ import annotations

import math
import random
import struct

import pytest

from callcore.audio.energy import (
    LOUD_PEAK,
    SNR,
    NoiseFloor,
    every_sample,
    look,
    peak_of,
)


def hear(noise, *peaks, guard=0.0):
    return [noise.judge(peak, 160, guard) for peak in peaks]


def square(peak, period=2, samples=160, offset=0):
    half = period // 2
    wave = [offset + (peak if n // half % 2 else -peak) for n in range(samples)]
    return struct.pack(f"<{samples}h", *wave)


@pytest.mark.parametrize("peak", [1, 500, 32767])
@pytest.mark.parametrize("period", [2, 4, 8, 16, 18, 80])
def test_a_peak_is_half_of_the_swing_whatever_the_pitch(peak, period):
    """A look at every eighth sample would find a 1 kHz square wave silent."""
    assert peak_of(square(peak, period)) == peak


@pytest.mark.parametrize("offset", [-20_000, -1, 3_000, 20_000])
def test_an_offset_is_not_loud(offset):
    assert peak_of(square(400, offset=offset)) == 400
    assert peak_of(square(0, offset=offset)) == 0


def test_the_most_negative_sample_has_a_magnitude_too():
    assert peak_of(struct.pack("<160h", *[-32768, 32767] * 80)) == 32767.5


@pytest.mark.parametrize("pcm", [b"", b"\x01"])
def test_nothing_has_no_peak(pcm):
    assert peak_of(pcm) == 0
    assert look(pcm) == []


@pytest.mark.parametrize("size", [2, 3, 18, 20, 319, 321, 322, 1920, 3200])
def test_audio_of_any_size_is_looked_at(size):
    pcm = square(700, samples=1600)[:size]
    assert len(look(pcm)) == -(-(size // 2) // 9)
    assert set(look(pcm)) <= {-700, 700}


def test_what_is_looked_at_is_sorted_and_the_same_for_a_frame_and_for_any_size():
    pcm = struct.pack("<160h", *[(n * 7919) % 2000 - 1000 for n in range(160)])
    assert look(pcm) == sorted(look(pcm))
    assert look(pcm) == sorted(memoryview(pcm).cast("h")[::9].tolist())


def test_a_voice_is_told_from_silence_at_the_first_frame():
    assert hear(NoiseFloor(), 0, 20, 8000, 8000, 30) == [0, 0, 1, 1, 0]


def test_what_is_just_above_line_noise_is_not_speech():
    assert hear(NoiseFloor(), LOUD_PEAK, LOUD_PEAK + 1) == [0, 1]


def test_steady_noise_becomes_the_floor_and_a_voice_above_it_is_still_heard():
    noise = NoiseFloor()
    hear(noise, *[800] * 3000)  # a minute in a car
    assert hear(noise, 800, 6000) == [0, 1]


def test_speech_with_pauses_does_not_lift_the_floor():
    noise = NoiseFloor()
    for _ in range(100):
        hear(noise, *[9000] * 40, *[60] * 5)
    assert noise.threshold == LOUD_PEAK


@pytest.mark.parametrize("peak", [2000, 9000, 20_000, 32767])
def test_a_noise_that_stays_is_no_speech_after_ten_seconds_however_loud(peak):
    noise = NoiseFloor()
    hear(noise, *[40] * 100)
    found = hear(noise, *[peak] * 1500)
    assert all(found[: 50 * 8])  # a speaker of eight seconds in one breath is heard
    assert not any(found[50 * 10 :])
    assert hear(noise, 40, 2000) == [0, 1]  # and the floor falls at once


def test_a_noise_that_varies_is_no_speech_after_ten_seconds():
    chance, noise = random.Random(1), NoiseFloor()
    found = []
    for _ in range(1500):
        wave = [max(-32768, min(32767, int(chance.gauss(0, 5000)))) for _ in range(160)]
        found.append(noise.judge(peak_of(struct.pack("<160h", *wave)), 160))
    assert sum(found[:400]) > 390
    late = found[500:]
    assert sum(late) < 0.02 * len(late)


def test_a_voice_ten_decibels_above_a_loud_noise_comes_through():
    noise = NoiseFloor()
    hear(noise, *[3000] * 1000)
    assert hear(noise, 3000 * SNR * 1.02) == [1]


def test_the_floor_rises_as_much_in_any_frames():
    fine, coarse = NoiseFloor(), NoiseFloor()
    for _ in range(100):
        fine.learn(9000, 160)
    coarse.learn(9000, 16_000)
    assert fine.floor == pytest.approx(coarse.floor)


def test_our_own_echo_is_not_speech_and_is_not_learnt():
    noise = NoiseFloor()
    hear(noise, 40)
    assert hear(noise, 900, guard=1000) == [0]
    assert hear(noise, 1100, guard=1000) == [1]
    hear(noise, *[900] * 3000, guard=1000)  # a minute of agent
    assert noise.threshold == LOUD_PEAK
    hear(noise, *[0] * 50, guard=1000)  # an echo suppressor's silence
    assert noise.floor > 0


def test_a_guard_below_the_noise_does_not_make_the_ear_keener():
    assert hear(NoiseFloor(), LOUD_PEAK - 1, guard=10) == [0]


@pytest.mark.parametrize("hz", [400, 450, 500, 1000, 2000])
def test_a_tone_that_fits_the_stride_is_no_offset(hz):
    """Dial and busy tones, and the spelled speech of simulations."""
    wave = [round(9000 * math.sin(math.tau * hz * n / 8000)) for n in range(160)]
    some = every_sample(struct.pack("<160h", *wave))
    assert abs(some[79] + some[80]) < 2000
    assert abs(sum(some)) < 160 * 60
