"""The measure of eot-bench: false cut-offs against the wait after a true end.

Its rules, read from its source (metrics.py): every hold of 0.2 to 5 s counts once, by
itself, whatever happened in the holds before it, so the false cut-off rate is per hold
and not per turn; latency is the mean over all true ends, those that only the timeout
ends included; three knobs are swept together: threshold (0 to 1 by 0.01), action delay
(0.2 to 1 s by 0.1) and timeout (1 to 3.5 s by 0.5). Thresholds and timeouts are the same
here. Delays are the ear's windows of 32 ms, from 64 ms on, because its clock begins about
0.1 s after the labelled end of speech: a step of 0.1 s would hit no budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

THRESHOLDS: Final = tuple(round(n / 100, 2) for n in range(101))
DELAYS_MS: Final = tuple(range(64, 1001, 32))
TIMEOUTS_MS: Final = tuple(range(1000, 3501, 500))
SILENCES_MS: Final = tuple(range(200, 3501, 10))  # of the silence-only policy, as there
LATENCY_BUDGETS_MS: Final = (300, 600)
CUTOFF_BUDGETS: Final = (0.05, 0.10)
#: a caller whose end no policy noticed waits at least for as long as was recorded
NOTICED_NEVER_MS: Final = 3500


@dataclass(frozen=True, slots=True)
class Chance:
    """One silence of the ear in a span: when the policy may act, and the score then.

    Times are ms from the span's labelled start: ``since_ms`` is where the ear counts
    from, ``until_ms`` when it hears speech again; ``steps`` are (time, score), by time.
    ``late_ms`` is how long after a silence has its length the call knows it.
    """

    since_ms: float
    until_ms: float
    steps: tuple[tuple[float, float], ...]
    late_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """A hold or a true end, with its silences in the ear."""

    ends_turn: bool
    length_ms: float
    chances: tuple[Chance, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """What one setting does: share of holds cut off, mean wait after true ends."""

    cutoffs: float
    latency_ms: float
    threshold: float = 0.0
    delay_ms: float = 0.0
    timeout_ms: float = 0.0


def sweep(
    spans: Sequence[Span],
    thresholds: Sequence[float] = THRESHOLDS,
    delays_ms: Sequence[int] = DELAYS_MS,
    timeouts_ms: Sequence[int] = TIMEOUTS_MS,
) -> list[Point]:
    """Return every setting's point. Raises ``ValueError`` without a hold or an end."""
    ends = _ends(spans)
    chances = [chance for span in spans for chance in span.chances]
    counts = np.array([len(span.chances) for span in spans])
    known = np.array([one.since_ms + one.late_ms for one in chances])
    until = np.array([one.until_ms for one in chances])
    knobs = [(d, t) for d in delays_ms for t in timeouts_ms if t >= d]
    delays, timeouts = np.array(knobs, float).reshape(-1, 2).T
    points = []
    for threshold in thresholds:
        crossed = np.array([_crossing(chance, threshold) for chance in chances])
        acts = np.maximum(crossed, known + delays[:, None])
        fires = np.minimum(acts, known + timeouts[:, None])
        fires[fires >= until] = np.inf
        cuts, waits = rates(_firsts(fires, counts), ends)
        points += [
            Point(float(cut), float(wait), threshold, *knob)
            for cut, wait, knob in zip(cuts, waits, knobs, strict=True)
        ]
    return points


def _firsts(fires_ms: Floats, counts: NDArray[np.int_]) -> Floats:
    """Return the first fire of every span; its chances stand side by side."""
    found = np.full((len(fires_ms), len(counts)), np.inf)
    some = np.flatnonzero(counts)
    if len(some):
        begins = (np.cumsum(counts) - counts)[some]
        found[:, some] = np.minimum.reduceat(fires_ms, begins, axis=1)
    return found


def silence_only(spans: Sequence[Span]) -> list[Point]:
    """Return eot-bench's baseline: labelled silences, ended after a fixed length."""
    ends = _ends(spans)
    lengths = np.array([span.length_ms for span in spans])
    return [
        Point(float(np.mean(lengths[~ends] > ms)), float(ms), 0.0, ms, ms)
        for ms in SILENCES_MS
    ]


def rates(fires_ms: Floats, ends: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return, per row, the share of holds that were cut and the mean wait after ends.

    A column is a span. "nan" where there are no holds, or no ends.
    """
    waits = np.where(np.isfinite(fires_ms), fires_ms, NOTICED_NEVER_MS)[:, ends]
    cut = np.isfinite(fires_ms[:, ~ends])
    return _means(cut), _means(np.maximum(waits, 0))


def _means(table: NDArray[np.generic]) -> Floats:
    if not table.shape[1]:
        return np.full(len(table), np.nan)
    return np.asarray(table.mean(axis=1))


def frontier(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other one beats in both, by latency."""
    best = float("inf")
    kept = []
    for point in sorted(points, key=lambda one: (one.latency_ms, one.cutoffs)):
        if point.cutoffs < best - 1e-12:
            kept.append(point)
            best = point.cutoffs
    return kept


def cutoffs_at(points: Sequence[Point], latency_ms: float) -> Point | None:
    """Return the point with the fewest cut-offs within a mean latency; maybe none."""
    able = [point for point in points if point.latency_ms <= latency_ms + 1e-9]
    return min(able, key=lambda one: (one.cutoffs, one.latency_ms), default=None)


def latency_at(points: Sequence[Point], cutoffs: float) -> Point | None:
    """Return the fastest point with at most that share of cut-offs; maybe none."""
    able = [point for point in points if point.cutoffs <= cutoffs + 1e-9]
    return min(able, key=lambda one: (one.latency_ms, one.cutoffs), default=None)


def _crossing(chance: Chance, threshold: float) -> float:
    passed = (at for at, score in chance.steps if score > threshold)
    return next(passed, float("inf"))


def _ends(spans: Sequence[Span]) -> NDArray[np.bool_]:
    ends = np.array([span.ends_turn for span in spans], bool)
    if not len(ends) or ends.all() or not ends.any():
        raise ValueError("a sweep needs both holds and true ends")
    return ends
