"""The waveform of a recording: how loud each side is, in a few thousand buckets.

Blocking, some 10 ms a minute of audio: hand it a thread.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import soundfile

BUCKETS: Final = 2_000  # a bucket a pixel on a wide screen
MOST_BUCKETS: Final = 4_000
LOUDEST: Final = 255
_BLOCK_BUCKETS: Final = 64


class Unplayable(Exception):
    """The file is no sound; the message is a machine word."""


def peaks(source: Path | BinaryIO, buckets: int = BUCKETS) -> dict[str, object]:
    """Return ``{ms, rate_hz, channels: [[0..255, ...], ...]}``, plain JSON.

    The caller is the first channel, the agent the second. A recording that is shorter than
    ``buckets`` samples has one bucket a sample. Raises :exc:`Unplayable`.
    """
    if not 1 <= buckets <= MOST_BUCKETS:
        raise ValueError("so many buckets")
    try:
        with soundfile.SoundFile(source) as file:
            return _peaks(file, buckets)
    except (soundfile.LibsndfileError, OSError) as error:
        raise Unplayable(type(error).__name__) from None


def peaks_json(source: Path | BinaryIO, buckets: int = BUCKETS) -> bytes:
    """Return the same as bytes of JSON."""
    return json.dumps(peaks(source, buckets), separators=(",", ":")).encode()


def _peaks(file: soundfile.SoundFile, buckets: int) -> dict[str, object]:
    frames = max(0, file.frames)
    width = max(1, -(-frames // buckets))  # samples a bucket, rounded up
    found: list[np.ndarray] = []
    for block in file.blocks(width * _BLOCK_BUCKETS, dtype="int16", always_2d=True):
        loud = np.abs(block.astype(np.int32))
        starts = np.arange(0, len(loud), width)
        found.append(np.maximum.reduceat(loud, starts, axis=0))
    whole = np.concatenate(found) if found else np.zeros((0, file.channels), np.int32)
    scaled = np.minimum(whole * LOUDEST // 32_767, LOUDEST)
    return {
        "ms": round(1000 * frames / file.samplerate),
        "rate_hz": file.samplerate,
        "channels": scaled.T.tolist(),
    }
