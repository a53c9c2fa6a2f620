from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.activity import VoiceActivityError
from callcore.engines.models.errors import ModelError
from callcore.engines.tts.hibari import NativeHibari
from callcore.engines.vad.silero import SileroVad
from tests.callcore.engines.voicecache import collect

pytestmark = pytest.mark.native


@pytest.fixture(scope="module")
def vad():
    return SileroVad()


@pytest.fixture(scope="module")
def speech():
    chunks = collect(NativeHibari(), "I would like to order two red shirts, please.")
    pcm = b"".join(chunk.pcm for chunk in chunks)
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
    return samples[: len(samples) // 256 * 256].reshape(-1, 256)


def follow(vad, windows):
    row = vad.open_row()
    try:
        return [float(vad.infer(window[None], [row])[0]) for window in windows]
    finally:
        vad.close_row(row)


def test_speech_is_speech_and_silence_is_not(vad, speech):
    found = follow(vad, speech)
    assert sum(p > 0.5 for p in found) > 0.7 * len(found)
    noise = np.random.default_rng(3).normal(0, 0.003, (60, 256)).astype(np.float32)
    assert max(follow(vad, noise)) < 0.5


def test_rows_in_a_batch_do_not_disturb_each_other(vad, speech):
    alone = follow(vad, speech[:30])
    rows = [vad.open_row() for _ in range(3)]
    silence = np.zeros(256, np.float32)
    together = [
        float(vad.infer(np.stack([silence, window, silence]), rows)[1])
        for window in speech[:30]
    ]
    for row in rows:
        vad.close_row(row)
    assert together == pytest.approx(alone, abs=1e-3)


def test_a_row_that_is_used_again_has_forgotten(vad, speech):
    first = follow(vad, speech[:20])
    assert follow(vad, speech[:20]) == first


def test_there_are_as_many_rows_as_calls(vad):
    rows = [vad.open_row() for _ in range(100)]
    assert len(set(rows)) == 100
    assert vad.infer(np.zeros((100, 256), np.float32), rows).shape == (100,)
    for row in rows:
        vad.close_row(row)


def test_no_rows_give_no_probabilities(vad):
    assert vad.infer(np.zeros((0, 256), np.float32), []).shape == (0,)


@pytest.mark.parametrize("shape", [(1, 512), (2, 256), (256,)])
def test_a_wrong_shape_is_an_error(vad, shape):
    row = vad.open_row()
    with pytest.raises(VoiceActivityError):
        vad.infer(np.zeros(shape, np.float32), [row])
    vad.close_row(row)


def test_a_wrong_rate_is_an_error_at_start():
    with pytest.raises(ModelError, match="8000 Hz, not at 16000"):
        SileroVad(rate_hz=16000)


def test_a_file_that_is_no_model_is_an_error_at_start(tmp_path):
    path = tmp_path / "x.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot load"):
        SileroVad(path)
