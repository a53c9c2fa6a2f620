"""Whisper's mel filters: 80 triangles on the Slaney scale, 16 kHz, 400-point FFT.

Slaney's scale is linear below 1 kHz (200/3 Hz a mel) and logarithmic above it (27 steps
per factor of 6.4); each triangle is scaled to constant energy per Hz (Auditory Toolbox).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 16_000
FFT_POINTS: Final = 400
_HZ_PER_MEL: Final = 200 / 3
_BREAK_HZ: Final = 1000.0
_BREAK_MEL: Final = _BREAK_HZ / _HZ_PER_MEL
_LOG_STEP: Final = np.log(6.4) / 27


def mel_filters(count: int = 80) -> NDArray[np.float32]:
    """Return the filters, (count, 201)."""
    bins_hz = np.linspace(0, RATE_HZ / 2, FFT_POINTS // 2 + 1)
    corners_mel = np.linspace(0.0, _hz_to_mel(RATE_HZ / 2), count + 2)
    corners_hz = _mel_to_hz(corners_mel)
    widths = np.diff(corners_hz)
    distance = corners_hz[:, None] - bins_hz[None, :]
    rising = -distance[:-2] / widths[:-1, None]
    falling = distance[2:] / widths[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    energy = 2.0 / (corners_hz[2:] - corners_hz[:-2])
    return (triangles * energy[:, None]).astype(np.float32)


def _hz_to_mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _HZ_PER_MEL
    return float(_BREAK_MEL + np.log(hz / _BREAK_HZ) / _LOG_STEP)


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mel * _HZ_PER_MEL
    curved = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel >= _BREAK_MEL, curved, linear)
