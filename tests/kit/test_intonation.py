from __future__ import annotations

import numpy as np

from callcore.audio.pcm import duration_ms, samples_of
from tests.kit.intonation import FALL_HZ, intoned


def test_a_voice_has_its_silences_and_its_peak():
    pcm = intoned(FALL_HZ, spoken_ms=500, silent_ms=300, peak=5000, noise=0)
    samples = samples_of(pcm)
    assert duration_ms(pcm) == 1000
    assert np.abs(samples).max() == 5000
    assert not samples[:1600].any()
    assert not samples[-2400:].any()


def test_the_same_voice_is_the_same_bytes():
    assert intoned(FALL_HZ) == intoned(FALL_HZ)
