"""What a phone line does to a voice: band, level, noise, companding, and some echo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ

Audio = NDArray[np.float64]
Law = Literal["mu", "a"]

_BAND_HZ: Final = (300.0, 3400.0)
_TAPS: Final = 129
_FULL: Final = 32767.0
_MU: Final = 255.0
_A: Final = 87.6


@dataclass(frozen=True, slots=True)
class Line:
    """One caller's line. ``level_dbfs`` is the speech's, the noise lies below by the SNR."""

    level_dbfs: float
    snr_db: float
    law: Law
    echo_db: float | None = None  # the agent's returned voice against the caller's


def draw_line(rng: np.random.Generator, kind: str) -> Line:
    """Return a line for a turn of ``kind``; 15 to 20 dB for "noise", else 22 to 40."""
    noisy = kind == "noise"
    return Line(
        level_dbfs=float(rng.uniform(-30, -18)),
        snr_db=float(rng.uniform(15, 20) if noisy else rng.uniform(22, 40)),
        law="mu" if rng.random() < 0.5 else "a",
        echo_db=float(rng.uniform(-30, -20)) if kind == "echo" else None,
    )


def on_the_phone(
    speech: Audio, line: Line, rng: np.random.Generator, echo: Audio | None = None
) -> bytes:
    """Return ``speech`` as it comes out of ``line``: 16-bit PCM, as long as before.

    ``echo`` is the agent's voice from the first sample on, if the line has an echo.
    """
    voice = banded(speech)
    voice *= 10 ** (line.level_dbfs / 20) / active_rms(voice)
    if echo is not None and line.echo_db is not None:
        back = banded(echo)[: len(voice)]
        wanted = 10 ** ((line.level_dbfs + line.echo_db) / 20)
        voice[: len(back)] += back * (wanted / active_rms(back))
    noise = banded(_noise(rng, len(voice)))
    wanted = 10 ** ((line.level_dbfs - line.snr_db) / 20)
    voice += noise * (wanted / float(np.sqrt(np.mean(noise**2))))
    heard = companded(np.clip(voice, -1, 1), line.law)
    return np.rint(heard * _FULL).astype("<i2").tobytes()


def active_rms(audio: Audio) -> float:
    """Return the level of the louder half of ``audio``: of its speech, not its pauses."""
    step = SAMPLE_RATE_HZ // 50
    frames = audio[: len(audio) // step * step].reshape(-1, step)
    power = np.mean(frames**2, axis=1)
    loud = power[power > power.max(initial=0.0) / 1000]
    return float(np.sqrt(loud.mean())) if len(loud) else 1.0


def banded(audio: Audio) -> Audio:
    """Return ``audio`` with 300 to 3400 Hz only, not delayed."""
    wide: Audio = np.convolve(audio, _filter(), mode="full")
    return wide[_TAPS // 2 :][: len(audio)]


def companded(audio: Audio, law: Law) -> Audio:
    """Return ``audio`` (-1 to 1) after 8 bits of G.711 and back."""
    sign, size = np.sign(audio), np.abs(audio)
    if law == "mu":
        small = np.log1p(_MU * size) / np.log1p(_MU)
        back = np.rint(small * 127) / 127
        loud: Audio = sign * np.expm1(back * np.log1p(_MU)) / _MU
        return loud
    scale = 1 + np.log(_A)
    small = (
        np.where(size < 1 / _A, _A * size, 1 + np.log(np.maximum(_A * size, 1.0)))
        / scale
    )
    back = np.rint(small * 127) / 127 * scale
    loud = np.where(back < 1, back / _A, np.exp(np.maximum(back, 1) - 1) / _A)
    return np.asarray(sign * loud)


@lru_cache(maxsize=1)
def _filter() -> Audio:
    """Return a band-pass: a windowed sinc less another."""
    n = np.arange(_TAPS) - _TAPS // 2
    low, high = (2 * hz / SAMPLE_RATE_HZ for hz in _BAND_HZ)
    band = high * np.sinc(high * n) - low * np.sinc(low * n)
    return np.asarray(band * np.hamming(_TAPS))


def _noise(rng: np.random.Generator, count: int) -> Audio:
    """Return pink noise that swells and falls a little, like a street."""
    spectrum = np.fft.rfft(rng.normal(size=count))
    slope = np.sqrt(np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ), 20.0))
    pink = np.fft.irfft(spectrum / slope, count)
    knots = rng.uniform(0.8, 1.25, size=count // SAMPLE_RATE_HZ + 2)
    swell = np.interp(np.arange(count) / SAMPLE_RATE_HZ, np.arange(len(knots)), knots)
    return np.asarray(pink * swell)
