from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio import pcm as pcm_
from callcore.audio.pcm import Span


def tone(ms, peak=16_384, hz=500, rate_hz=8000):
    n = np.arange(ms * rate_hz // 1000)
    return pcm_.pcm_of(peak * np.sin(math.tau * hz / rate_hz * n))


def values(pcm):
    return list(struct.unpack(f"<{len(pcm) // 2}h", pcm))


def test_levels_of_a_known_sine():
    assert pcm_.peak_dbfs(tone(100)) == pytest.approx(-6.02, abs=0.01)
    assert pcm_.rms_dbfs(tone(100)) == pytest.approx(-9.03, abs=0.01)


@pytest.mark.parametrize("quiet", [b"", bytes(320)])
def test_silence_has_the_lowest_level(quiet):
    assert pcm_.peak_dbfs(quiet) == pcm_.rms_dbfs(quiet) == pcm_.SILENT_DBFS


def test_gain_is_in_decibels_and_clips_without_wrapping():
    assert pcm_.peak_dbfs(pcm_.gain(tone(50), -6)) == pytest.approx(-12.02, abs=0.05)
    assert max(values(pcm_.gain(tone(50), 40))) == 32767
    assert min(values(pcm_.gain(tone(50), 40))) == -32768


def test_normalising_brings_the_peak_to_the_level_and_leaves_silence_alone():
    assert pcm_.peak_dbfs(pcm_.normalise(tone(50, 100))) == pytest.approx(-3, abs=0.1)
    assert pcm_.normalise(bytes(320)) == bytes(320)


def test_a_fade_begins_and_ends_in_silence_and_keeps_the_middle():
    flat = struct.pack("<800h", *[1000] * 800)
    faded = values(pcm_.fade(flat, in_ms=10, out_ms=10))
    assert faded[0] == 0
    assert faded[40] == 500
    assert faded[80:720] == [1000] * 640
    assert 0 < faded[-1] < 50


def test_a_fade_longer_than_the_sound_does_not_fail():
    assert len(pcm_.fade(tone(5), in_ms=50, out_ms=50)) == 80
    assert pcm_.fade(b"", in_ms=5, out_ms=5) == b""


def test_mixing_adds_and_clips():
    one, other = struct.pack("<3h", 1, 30_000, 5), struct.pack("<2h", 2, 30_000)
    assert values(pcm_.mix(one, other)) == [3, 32767, 5]


def test_stereo_interleaves_and_pads_the_shorter_side():
    both = pcm_.stereo(struct.pack("<3h", 1, 2, 3), struct.pack("<1h", 9))
    assert values(both) == [1, 9, 2, 0, 3, 0]


@given(st.lists(st.integers(-32768, 32767)), st.lists(st.integers(-32768, 32767)))
def test_the_channels_of_stereo_are_what_went_in(left, right):
    sides = [struct.pack(f"<{len(side)}h", *side) for side in (left, right)]
    both = pcm_.stereo(*sides)
    for n, side in enumerate(sides):
        assert pcm_.channel(both, n)[: len(side)] == side
        assert not any(pcm_.channel(both, n)[len(side) :])


def test_silence_and_duration_count_in_milliseconds():
    assert len(pcm_.silence(20)) == 320
    assert pcm_.duration_ms(pcm_.silence(1234)) == 1234
    assert pcm_.duration_ms(pcm_.silence(100, 16_000), 16_000) == 100


def test_speech_is_found_to_a_frame_and_short_pauses_join():
    recording = pcm_.silence(400) + tone(600) + pcm_.silence(100) + tone(300) + pcm_.silence(500) + tone(200)  # fmt: skip
    assert pcm_.speech_spans(recording) == [Span(400, 1400), Span(1900, 2100)]
    assert pcm_.speech_spans(recording, join_ms=0) == [
        Span(400, 1000), Span(1100, 1400), Span(1900, 2100),
    ]  # fmt: skip


def test_gaps_are_the_pauses_between_speech():
    recording = pcm_.silence(400) + tone(600) + pcm_.silence(100) + tone(300) + pcm_.silence(500) + tone(200) + pcm_.silence(900)  # fmt: skip
    assert pcm_.gaps(recording) == [Span(1400, 1900)]
    assert [gap.ms for gap in pcm_.gaps(recording, least_ms=100)] == [100, 500]


@pytest.mark.parametrize("quiet", [b"", bytes(3200), bytes(2)])
def test_a_recording_without_speech_has_neither_speech_nor_gaps(quiet):
    assert pcm_.speech_spans(quiet) == []
    assert pcm_.gaps(quiet) == []


def test_line_noise_is_not_speech():
    assert pcm_.speech_spans(tone(500, peak=60)) == []
