"""Sample rates: whole utterances through soxr, streams through a short FIR.

Streaming soxr lags by 12 to 105 ms, which a caller would wait for; its lag-free setting
does not filter at all (ENGINES.md section 6). So what streams is decimated here, with
1 ms of delay and -50 dB above the new Nyquist frequency's transition.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.audio.pcm import pcm_of, samples_of
from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

CUTOFF_HZ: Final = 3600  # the middle of the slope: flat to 2.9 kHz, gone at 4.3
DELAY_MS: Final = 1
KAISER_BETA: Final = 4.55  # 50 dB


def resample(pcm: bytes, from_hz: int, to_hz: int = SAMPLE_RATE_HZ) -> bytes:
    """Return a whole utterance at another rate, filtered; no delay, same length in time."""
    if from_hz == to_hz or not pcm:
        return pcm
    return pcm_of(soxr.resample(samples_of(pcm), from_hz, to_hz, quality="HQ"))


def revoice(pcm: bytes, ratio: float, rate_hz: int = SAMPLE_RATE_HZ) -> bytes:
    """Return the same words in another voice: pitch and formants times ``ratio``.

    Above 1 is a smaller, faster speaker: the tempo changes with it.
    """
    return resample(pcm, round(rate_hz * ratio), rate_hz)


@cache
def low_pass(from_hz: int) -> NDArray[np.float32]:
    """Return the taps of a linear-phase low-pass at :data:`CUTOFF_HZ`, sum 1."""
    half = from_hz * DELAY_MS // 1000
    n = np.arange(-half, half + 1)
    taps: NDArray[np.float64] = np.sinc(2 * CUTOFF_HZ / from_hz * n) * np.kaiser(
        2 * half + 1, KAISER_BETA
    )
    return np.asarray(taps / taps.sum(), np.float32)


class StreamDownsampler:
    """A stream of 16 or 24 kHz chunks, any size, to 8 kHz, delayed by 1 ms.

    The chunks' sizes do not change the result. Odd bytes are an error of the caller.
    """

    def __init__(self, from_hz: int) -> None:
        if from_hz not in (16_000, 24_000, 48_000):
            msg = f"a stream of {from_hz} Hz is not a multiple of 8000 that we know"
            raise ValueError(msg)
        self._every = from_hz // SAMPLE_RATE_HZ
        self._taps = low_pass(from_hz)
        self._kept = np.zeros(len(self._taps) - 1, np.float32)
        self._skip = 0  # of the next input, to the next output sample

    @property
    def delay_samples(self) -> int:
        """Return by how many samples at 8 kHz the output lags."""
        return (len(self._taps) // 2) // self._every

    def feed(self, pcm: bytes) -> bytes:
        """Return what the chunk completes."""
        if len(pcm) % SAMPLE_BYTES:
            msg = f"a chunk of {len(pcm)} bytes ends in half a sample"
            raise ValueError(msg)
        sound = np.concatenate([self._kept, samples_of(pcm).astype(np.float32)])
        new = len(pcm) // SAMPLE_BYTES
        self._kept = sound[new:]
        positions = np.arange(self._skip, new, self._every)
        self._skip = (self._skip - new) % self._every
        if not len(positions):
            return b""
        windows = np.lib.stride_tricks.sliding_window_view(sound, len(self._taps))
        return pcm_of(windows[positions] @ self._taps)

    def flush(self) -> bytes:
        """Return the tail that the delay still holds; the stream is over."""
        return self.feed(bytes(len(self._taps) // 2 * SAMPLE_BYTES))
