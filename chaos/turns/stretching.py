"""Draw out a vowel: whole pitch periods are said again, joined where they match."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.shared.audioformat import SAMPLE_RATE_HZ

Audio = NDArray[np.float64]

_LOWEST: Final = SAMPLE_RATE_HZ // 70  # the longest period of a voice, in samples
_HIGHEST: Final = SAMPLE_RATE_HZ // 350
_FRAME: Final = SAMPLE_RATE_HZ // 25  # 40 ms: two periods of the deepest voice
_STEP: Final = SAMPLE_RATE_HZ // 100
_SEARCH: Final = 3 * SAMPLE_RATE_HZ // 10  # the last vowel is in the last 300 ms


def lengthen(audio: Audio, extra: int) -> Audio:
    """Return ``audio`` with its last vowel longer by about ``extra`` samples."""
    found = _last_vowel(audio)
    if found is None:
        return audio
    at, period = found
    unit = audio[at : at + _FRAME // period * period]
    fade = min(period, len(unit) // 2)
    ramp = np.linspace(0, 1, fade)
    longer = audio[: at + len(unit)]
    loudness = 1.0
    while len(longer) < at + len(unit) + extra:
        loudness *= 0.97  # a hesitation dies away
        again = unit * loudness
        seam = longer[-fade:] * (1 - ramp) + audio[at - fade : at] * ramp * loudness
        longer = np.concatenate([longer[:-fade], seam, again])
    rest = audio[at + len(unit) :] * loudness
    return np.concatenate([longer, rest])


def _last_vowel(audio: Audio) -> tuple[int, int] | None:
    """Return where a steady vowel begins and its period; ``None`` without a voice."""
    need = _FRAME + _LOWEST
    starts = range(max(_LOWEST, len(audio) - _SEARCH), len(audio) - need, _STEP)
    best, found = 0.0, None
    for at in starts:
        frame = audio[at : at + _FRAME]
        energy = float(frame @ frame)
        strength, period = max(
            (_likeness(frame, audio[at + lag : at + lag + _FRAME]), lag)
            for lag in range(_HIGHEST, _LOWEST, 2)
        )
        if energy * strength > best and strength > 0.6:
            best, found = energy * strength, (at, period)
    return found


def _likeness(one: Audio, other: Audio) -> float:
    power = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / power if power else 0.0
