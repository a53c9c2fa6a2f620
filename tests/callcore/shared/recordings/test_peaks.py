"""Waveforms."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
import soundfile

from callcore.shared.recordings.peaks import Unplayable, peaks, peaks_json

RATE = 8000


def a_sound(left, right, file_format="WAV", subtype="PCM_16"):
    data = io.BytesIO()
    samples = np.stack([left, right], axis=1).astype(np.int16)
    soundfile.write(data, samples, RATE, format=file_format, subtype=subtype)
    data.seek(0)
    return data


def sides(sound, buckets) -> list[list[int]]:
    channels: Any = peaks(sound, buckets)["channels"]
    return list(channels)


def test_each_side_has_its_own_line():
    quiet, loud = np.zeros(16_000), np.full(16_000, -32_768)
    found = peaks(a_sound(quiet, loud), 10)
    assert found == {"ms": 2000, "rate_hz": 8000, "channels": [[0] * 10, [255] * 10]}


def test_a_single_click_is_seen_where_it_is():
    click = np.zeros(80_000)
    click[45_678] = 32_767
    left, _ = sides(a_sound(click, np.zeros(80_000)), 1000)
    assert [n for n, peak in enumerate(left) if peak] == [45_678 // 80]


@pytest.mark.parametrize("samples", [1, 7, 1999, 2000, 2001, 100_003])
def test_there_are_at_most_so_many_buckets_whatever_the_length(samples):
    left, right = sides(a_sound(np.ones(samples), np.ones(samples)), 2000)
    assert len(left) == len(right) <= 2000
    assert len(left) == -(-samples // max(1, -(-samples // 2000)))


def test_an_empty_recording_has_no_peaks():
    assert peaks(a_sound([], []))["channels"] == [[], []]


def test_opus_is_read_too(tmp_path):
    loud = 20_000 * np.sin(np.arange(16_000) / 3)
    path = tmp_path / "x.opus"
    path.write_bytes(a_sound(loud, loud * 0, "OGG", "OPUS").read())
    found = json.loads(peaks_json(path, 100))
    assert found["ms"] == 2000
    assert min(found["channels"][0][5:95]) > 100
    assert max(found["channels"][1]) < 5


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\0" * 5000, b"OggS" + b"x" * 99])
def test_what_is_no_sound_is_said(data):
    with pytest.raises(Unplayable):
        peaks(io.BytesIO(data))


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(Unplayable):
        peaks(tmp_path / "none.wav")


@pytest.mark.parametrize("buckets", [0, 4001])
def test_only_so_many_buckets(buckets):
    with pytest.raises(ValueError, match="buckets"):
        peaks(a_sound([1], [1]), buckets)
