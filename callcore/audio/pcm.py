"""Levels, gain, fades, channels and pauses of 16-bit PCM.

``pcm`` is little-endian 16-bit mono unless a name says stereo. Levels are in dBFS: 0 is
full scale, silence is :data:`SILENT_DBFS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ

FULL_SCALE: Final = 32768.0
SILENT_DBFS: Final = -96.0
SPEECH_DBFS: Final = -45.0  # speech on a trunk is -30 to -15, its line noise below -55

Samples = NDArray[np.int16]


def samples_of(pcm: bytes) -> Samples:
    """Return ``pcm`` as an array; a view, so it is read-only."""
    return np.frombuffer(pcm, "<i2")


def pcm_of(samples: NDArray[np.float32] | NDArray[np.float64] | Samples) -> bytes:
    """Return an array of -32768 to 32767 as PCM; louder is clipped, never wrapped."""
    return np.clip(np.rint(samples), -32768, 32767).astype("<i2").tobytes()


def silence(ms: int, rate_hz: int = SAMPLE_RATE_HZ) -> bytes:
    """Return ``ms`` of digital silence."""
    return bytes(ms * rate_hz // 1000 * SAMPLE_BYTES)


def duration_ms(pcm: bytes, rate_hz: int = SAMPLE_RATE_HZ) -> int:
    """Return how long ``pcm`` plays."""
    return len(pcm) // SAMPLE_BYTES * 1000 // rate_hz


def rms_dbfs(pcm: bytes) -> float:
    """Return the root mean square level; a full-scale sine is -3 dBFS."""
    samples = samples_of(pcm).astype(np.float64)
    return _dbfs(float(np.sqrt(np.mean(samples**2)))) if len(samples) else SILENT_DBFS


def peak_dbfs(pcm: bytes) -> float:
    """Return the level of the largest sample."""
    samples = samples_of(pcm).astype(np.float64)
    return _dbfs(float(np.abs(samples).max())) if len(samples) else SILENT_DBFS


def _dbfs(value: float) -> float:
    if value <= 0:
        return SILENT_DBFS
    return max(SILENT_DBFS, float(20 * np.log10(value / FULL_SCALE)))


def gain(pcm: bytes, db: float) -> bytes:
    """Return ``pcm`` louder by ``db``, clipped at full scale."""
    return pcm_of(samples_of(pcm).astype(np.float32) * np.float32(10 ** (db / 20)))


def normalise(pcm: bytes, dbfs: float = -3.0) -> bytes:
    """Return ``pcm`` with its peak at ``dbfs``; silence stays silence."""
    peak = peak_dbfs(pcm)
    return pcm if peak <= SILENT_DBFS else gain(pcm, dbfs - peak)


def fade(
    pcm: bytes, in_ms: int = 0, out_ms: int = 0, rate_hz: int = SAMPLE_RATE_HZ
) -> bytes:
    """Return ``pcm`` with linear ramps at its ends, so that no edge clicks."""
    samples = samples_of(pcm).astype(np.float32)
    begin = min(in_ms * rate_hz // 1000, len(samples))
    end = min(out_ms * rate_hz // 1000, len(samples))
    if begin:
        samples[:begin] *= np.linspace(0, 1, begin, endpoint=False, dtype=np.float32)
    if end:
        samples[-end:] *= np.linspace(1, 0, end, endpoint=False, dtype=np.float32)
    return pcm_of(samples)


def mix(first: bytes, second: bytes) -> bytes:
    """Return both at once, as long as the longer one, clipped at full scale."""
    sound = np.zeros(max(len(first), len(second)) // SAMPLE_BYTES, np.float32)
    for pcm in (first, second):
        sound[: len(pcm) // SAMPLE_BYTES] += samples_of(pcm)
    return pcm_of(sound)


def stereo(left: bytes, right: bytes) -> bytes:
    """Return two mono channels interleaved; the shorter one is padded with silence."""
    size = max(len(left), len(right)) // SAMPLE_BYTES
    both = np.zeros((size, 2), "<i2")
    both[: len(left) // SAMPLE_BYTES, 0] = samples_of(left)
    both[: len(right) // SAMPLE_BYTES, 1] = samples_of(right)
    return both.tobytes()


def channel(pcm: bytes, number: int, channels: int = 2) -> bytes:
    """Return one channel of interleaved PCM; 0 is the left one."""
    return samples_of(pcm).reshape(-1, channels)[:, number].tobytes()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording, in ms from its start."""

    start_ms: int
    end_ms: int

    @property
    def ms(self) -> int:
        """Return how long it is."""
        return self.end_ms - self.start_ms


def speech_spans(
    pcm: bytes,
    join_ms: int = 200,
    threshold_dbfs: float = SPEECH_DBFS,
    rate_hz: int = SAMPLE_RATE_HZ,
) -> list[Span]:
    """Return where it is louder than the threshold, to 20 ms; pauses up to ``join_ms`` join."""
    frame = rate_hz * FRAME_MS // 1000
    samples = samples_of(pcm).astype(np.float64)
    whole = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    level = np.sqrt(np.mean(whole**2, axis=1))
    loud = np.flatnonzero(level > FULL_SCALE * 10 ** (threshold_dbfs / 20)).tolist()
    spans: list[Span] = []
    for frame_number in loud:
        start_ms, end_ms = frame_number * FRAME_MS, (frame_number + 1) * FRAME_MS
        if spans and start_ms - spans[-1].end_ms <= join_ms:
            start_ms = spans.pop().start_ms
        spans.append(Span(start_ms, end_ms))
    return spans


def gaps(
    pcm: bytes,
    least_ms: int = 200,
    threshold_dbfs: float = SPEECH_DBFS,
    rate_hz: int = SAMPLE_RATE_HZ,
) -> list[Span]:
    """Return the pauses of at least ``least_ms`` between speech, ends excluded."""
    spans = speech_spans(pcm, least_ms - 1, threshold_dbfs, rate_hz)
    return [Span(before.end_ms, after.start_ms) for before, after in pairwise(spans)]
