"""How the last two seconds of a voice went: what the judge of finished turns listens to.

A tail becomes frames of 16 ms (loudness, voicing, pitch, twelve bands), these are counted
back from where the speech ended, finely near the end and coarsely before it, and joined
by measures of the whole: how far the voice fell, how long the last syllable was drawn,
how it faded, how much was said since the last pause. Levels are relative to the loudest
speech and pitch to the speaker's own median, so neither line nor voice matters.

Any bytes give finite numbers: silence, clipping, an offset, half a sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.pcm import samples_of
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

TAIL_MS: Final = 2000
TAIL_SAMPLES: Final = TAIL_MS * SAMPLE_RATE_HZ // 1000
HOP: Final = 128  # 16 ms: a fall of the voice takes 100 to 300
WINDOW: Final = 256  # 32 ms: two periods of the deepest voice, 65 Hz
FRAMES: Final = (TAIL_SAMPLES - WINDOW) // HOP + 1
FRAME_MS: Final = HOP * 1000 // SAMPLE_RATE_HZ
BANDS: Final = 12

_POINTS: Final = 512  # twice the window, so that the autocorrelation does not wrap
_LOWEST_HZ: Final = 200  # a line passes 300 to 3400; below 200 is hum
_HIGHEST_HZ: Final = 3600
_LAGS: Final = (20, 123)  # 400 to 65 Hz
_NEAR_MEDIAN: Final = 1.7  # 9 semitones; an octave error is 12
_VOICED: Final = 0.3  # of the autocorrelation at lag 0; creaky last syllables count
_LEAST_OVERLAP: Final = 0.5  # a window hides long periods; more help is only noise
_OCTAVE_COST: Final = 0.12  # two periods are as alike as one: the shorter one is meant
_DITHER: Final = np.float32(
    1e4
)  # power of +-0.5 LSB in a window: silence has a logarithm
_QUIETEST_DB: Final = -45.0
_SPEECH_DB: Final = -30.0  # below the loudest: a soft last syllable still counts
_ABOVE_FLOOR_DB: Final = 6.0
_PAUSE_FRAMES: Final = 6  # 96 ms; a stop consonant closes for up to 80

#: how many frames a block holds, counted back from the end of the speech: 1.5 s
BLOCKS: Final = (1,) * 6 + (2,) * 5 + (4,) * 5 + (8,) * 3 + (16,) * 2
_BACK: Final = sum(BLOCKS)
_AFTER: Final = 6  # frames of the silence itself: a breath, a room, a fade
_CHANNELS: Final = 3 + BANDS  # loudness, voicing, pitch
_WHOLE: Final = 28
_LOUD_FRAMES: Final = 8
_FLOOR_FRAMES: Final = 5  # 80 ms: a tail ends in silence
_LAST_200_MS: Final = 12
_LAST_600_MS: Final = 37
_SPANS: Final = (12, 25, 50)  # 200, 400 and 800 ms
FEATURES: Final = len(BLOCKS) * (_CHANNELS + 2) + _AFTER + _WHOLE

Floats = NDArray[np.float32]


def features(tails: Sequence[bytes]) -> Floats:
    """Return one row of :data:`FEATURES` numbers per tail (16-bit PCM, 8 kHz).

    Only the last :data:`TAIL_MS` count. About 1 ms of CPU a tail; a row does not depend on
    the others.
    """
    rows = np.zeros((len(tails), FEATURES), np.float32)
    for row, tail in zip(rows, tails, strict=True):  # one fits the cache, twenty do not
        row[:] = _row(_voice(*_sound(tail)))
    return rows


def _sound(tail: bytes) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the tail, right-aligned, and which of its frames hold any of it.

    Its offset goes, or it would begin with a step, louder than a voice.
    """
    sound = np.zeros(TAIL_SAMPLES, np.float32)
    samples = samples_of(tail[: len(tail) // SAMPLE_BYTES * SAMPLE_BYTES])
    samples = samples[-TAIL_SAMPLES:]
    if len(samples):
        sound[-len(samples) :] = samples - np.float32(samples.mean())
    known = np.arange(FRAMES) * HOP + WINDOW > TAIL_SAMPLES - len(samples)
    return sound, known


def _power(sound: Floats) -> Floats:
    """Return the power of each frame at the bins that a line passes."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
    found = np.fft.rfft(windows * _HANN, _POINTS)[:, _LINE]
    return np.asarray(found.real**2 + found.imag**2, np.float32)


def _periods(power: Floats) -> tuple[Floats, Floats]:
    """Return per frame the most likely period in samples and how periodic it is.

    The autocorrelation is of the magnitude, not the power: formants count for less. What
    lies far from the speaker's median is looked for again near it.
    """
    magnitude = np.sqrt(power)
    alike = _times(magnitude, _COSINES)
    alike /= np.maximum(magnitude.sum(axis=1), np.float32(1e-3))[:, None]
    lags, voicing = _best_lag(alike, _LAGS)
    sure = voicing > _VOICED
    if not sure.any():
        return lags, voicing
    middle = float(np.median(lags[sure]))
    low, high = middle / _NEAR_MEDIAN, middle * _NEAR_MEDIAN
    return _best_lag(alike, (max(_LAGS[0], int(low)), min(_LAGS[1], int(high) + 1)))


def _times(frames: Floats, weights: Floats) -> Floats:
    """Return ``frames @ weights``, four frames at a time.

    The whole at once is large enough for BLAS to wake its threads, which then spin: four
    times the CPU of the product itself.
    """
    product = frames.reshape(-1, 4, frames.shape[1]) @ weights
    return np.asarray(product.reshape(len(frames), -1))


def _best_lag(alike: Floats, lags: tuple[int, int]) -> tuple[Floats, Floats]:
    every = np.arange(len(alike))
    begin, end = (lag - _LAGS[0] + 1 for lag in lags)
    best = np.argmax(alike[:, begin:end] * _SHORTER[begin:end], axis=1) + begin
    before, there, after = (alike[every, best + step] for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * there + after, np.float32(-1e-6))
    shift = np.clip(0.5 * (before - after) / bend, -0.5, 0.5)
    found = (best + shift + (_LAGS[0] - 1)).astype(np.float32)
    return found, np.clip(there, 0, 1)


@dataclass(frozen=True, slots=True)
class _Voice:
    """One tail, frame by frame; ``end`` is the last frame of speech."""

    level: Floats  # dB relative to the loudest speech
    bands: Floats
    semitones: Floats  # relative to the speaker's median; 0 where unvoiced
    voicing: Floats
    known: NDArray[np.bool_]
    speech: NDArray[np.bool_]
    voiced: NDArray[np.bool_]
    floor: float
    end: int


def _voice(sound: Floats, known: NDArray[np.bool_]) -> _Voice:
    power = _power(sound)
    loudness = 10 * np.log10(power.sum(axis=1) + _DITHER)
    bands = 10 * np.log10(_times(power, _MEL) + _DITHER / BANDS)
    lags, voicing = _periods(power)
    loudest = np.sort(loudness)[-_LOUD_FRAMES:].mean()
    level = np.maximum(loudness - loudest, _QUIETEST_DB)
    floor = float(np.median(level[-_FLOOR_FRAMES:]))
    threshold = min(max(_SPEECH_DB, floor + _ABOVE_FLOOR_DB), -_ABOVE_FLOOR_DB)
    loud = np.zeros(FRAMES + 2, np.bool_)
    loud[1:-1] = (level > threshold) & known
    speech = loud[1:-1] & (loud[:-2] | loud[2:])  # a click is one frame
    voiced = speech & (voicing > _VOICED)
    where = np.flatnonzero(speech)
    end = int(where[-1]) if len(where) else FRAMES - 1 - _FLOOR_FRAMES
    middle = np.median(lags[voiced]) if voiced.any() else np.float32(1)
    semitones = np.where(voiced, 12 * np.log2(middle / lags), 0)
    usual = bands[speech].mean(axis=0) if len(where) else bands.mean(axis=0)
    return _Voice(
        level,
        np.clip(bands - usual, -30, 20),
        np.clip(semitones, -9, 9).astype(np.float32),
        voicing,
        known,
        speech,
        voiced,
        floor,
        end,
    )


def _row(voice: _Voice) -> Floats:
    near, whole = _blocks(voice), _whole(voice)
    after = voice.level[voice.end + 1 : voice.end + 1 + _AFTER] - voice.floor
    fading = np.zeros(_AFTER, np.float32)
    fading[: len(after)] = after / 10
    return np.concatenate([near.ravel(), fading, np.asarray(whole, np.float32)])


def _blocks(voice: _Voice) -> Floats:
    """Return the channels' means over the blocks before the end, oldest first."""
    frames = np.zeros((_BACK, _CHANNELS + 2), np.float32)
    begin = max(0, voice.end + 1 - _BACK)
    part = slice(begin, voice.end + 1)
    used = frames[_BACK - (voice.end + 1 - begin) :]
    used[:, 0] = (voice.level[part] - _QUIETEST_DB) / 10
    used[:, 1] = voice.voicing[part] * voice.speech[part]
    used[:, 2 : 2 + BANDS] = voice.bands[part] / 10
    used[:, -3] = voice.semitones[part] / 3
    used[:, -2] = voice.voiced[part]
    used[:, -1] = voice.known[part]
    used *= used[:, -1:]
    sums = np.add.reduceat(frames, _STARTS, axis=0)
    sums[:, :-3] /= _SIZES[:, None]
    sums[:, -3:-2] /= np.maximum(sums[:, -2:-1], 1)  # pitch where there is any
    sums[:, -2:] /= _SIZES[:, None]
    return sums


def _whole(voice: _Voice) -> list[float]:
    return [*_timing(voice), *_melody(voice), *_loudness(voice)]


def _timing(voice: _Voice) -> list[float]:
    """Return how much was said, in which pieces, and how long the last one was drawn."""
    end, speech = voice.end, voice.speech
    pauses = [
        (start, stop)
        for start, stop in _runs(~speech[: end + 1])
        if stop - start >= _PAUSE_FRAMES and voice.known[start]
    ]
    stretches = _runs(voice.voiced[: end + 1])
    lengths = [stop - start for start, stop in stretches] or [0]
    last_voiced = stretches[-1][1] if stretches else 0
    since = end + 1 - (pauses[-1][1] if pauses else 0)
    peaks = _peaks(voice.level[: end + 1]) & speech[: end + 1]
    spoken = int(speech.sum())
    return [
        (FRAMES - 1 - end) / 10,
        spoken / 60,
        float(voice.known.mean()),
        since / 60,
        len(pauses) / 3,
        max((stop - start for start, stop in pauses), default=0) / 30,
        lengths[-1] / 10,
        float(np.log((lengths[-1] + 1) / (float(np.median(lengths)) + 1))),
        (end + 1 - last_voiced) / 10,
        peaks.sum() / (spoken + 10) * 10,
        peaks[-_LAST_600_MS:].sum() / 4,
    ]


def _melody(voice: _Voice) -> list[float]:
    """Return where the pitch ended, how it got there and how wide it moved."""
    at = np.flatnonzero(voice.voiced)
    if len(at) < 4:
        return [0.0] * 9
    pitch, back = voice.semitones[at], voice.end - at
    final, low, high = pitch[-4:].mean(), *np.quantile(pitch, (0.1, 0.9))
    before = pitch[(back > _LAST_200_MS) & (back <= _LAST_600_MS)]
    near = pitch[back <= _LAST_200_MS]
    trembling = np.abs(np.diff(pitch[-9:])).mean()
    return [
        float(final) / 3,
        *(_slope(back, pitch, frames) for frames in _SPANS),
        float(low) / 3,
        float(high) / 3,
        float((final - low) / max(high - low, 1)),
        float(near.mean() - before.mean()) / 3 if len(near) and len(before) else 0.0,
        float(trembling),
    ]


def _loudness(voice: _Voice) -> list[float]:
    """Return how the voice faded, how clear it stayed, and how noisy the line is."""
    end = voice.end
    frames = np.flatnonzero(voice.speech)
    level, back = voice.level[frames], end - frames
    last = slice(max(0, end - 5), end + 1)
    loud = np.flatnonzero(voice.level[: end + 1] > -10)
    low, high = voice.bands[last, : BANDS // 3], voice.bands[last, BANDS // 2 :]
    return [
        voice.floor / 10,
        _slope(back, level, _SPANS[0]) / 3,
        _slope(back, level, _SPANS[1]) / 3,
        float(voice.level[last].mean()) / 10,
        (end - int(loud[-1])) / 10 if len(loud) else 0.0,
        float(voice.voiced.sum() / (voice.speech.sum() + 1)),
        float((voice.voicing * voice.speech)[last].mean()),
        float(low.mean() - high.mean()) / 10,
    ]


def _slope(back: NDArray[np.int_], values: Floats, frames: int) -> float:
    """Return how fast ``values`` rise, per 160 ms, in the last ``frames`` frames."""
    here = back < frames
    if here.sum() < 3:
        return 0.0
    time = -back[here].astype(np.float64)
    time -= time.mean()
    rise = float((time * values[here]).sum() / (time**2).sum())
    return min(max(rise * 10, -30.0), 30.0) / 3


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (start, stop) of every stretch that is set."""
    padded = np.zeros(len(flags) + 2, np.int8)
    padded[1:-1] = flags
    edges = np.flatnonzero(np.diff(padded))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _peaks(level: Floats) -> NDArray[np.bool_]:
    """Return which frames are loudest within 64 ms around: about one a syllable."""
    padded = np.full(len(level) + 4, _QUIETEST_DB, np.float32)
    padded[2:-2] = level
    around = np.maximum(padded[:-1], padded[1:])
    around = np.maximum(around[:-2], around[2:])
    return np.asarray(level >= np.maximum(around[:-1], padded[4:]))


def _triangles() -> Floats:
    """Return the weights of the line's bins in each band, evenly on the mel scale."""
    ends_mel = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    mels = np.linspace(ends_mel[0], ends_mel[1], BANDS + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    rising = (_BINS_HZ[:, None] - corners[:-2]) / np.diff(corners)[:-1]
    falling = (corners[2:] - _BINS_HZ[:, None]) / np.diff(corners)[1:]
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _cosines() -> Floats:
    """Return what turns a magnitude spectrum into its autocorrelation at our lags.

    That of a steady voice would fall with the window's own, which is divided away.
    """
    turns = _BINS_HZ[:, None] * _EVERY_LAG / SAMPLE_RATE_HZ
    window = np.fft.irfft(np.abs(np.fft.rfft(_HANN, 8 * _POINTS)))
    overlap = np.maximum(window[_EVERY_LAG] / window[0], _LEAST_OVERLAP)
    return np.asarray(np.cos(2 * np.pi * turns) / overlap, np.float32)


_LINE = slice(
    _LOWEST_HZ * _POINTS // SAMPLE_RATE_HZ, _HIGHEST_HZ * _POINTS // SAMPLE_RATE_HZ
)
_BINS_HZ = np.arange(_POINTS)[_LINE] * SAMPLE_RATE_HZ / _POINTS
_HANN = np.hanning(WINDOW).astype(np.float32)
_MEL = _triangles()
_EVERY_LAG = np.arange(_LAGS[0] - 1, _LAGS[1] + 2)  # with a neighbour on both sides
_COSINES = _cosines()
_SHORTER = (1 - _OCTAVE_COST * np.log2(_EVERY_LAG / _LAGS[0])).astype(np.float32)
_SIZES = np.array(BLOCKS[::-1])
_STARTS = np.concatenate([[0], np.cumsum(_SIZES)[:-1]])
