from __future__ import annotations

import struct

import pytest

from callcore.audio.energy import LOUD_PEAK, MAX_THRESHOLD, NoiseFloor, peak_of


def hear(noise, *peaks):
    return [noise.judge(peak, 20) for peak in peaks]


@pytest.mark.parametrize("peak", [0, 1, 500, 32767])
def test_a_peak_is_the_largest_magnitude_of_either_sign(peak):
    assert peak_of(struct.pack("<16h", *[0] * 8, -peak, *[0] * 7)) == peak
    assert peak_of(struct.pack("<16h", peak, *[0] * 15)) == peak


def test_the_most_negative_sample_has_a_magnitude_too():
    assert peak_of(struct.pack("<h", -32768)) == 32768


def test_nothing_has_no_peak():
    assert peak_of(b"") == 0


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


def test_however_noisy_a_raised_voice_comes_through():
    noise = NoiseFloor()
    hear(noise, *[20_000] * 20_000)
    assert noise.threshold == MAX_THRESHOLD


def test_our_own_echo_is_not_speech():
    noise = NoiseFloor()
    assert noise.judge(900, 20, echo_peak=1000) == 0
    assert noise.judge(1100, 20, echo_peak=1000) == 1
