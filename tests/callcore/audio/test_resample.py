from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.pcm import pcm_of, peak_dbfs, rms_dbfs, samples_of
from callcore.audio.resample import StreamDownsampler, resample, revoice


def tone(hz, rate_hz, ms=500):
    n = np.arange(ms * rate_hz // 1000)
    return pcm_of(10_000 * np.sin(2 * np.pi * hz / rate_hz * n))


def pitch_hz(pcm, rate_hz=8000):
    sound = samples_of(pcm).astype(float)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return np.argmax(spectrum) * rate_hz / len(sound)


RATES = [(8000, 16_000), (16_000, 8000), (24_000, 8000), (44_100, 8000), (48_000, 8000)]


@pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
def test_a_whole_utterance_keeps_its_length_pitch_and_level(from_hz, to_hz):
    pcm = resample(tone(1000, from_hz), from_hz, to_hz)
    assert len(pcm) == pytest.approx(to_hz, abs=4)  # half a second of 2 bytes
    assert pitch_hz(pcm, to_hz) == pytest.approx(1000, abs=5)
    assert rms_dbfs(pcm) == pytest.approx(rms_dbfs(tone(1000, from_hz)), abs=0.3)


def test_the_same_rate_and_nothing_stay_as_they_are():
    assert resample(b"abcd", 8000, 8000) == b"abcd"
    assert resample(b"", 16_000, 8000) == b""


def test_what_8_khz_cannot_carry_is_gone_not_folded():
    assert rms_dbfs(resample(tone(6000, 16_000), 16_000)[400:-400]) < -70


def test_another_voice_is_higher_and_faster_by_the_ratio():
    pcm = revoice(tone(400, 8000), 1.25)
    assert pitch_hz(pcm) == pytest.approx(500, abs=5)
    assert len(pcm) == pytest.approx(8000 / 1.25, abs=4)


def stream(pcm, from_hz, sizes=(320,)):
    downsampler, out, at, n = StreamDownsampler(from_hz), b"", 0, 0
    while at < len(pcm):
        size = sizes[n % len(sizes)]
        out += downsampler.feed(pcm[at : at + size])
        at, n = at + size, n + 1
    return out + downsampler.flush()


@pytest.mark.parametrize("from_hz", [16_000, 24_000, 48_000])
@pytest.mark.parametrize(("hz", "least", "most"), [(300, -0.2, 0.2), (1000, -0.2, 0.2), (2900, -0.7, 0.7), (4400, -120, -45), (6000, -120, -45)])  # fmt: skip
def test_the_stream_passes_speech_and_stops_what_would_fold(from_hz, hz, least, most):
    before = tone(hz, from_hz)
    after = stream(before, from_hz)[160:-160]
    assert least <= rms_dbfs(after) - rms_dbfs(before) <= most


@pytest.mark.parametrize("from_hz", [16_000, 24_000])
def test_the_stream_is_one_millisecond_late(from_hz):
    click = bytearray(2 * from_hz // 10)
    click[2 * from_hz // 20 : 2 * from_hz // 20 + 2] = b"\xff\x7f"
    out = samples_of(stream(bytes(click), from_hz))
    assert np.argmax(out) - 400 == StreamDownsampler(from_hz).delay_samples == 8


@pytest.mark.parametrize("from_hz", [16_000, 24_000])
@given(st.lists(st.integers(1, 700).map(lambda n: 2 * n), min_size=1, max_size=8))
def test_the_chunks_sizes_do_not_change_the_sound(from_hz, sizes):
    pcm = tone(700, from_hz, ms=60)
    assert stream(pcm, from_hz, tuple(sizes)) == stream(pcm, from_hz, (len(pcm),))


def test_loud_input_is_clipped_not_wrapped():
    square = pcm_of(np.tile([32767.0] * 20 + [-32768.0] * 20, 50))
    assert peak_dbfs(stream(square, 16_000)) <= 0.001
    out = samples_of(stream(square, 16_000))
    assert np.abs(np.diff(out.astype(int))).max() < 60_000


def test_rates_and_chunks_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="22050"):
        StreamDownsampler(22_050)
    with pytest.raises(ValueError, match="half a sample"):
        StreamDownsampler(16_000).feed(b"abc")
