"""A recording is measured, and a bad one is named."""

from __future__ import annotations

import math
import wave

import numpy as np
import pytest

from chaos.demo.recording import RecordingError, check_recording, read_stereo

RATE = 8000


def tone(seconds, amplitude=8000):
    return amplitude * np.sin(np.arange(int(seconds * RATE)) * 2 * math.pi * 400 / RATE)


def write(path, left, right, rate=RATE):
    both = np.stack([left, right], axis=1).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(both.tobytes())
    return path


def silence(seconds):
    return np.zeros(int(seconds * RATE))


def test_levels_speech_and_dead_air_are_measured(tmp_path):
    left = np.concatenate([tone(1), silence(5)])
    right = np.concatenate([silence(3), tone(2, 16000), silence(1)])
    check = check_recording(write(tmp_path / "a.wav", left, right))
    assert check.duration_s == 6
    assert check.caller.speech_s == pytest.approx(1, abs=0.03)
    assert check.agent.speech_s == pytest.approx(2, abs=0.03)
    assert check.caller.speech_dbfs == pytest.approx(-15.3, abs=0.2)
    assert check.agent.speech_dbfs - check.caller.speech_dbfs == pytest.approx(
        6, abs=0.1
    )
    assert check.longest_silence_s == pytest.approx(2, abs=0.05)
    assert check.caller.clipped_samples == 0
    assert check.sound


def test_left_is_the_caller_and_right_is_the_agent(tmp_path):
    left, right = read_stereo(write(tmp_path / "a.wav", tone(1), silence(1)))
    assert any(left)
    assert not any(right)


def test_a_side_that_cannot_be_heard_is_a_problem(tmp_path):
    check = check_recording(write(tmp_path / "a.wav", tone(1), silence(1)))
    assert not check.sound
    assert check.agent.speech_dbfs == -120


def test_clipping_is_counted(tmp_path):
    loud = np.clip(tone(1, 60000), -32768, 32767)
    check = check_recording(write(tmp_path / "a.wav", loud, tone(1)))
    assert check.caller.clipped_samples > 1000


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(RecordingError, match="no readable recording"):
        check_recording(tmp_path / "none.wav")


def test_garbage_is_one_sentence(tmp_path):
    path = tmp_path / "bad.wav"
    path.write_bytes(b"RIFFxxxx")
    with pytest.raises(RecordingError, match="no readable recording"):
        check_recording(path)


def test_another_rate_is_refused(tmp_path):
    path = write(tmp_path / "a.wav", tone(1), tone(1), rate=16000)
    with pytest.raises(RecordingError, match="not 16-bit stereo at 8 kHz"):
        check_recording(path)
