"""Where a voice without noise is silent: the ground truth of every pause. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ

Audio = NDArray[np.float64]

STEP: Final = SAMPLE_RATE_HZ // 200  # 5 ms
#: below the loudest 5 ms; the voices hiss at -35 dB in their own pauses (RHVoice's Slt),
#: and what is softer than this is lost in the noise of a usual line
_FLOOR_DB: Final = -30.0
_SPECK: Final = 4  # steps: 20 ms of sound between two silences is a click, not speech


def quiet_steps(audio: Audio) -> NDArray[np.bool_]:
    """Return, per 5 ms of ``audio``, whether nobody speaks."""
    steps = audio[: len(audio) // STEP * STEP].reshape(-1, STEP)
    power = np.mean(steps**2, axis=1)
    return np.asarray(power <= power.max(initial=0.0) * 10 ** (_FLOOR_DB / 10))


def silences(audio: Audio, least: int) -> list[tuple[int, int]]:
    """Return the silences of ``least`` samples or more as (start, end) in samples."""
    quiet = quiet_steps(audio)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] < _SPECK and end - start >= _SPECK:
            start = joined.pop()[0]
        joined.append((start, end))
    return [(a * STEP, b * STEP) for a, b in joined if (b - a) * STEP >= least]


def spoken_span(audio: Audio) -> tuple[int, int]:
    """Return where ``audio`` begins and ends to be speech, in samples."""
    loud = np.flatnonzero(~quiet_steps(audio))
    if not len(loud):
        return 0, 0
    return int(loud[0]) * STEP, (int(loud[-1]) + 1) * STEP
