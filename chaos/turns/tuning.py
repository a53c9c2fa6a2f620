"""Suggest the numbers of Patience from the split ``tune``; ``test`` is never looked at.

One number after the other is moved along its grid as long as the cost falls: the mean
latency, and a price for every per cent of cut-offs beyond the wanted ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from callcore.dialog.patience import TurnProfile
from chaos.turns.policy import TIMES, Case, outcome

GRIDS: Final[Mapping[str, tuple[float, ...]]] = {
    "least_ms": (160, 200, 250, 300, 350, 400, 450, 500),
    "complete_ms": (200, 250, 300, 350, 400, 450, 500, 600, 700, 800),
    "neutral_ms": (300, 400, 450, 500, 550, 600, 700, 800, 900, 1000, 1200),
    # not above 1.5 s: with a filler behind it more would break the 2 s of P1
    "trailing_ms": (700, 900, 1100, 1300, 1500),
    "dictating_ms": (900, 1100, 1300, 1500),
    "most_ms": (2000,),
    "doubt_ms": (400, 550, 700, 900, 1100, 1300, 1500),
    "sure": (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95),
    "unsure": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
}
#: 1 % more cut-offs is worth 60 ms: eot-bench's curves fall by so much at 5 %
_MS_PER_PERCENT: Final = 60.0
_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Tuned:
    """A profile and what it does on the turns it was tuned on."""

    profile: TurnProfile
    cutoffs: float
    latency_ms: float
    cost: float


def tune(cases: Sequence[Case], begin: TurnProfile, wanted: float) -> Tuned:
    """Return the best profile found; ``wanted`` is the share of cut-offs aimed at."""
    best = rated(cases, begin, wanted)
    for _ in range(_ROUNDS):
        before = best
        for name in GRIDS:
            for profile in neighbours(best.profile, name):
                tried = rated(cases, profile, wanted)
                best = min(best, tried, key=lambda one: one.cost)
        if best is before:
            break
    return best


def rated(cases: Sequence[Case], profile: TurnProfile, wanted: float) -> Tuned:
    """Return what ``profile`` does, and its cost."""
    cutoffs, latency_ms = outcome(cases, profile)
    over = max(0.0, 100 * (cutoffs - wanted))
    return Tuned(profile, cutoffs, latency_ms, latency_ms + _MS_PER_PERCENT * over)


def neighbours(profile: TurnProfile, name: str) -> Iterator[TurnProfile]:
    """Yield ``profile`` with every value of one number.

    Times must not fall from ``least_ms`` to ``most_ms``, so the others are pushed along.
    """
    for value in GRIDS[name]:
        changed: dict[str, Any] = {name: value}
        if name in TIMES:
            at = TIMES.index(name)
            changed = {
                time: min(getattr(profile, time), int(value))
                if number < at
                else max(getattr(profile, time), int(value))
                for number, time in enumerate(TIMES)
            } | {name: int(value)}
        try:
            yield replace(profile, **changed)
        except ValueError:  # the profile's own rules: "sure" lies above "unsure"
            continue
