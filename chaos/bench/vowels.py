"""A second of babble that a voice activity model takes for speech; nobody's recording.

Pulses of a voice that falls from 140 to 110 Hz, through three resonators per vowel, five
syllables a second. Silero gives it 0.75 to 0.97. The load generator needs no assets so.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ

SYLLABLE_SAMPLES: Final = SAMPLE_RATE_HZ // 5
PEAK: Final = 9000
BANDWIDTHS_HZ: Final = (80, 90, 120)
VOWELS_HZ: Final = (  # formants as phonetics textbooks give them: a, e, u, i, o
    (730, 1090, 2440),
    (530, 1840, 2480),
    (300, 870, 2240),
    (390, 1990, 2550),
    (570, 840, 2410),
)


def babble(syllables: int = 5) -> bytes:
    """Return ``syllables`` of 200 ms each: 8 kHz 16-bit PCM, the same at every call."""
    pulses = _pulses(syllables * SYLLABLE_SAMPLES)
    swell = np.sqrt(np.sin(np.pi * np.arange(SYLLABLE_SAMPLES) / SYLLABLE_SAMPLES))
    said = []
    for n in range(syllables):
        source = pulses[n * SYLLABLE_SAMPLES : (n + 1) * SYLLABLE_SAMPLES]
        formants = zip(VOWELS_HZ[n % len(VOWELS_HZ)], BANDWIDTHS_HZ, strict=True)
        loud = [_resonate(source, hz, width) for hz, width in formants]
        vowel = loud[0] + (loud[1] + loud[2]) / 2
        said.append(vowel * (0.1 + 0.9 * swell))
    voice = np.concatenate(said)
    pcm: bytes = (voice * (PEAK / np.abs(voice).max())).astype("<i2").tobytes()
    return pcm


def _pulses(count: int) -> NDArray[np.float64]:
    """Return the beats of the vocal cords."""
    at = np.arange(count)
    falling = 125 - 15 * at / count + 15 * np.sin(math.tau * 0.7 * at / SAMPLE_RATE_HZ)
    turns = np.floor(np.cumsum(falling / SAMPLE_RATE_HZ))
    return np.diff(turns, prepend=0.0)


def _resonate(
    source: NDArray[np.float64], hz: float, width_hz: float
) -> NDArray[np.float64]:
    """Return ``source`` through a resonator of two poles."""
    radius = math.exp(-math.pi * width_hz / SAMPLE_RATE_HZ)
    near = 2 * radius * math.cos(math.tau * hz / SAMPLE_RATE_HZ)
    far = -radius * radius
    last = before = 0.0
    out = []
    for sample in source.tolist():
        last, before = sample + near * last + far * before, last
        out.append(last)
    return np.array(out)
