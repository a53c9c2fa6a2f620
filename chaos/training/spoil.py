"""What lines, rooms and telephones do to a voice, drawn at random from a seed.

Speed (and with it pitch), the colour of a telephone, a room, level, noise, clipping and
mu-law: a judge that learnt only clean voices would take their cleanness for a sign.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ

FASTEST: Final = 1.15  # more sounds like another person, less like a hurried one
_SLOWEST: Final = 0.88
_RATE_HZ: Final = 44_100  # what the speed is played at; any large number will do
_ROOM_SAMPLES: Final = 2400  # 300 ms
_MU: Final = 255.0
_POINTS: Final = (
    20_480  # of the transforms; a tail with its room fits, and 5 is a factor
)

Sound = NDArray[np.float64]


def spoilt(samples: NDArray[np.int16], rng: np.random.Generator) -> bytes:
    """Return 16-bit PCM of the same words, a little shorter or longer in time."""
    sound = samples.astype(np.float64) / 32768
    if rng.random() < 0.7:
        sound = _at_speed(sound, rng.uniform(_SLOWEST, FASTEST))
    sound = _coloured(sound, rng)
    if rng.random() < 0.3:
        sound = _in_a_room(sound, rng)
    peak = np.abs(sound).max() + 1e-9
    level_db = rng.uniform(-22, 3 if rng.random() < 0.1 else -1)  # above 0 it clips
    sound *= 10 ** (level_db / 20) / peak
    sound += _noise(sound, rng)
    sound = np.clip(sound, -1, 1)
    if rng.random() < 0.5:
        sound = _mu_law(sound)
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2").tobytes()


def _at_speed(sound: Sound, ratio: float) -> Sound:
    out_hz = round(_RATE_HZ / ratio)
    return np.asarray(soxr.resample(sound, _RATE_HZ, out_hz, quality="MQ"), np.float64)


def _coloured(sound: Sound, rng: np.random.Generator) -> Sound:
    """Tilt by up to 3 dB an octave, and cut what a worse telephone does not pass."""
    hz = np.fft.rfftfreq(_POINTS, 1 / SAMPLE_RATE_HZ)
    octaves = np.log2(np.maximum(hz, 50) / 1000)
    gain = 10 ** (rng.uniform(-3, 3) * octaves / 20)
    low, high = rng.uniform(80, 340), rng.uniform(3000, 4000)
    gain *= 1 / (1 + (low / np.maximum(hz, 1)) ** 6)
    gain *= 1 / (1 + (hz / high) ** 20)
    return np.fft.irfft(np.fft.rfft(sound, _POINTS) * gain)[: len(sound)]


def _in_a_room(sound: Sound, rng: np.random.Generator) -> Sound:
    decay_samples = rng.uniform(0.02, 0.08) * SAMPLE_RATE_HZ
    times = np.arange(_ROOM_SAMPLES)
    room = rng.normal(0, 1, _ROOM_SAMPLES) * np.exp(-times / decay_samples)
    room *= 10 ** (rng.uniform(-18, -8) / 20) / np.sqrt((room**2).sum())
    room[0] = 1
    both = np.fft.rfft(sound, _POINTS) * np.fft.rfft(room, _POINTS)
    return np.asarray(np.fft.irfft(both)[: len(sound)])


def _noise(sound: Sound, rng: np.random.Generator) -> Sound:
    """Return noise 14 to 50 dB below the speech, from white to brown."""
    loud = np.sort(np.abs(sound))[-len(sound) // 3 :]
    level = np.sqrt(np.mean(loud**2)) * 10 ** (-rng.uniform(14, 50) / 20)
    spectrum = np.fft.rfft(rng.normal(0, 1, _POINTS))
    bins = np.arange(1, len(spectrum) + 1)
    noise = np.fft.irfft(spectrum * bins ** -rng.uniform(0, 1.0))[: len(sound)]
    return np.asarray(noise * level / (noise.std() + 1e-12))


def _mu_law(sound: Sound) -> Sound:
    """Return what 8 bits of a line leave of it."""
    pressed = np.sign(sound) * np.log1p(_MU * np.abs(sound)) / np.log1p(_MU)
    steps = np.rint(pressed * 127) / 127
    return np.asarray(np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(_MU)) / _MU)
