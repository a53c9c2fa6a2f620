"""A voice made of harmonics, for whoever listens to melody: fast, and needs no engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from callcore.audio.pcm import pcm_of

FALL_HZ: Final = (200, 210, 190, 195, 180, 175, 150, 120, 105)
LEVEL_HZ: Final = (200, 210, 190, 195, 200, 205, 200, 200, 200)
RISE_HZ: Final = (200, 210, 190, 195, 190, 200, 210, 225, 235)
#: what a line may deliver instead of a voice
ODD_AUDIO: Final = {
    "nothing": b"",
    "half a sample": b"\0",
    "10 ms": bytes(160),
    "zeros": bytes(32_000),
    "more than 2 s": bytes(64_000),
    "clipped": b"\xff\x7f\x00\x80" * 8000,
    "offset": pcm_of(np.full(16_000, 9000)),
    "odd length": np.random.default_rng(1).bytes(31_999),
    "one click": bytes(16_000) + b"\xff\x7f" + bytes(15_998),
}
_FORMANTS: Final = ((500, 500, 1.0), (1500, 400, 0.4))  # Hz, width, strength


def intoned(
    pitch_hz: Sequence[float],
    *,
    spoken_ms: int = 1600,
    silent_ms: int = 180,
    fade_ms: int = 40,
    scale: float = 1.0,
    peak: float = 8000,
    noise: float = 8,
) -> bytes:
    """Return 200 ms of line, 4.5 syllables a second along ``pitch_hz``, and silence."""
    count = spoken_ms * 8
    time = np.arange(count) / 8000
    corners = np.linspace(0, count, len(pitch_hz))
    hz = np.interp(np.arange(count), corners, np.array(pitch_hz) * scale)
    phase = 2 * np.pi * np.cumsum(hz) / 8000
    sound = np.zeros(count)
    for number in range(1, 25):
        for formant, width, strength in _FORMANTS:
            near = np.exp(-(((number * hz - formant) / width) ** 2))
            sound += strength * near * np.cos(number * phase)
    sound *= 0.55 + 0.45 * np.cos(2 * np.pi * 4.5 * time)
    sound[-fade_ms * 8 :] *= np.linspace(1, 0, fade_ms * 8)
    sound *= peak / np.abs(sound).max()
    whole = np.concatenate([np.zeros(1600), sound, np.zeros(silent_ms * 8)])
    return pcm_of(whole + np.random.default_rng(3).normal(0, noise, len(whole)))
