from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.pcm import samples_of
from chaos.training.spoil import FASTEST, spoilt
from tests.kit.intonation import FALL_HZ, intoned

VOICE = samples_of(intoned(FALL_HZ, silent_ms=300))


def test_the_same_seed_spoils_in_the_same_way():
    first, again, other = (
        spoilt(VOICE, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again != other


@pytest.mark.parametrize("seed", range(12))
def test_what_is_spoilt_is_still_a_voice_and_a_silence(seed):
    samples = samples_of(spoilt(VOICE, np.random.default_rng(seed))).astype(float)
    assert len(VOICE) / FASTEST - 1 <= len(samples) <= len(VOICE) * 1.15
    speech, hush = samples[len(samples) // 4 : len(samples) // 2], samples[-800:]
    assert np.sqrt(np.mean(speech**2)) > 2 * np.sqrt(np.mean(hush**2))


def test_silence_can_be_spoilt_too():
    spoilt(np.zeros(16_000, np.int16), np.random.default_rng(3))
