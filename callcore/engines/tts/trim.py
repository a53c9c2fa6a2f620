"""Cuts the silence that a voice puts before and after a sentence.

Hibari begins with 300 ms of it, which a caller hears as 300 ms of thinking, and ends
with 440, which hold up the sentence that follows. Pure.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

Marks = list[tuple[int, int]]

_QUIET: Final = (
    160  # peak of 10 ms; breath noise stays below, the softest onset does not
)
_STEP: Final = SAMPLE_RATE_HZ // 100
_LEAD: Final = 3 * _STEP  # 30 ms: soft consonants begin before they are loud
_TAIL: Final = 16 * _STEP  # 160 ms: the pause between two sentences


def trimmed(pcm: bytes, marks: Marks) -> tuple[bytes, Marks]:
    """Return ``pcm`` with little silence around it, and its marks (sample_end, char_end).

    Silence inside stays. What is silent altogether is returned as it is.
    """
    samples = np.frombuffer(pcm, "<i2").astype(np.int32)
    steps = len(samples) // _STEP
    peaks = np.abs(samples[: steps * _STEP]).reshape(steps, _STEP).max(axis=1)
    (loud,) = np.nonzero(peaks > _QUIET)
    if not len(loud):
        return pcm, marks
    start = max(0, int(loud[0]) * _STEP - _LEAD)
    end = min(len(samples), (int(loud[-1]) + 1) * _STEP + _TAIL)
    moved = [(min(max(at - start, 0), end - start), char) for at, char in marks]
    return pcm[start * SAMPLE_BYTES : end * SAMPLE_BYTES], moved
