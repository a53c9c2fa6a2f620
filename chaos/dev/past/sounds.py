"""Recordings of calls of the past: two voices that hum in syllables, each when it spoke."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from callcore.audio.pcm import stereo
from callcore.audio.wav import header
from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.spool.port import SpoolRecord
from chaos.dev.past.telling import Side, Told

NAME: Final = "recording.wav"
PITCH_HZ: Final = {"caller": 190.0, "agent": 115.0}
LOUD: Final = {"caller": 5_500.0, "agent": 9_000.0}
SYLLABLES_HZ: Final = 4.6
HARMONICS: Final = (1.0, 0.6, 0.5, 0.25, 0.12)
BREATH: Final = 60.0  # noise on the line


def record(told: Told, folder: Path, random: Random) -> SpoolRecord:
    """Write the WAV of a call below ``folder``; return what its worker tells of it."""
    samples = round(told.duration_s * SAMPLE_RATE_HZ)
    left, right = (
        _channel([each for each in told.speech if each.who == who], samples, random)
        for who in ("caller", "agent")
    )
    data = stereo(left, right)
    path = _placed(header(len(data), channels=2) + data, told.call_id, folder)
    at_s = told.started_s + told.duration_s
    body = {
        "call_id": told.call_id,
        "path": str(path),
        "ms": round(told.duration_s * 1000),
    }
    return SpoolRecord(len(told.records) + 1, "recording", at_s, body)


def _placed(wav: bytes, call_id: str, folder: Path) -> Path:
    """Put a WAV into the folder of its call, in one step; return where it is.

    The archive's sweep removes folders of calls that are empty, as a fresh one is.
    """
    making, calls = folder / "past" / call_id, folder / "calls"
    for made in (making, calls):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    (making / NAME).write_bytes(wav)
    making.rename(calls / call_id)
    return calls / call_id / NAME


def _channel(speech: Sequence[Side], samples: int, random: Random) -> bytes:
    noise = np.random.default_rng(random.getrandbits(32))
    wave = noise.normal(0.0, BREATH, samples)
    for side in speech:
        first, last = (round(s * SAMPLE_RATE_HZ) for s in (side.begin_s, side.end_s))
        last = min(last, samples)
        if last > first:
            wave[first:last] += _hum(side.who, last - first, random)
    return np.clip(wave, -32_000, 32_000).astype("<i2").tobytes()


def _hum(who: str, samples: int, random: Random) -> np.ndarray:
    """Return a voice whose pitch falls towards the end, as that of a sentence does."""
    at_s = np.arange(samples) / SAMPLE_RATE_HZ
    fall = 1.1 - 0.25 * at_s / max(at_s[-1], 0.1)
    wobble = 0.06 * np.sin(2 * np.pi * 0.7 * at_s + random.random())
    phase = 2 * np.pi * np.cumsum(PITCH_HZ[who] * (fall + wobble)) / SAMPLE_RATE_HZ
    voice = sum(
        share * np.sin(number * phase) for number, share in enumerate(HARMONICS, 1)
    )
    beat = np.sin(np.pi * SYLLABLES_HZ * at_s + random.random()) ** 2
    words = 0.55 + 0.45 * np.sin(2 * np.pi * 0.9 * at_s + 6 * random.random())
    hum: np.ndarray = LOUD[who] * voice * beat * words
    return hum
