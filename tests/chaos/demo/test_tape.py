"""Any usual WAV can play the caller."""

from __future__ import annotations

import math
import wave

import numpy as np
import pytest

from chaos.demo.tape import TapeError, load_tape


def write(path, rate, channels, width, seconds=1.0):
    wave_form = np.sin(np.arange(int(rate * seconds)) * 2 * math.pi * 300 / rate) * 0.5
    if width == 1:
        samples = (wave_form * 128 + 128).astype("u1")
    else:
        samples = (wave_form * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}")
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(np.repeat(samples, channels).tobytes())
    return path


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_it_becomes_8_khz_16_bit_mono_at_its_own_level(tmp_path, rate, channels, width):
    pcm = load_tape(write(tmp_path / "a.wav", rate, channels, width))
    samples = np.frombuffer(pcm, "<i2")
    assert len(samples) == pytest.approx(8000, abs=10)
    assert np.abs(samples).max() == pytest.approx(16384, rel=0.05)


def test_other_widths_are_refused(tmp_path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 3, 8000, 0, "NONE", ""))
        file.writeframes(bytes(300))
    with pytest.raises(TapeError, match="24 bits; use 16"):
        load_tape(path)


def test_an_empty_and_a_broken_file_are_refused(tmp_path):
    with pytest.raises(TapeError, match="is empty"):
        load_tape(write(tmp_path / "a.wav", 8000, 1, 2, seconds=0))
    path = tmp_path / "b.wav"
    path.write_bytes(b"ID3 this is an mp3")
    with pytest.raises(TapeError, match=r"b\.wav is no WAV file"):
        load_tape(path)


def test_a_file_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(TapeError, match="longer than 300 s"):
        load_tape(write(tmp_path / "a.wav", 8000, 1, 1, seconds=301))
