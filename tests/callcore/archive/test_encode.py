"""From WAV to Opus, by the real library."""

from __future__ import annotations

import os

import numpy as np
import pytest
import soundfile

from callcore.archive import encode as encode_module
from callcore.archive.encode import encode, length_ms
from callcore.audio.wav import header
from callcore.shared.recordings.peaks import Unplayable
from tests.callcore.archive.sounds import a_wav


def test_both_sides_are_kept_apart_and_last_as_long(tmp_path):
    wav, opus = tmp_path / "a.wav", tmp_path / "a.sound"
    tone = (12_000 * np.sin(np.arange(8000 * 25) * 0.3)).astype(np.int16)
    a_wav(wav, np.stack([tone, np.zeros_like(tone)], axis=1))
    assert encode(wav, opus) == 25_000 == length_ms(wav)
    sound, rate = soundfile.read(opus)
    assert (sound.shape, rate) == ((200_000, 2), 8000)
    assert np.abs(sound[4000:-4000, 0]).max() > 0.3
    assert np.abs(sound[4000:-4000, 1]).max() < 0.02
    assert opus.stat().st_size < wav.stat().st_size / 5


def test_a_recording_of_a_worker_that_was_killed_is_kept_as_far_as_it_goes(tmp_path):
    wav = tmp_path / "a.wav"
    wav.write_bytes(header(32_000 * 2, channels=2) + os.urandom(32_000 * 3))
    assert encode(wav, tmp_path / "a.sound") == 2000


@pytest.mark.parametrize("data", [b"", b"RIFF1234WAVE", b"\0" * 4000])
def test_what_is_no_recording_is_said(tmp_path, data):
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(Unplayable):
        encode(tmp_path / "a.wav", tmp_path / "a.sound")
    with pytest.raises(Unplayable):
        length_ms(tmp_path / "a.wav")


def test_a_disk_that_does_not_take_it_is_no_fault_of_the_recording(tmp_path):
    wav = tmp_path / "a.wav"
    a_wav(wav, np.zeros((8000, 2), np.int16))
    with pytest.raises(OSError, match="libsndfile"):
        encode(wav, tmp_path / "no-such-folder" / "a.sound")


def test_a_long_call_is_encoded_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(encode_module, "BLOCK_FRAMES", 1000)
    a_wav(tmp_path / "a.wav", np.zeros((20_500, 2), np.int16))
    assert encode(tmp_path / "a.wav", tmp_path / "a.sound") == 2562
