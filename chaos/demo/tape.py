"""A recording that plays the caller: any WAV becomes what the line carries."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Final

import numpy as np
import soxr

from callcore.shared.audioformat import SAMPLE_RATE_HZ

MAX_S: Final = 300.0  # the length of a long call; more is a wrong file
_KINDS: Final = {1: "u1", 2: "<i2", 4: "<i4"}


class TapeError(Exception):
    """The file cannot be played; the text is one sentence."""


def load_tape(path: Path) -> bytes:
    """Return a PCM WAV (8, 16 or 32 bit, any rate, channels mixed) as 8 kHz 16-bit mono.

    Raises :exc:`TapeError`.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getparams()[:3]
            if file.getnframes() / rate > MAX_S:
                raise TapeError(f"{path.name} is longer than {MAX_S:.0f} s")
            data = file.readframes(file.getnframes())
    except (OSError, wave.Error, EOFError, ZeroDivisionError) as exc:
        raise TapeError(f"{path.name} is no WAV file that can be read: {exc}") from None
    if width not in _KINDS:
        raise TapeError(f"{path.name} has samples of {8 * width} bits; use 16")
    samples = np.frombuffer(data, _KINDS[width]).astype(np.float64)
    samples = (samples - 128) / 128 if width == 1 else samples / 2 ** (8 * width - 1)
    mono = samples[: len(samples) // channels * channels].reshape(-1, channels).mean(1)
    narrow = soxr.resample(mono, rate, SAMPLE_RATE_HZ)
    if not len(narrow):
        raise TapeError(f"{path.name} is empty")
    return bytes((np.clip(narrow, -1, 1) * 32767).astype("<i2").tobytes())
