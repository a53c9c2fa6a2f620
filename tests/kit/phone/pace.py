"""How evenly frames arrived, and what Asterisk makes of it (ASTERISK.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FRAME_S = 0.020
REANCHOR_S = 0.080  # a skew of 640 samples: the RTP clock jumps, an audible hole
WINDOW_FRAMES = 50  # one second; the server may move its phase once in it
TOGETHER_S = 0.010  # half a frame: nobody sends twice in it on purpose
SLACK_S = 1e-9  # sums of 0.02 are not exact


@dataclass(frozen=True, slots=True)
class Pace:
    """Lateness is against the best 20 ms grid of each second."""

    frames: int
    late_p50_ms: float
    late_p99_ms: float
    late_max_ms: float
    gap_p50_ms: float
    gap_p99_ms: float
    gap_max_ms: float
    largest_clump: int  # most frames within 10 ms; 5 make Asterisk jump
    most_per_100_ms: int  # 5 is even, 6 is a phase that moved
    reanchors: int  # how often Asterisk would have set its RTP clock anew


def pace_of(times_s: Sequence[float]) -> Pace:
    """Return the statistics of these arrival times, in order."""
    late = _lateness_s(times_s)
    gaps = [after - before for before, after in pairwise(times_s)]
    return Pace(
        len(times_s),
        _quantile_ms(late, 0.5),
        _quantile_ms(late, 0.99),
        _quantile_ms(late, 1),
        _quantile_ms(gaps, 0.5),
        _quantile_ms(gaps, 0.99),
        _quantile_ms(gaps, 1),
        most_within(times_s, TOGETHER_S),
        most_within(times_s, 0.100),
        _reanchors(times_s),
    )


def most_within(times_s: Sequence[float], window_s: float) -> int:
    """Return the largest number of arrivals in any half-open window."""
    most = first = 0
    for last, time_s in enumerate(times_s):
        while time_s - times_s[first] >= window_s - SLACK_S:
            first += 1
        most = max(most, last - first + 1)
    return most


def _lateness_s(times_s: Sequence[float]) -> list[float]:
    """Judge each second by its own grid: the server may move its phase, or hold."""
    offsets = [time_s - n * FRAME_S for n, time_s in enumerate(times_s)]
    late: list[float] = []
    for start in range(0, len(offsets), WINDOW_FRAMES):
        block = offsets[start : start + WINDOW_FRAMES]
        least = min(block)
        late += [offset - least for offset in block]
    return late


def _reanchors(times_s: Sequence[float]) -> int:
    """Follow Asterisk's RTP clock: 20 ms a frame until it is 80 ms off."""
    count, expected_s = 0, None
    for time_s in times_s:
        if expected_s is None:
            expected_s = time_s
        elif abs(time_s - expected_s) >= REANCHOR_S - SLACK_S:
            count, expected_s = count + 1, time_s
        expected_s += FRAME_S
    return count


def _quantile_ms(values_s: list[float], share: float) -> float:
    """Nearest rank; 0 if there is nothing to rank."""
    if not values_s:
        return 0.0
    ranked = sorted(values_s)
    return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]
