"""Recordings for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from callcore.audio.wav import encode


def a_wav(path: Path, samples: np.ndarray | None = None) -> Path:
    """Write a stereo WAV; three seconds of noise if nothing else is given."""
    if samples is None:
        rng = np.random.default_rng(1)
        samples = rng.integers(-9000, 9000, (24_000, 2)).astype(np.int16)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(samples.astype("<i2").tobytes(), channels=2))
    return path
