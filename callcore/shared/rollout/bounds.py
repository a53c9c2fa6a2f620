"""How sure a sample is: Wilson's interval, Newcombe's for a difference, quantiles. Pure.

Sources: Wilson (1927); Newcombe (1998), method 10. Unlike "p plus or minus two sigma"
both hold for few utterances and for rates near 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from callcore.shared.rollout.counters import EDGES_MS
from callcore.shared.rollout.limits import Z

_BEYOND_MS: Final = (
    2 * EDGES_MS[-1]
)  # what the last, open place of a histogram stands for


def wilson(hits: float, n: int, z: float = Z) -> tuple[float, float]:
    """Return the bounds of a rate of which ``hits`` of ``n`` were seen; (0, 1) for none."""
    if n <= 0:
        return 0.0, 1.0
    p = min(1.0, max(0.0, hits / n))
    square = z * z / n
    middle = (p + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(p * (1 - p) / n + square / (4 * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def excess(
    hits: float, n: int, their_hits: float, their_n: int, z: float = Z
) -> tuple[float, float]:
    """Return the bounds of how much one rate exceeds another; (-1, 1) without samples."""
    if n <= 0 or their_n <= 0:
        return -1.0, 1.0
    p, q = hits / n, their_hits / their_n
    low, high = wilson(hits, n, z)
    their_low, their_high = wilson(their_hits, their_n, z)
    down = math.hypot(p - low, their_high - q)
    up = math.hypot(high - p, q - their_low)
    return p - q - down, p - q + up


def quantile_ms(finals: Sequence[int], share: float) -> float | None:
    """Return the latency that ``share`` of the finals do not exceed; interpolated."""
    total = sum(finals)
    if not total:
        return None
    wanted, seen, low = share * total, 0.0, 0.0
    for count, edge in zip(finals, (*EDGES_MS, _BEYOND_MS), strict=True):
        if count and seen + count >= wanted:
            return low + (edge - low) * max(0.0, wanted - seen) / count
        seen, low = seen + count, float(edge)
    return float(_BEYOND_MS)


def slower_than(finals: Sequence[int], limit_ms: float) -> float:
    """Return how many finals took longer than ``limit_ms``; interpolated."""
    slower, low = 0.0, 0.0
    for count, edge in zip(finals, (*EDGES_MS, _BEYOND_MS), strict=True):
        share = (edge - max(low, min(limit_ms, edge))) / (edge - low)
        slower += count * share
        low = float(edge)
    return slower
