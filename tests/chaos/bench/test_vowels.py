from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.activity import WINDOW_SAMPLES
from chaos.bench.vowels import PEAK, babble


def test_a_second_of_babble_is_loud_and_always_the_same():
    voice = np.frombuffer(babble(), "<i2")
    assert len(voice) == 8000
    assert np.abs(voice).max() == PEAK
    assert babble() == voice.tobytes()
    assert len(babble(2)) == 2 * 2 * 1600


@pytest.mark.native
def test_a_model_takes_it_for_speech():
    from callcore.engines.vad.silero import SileroVad

    model = SileroVad()
    row = model.open_row()
    voice = np.frombuffer(babble(), "<i2").astype(np.float32)
    voice /= np.float32(32768)
    heard = [
        float(model.infer(voice[None, at : at + WINDOW_SAMPLES], [row])[0])
        for at in range(0, len(voice) - WINDOW_SAMPLES, WINDOW_SAMPLES)
    ]
    assert sum(p > 0.5 for p in heard) > 0.8 * len(heard)
