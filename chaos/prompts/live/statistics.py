"""How sure one can be after so many dialogues. Pure functions of counts.

Trials of one dialogue are not independent: what a model fails once it often fails again.
So the unit is always the case (a dialogue), and its trials are one measurement of it. With
one trial a case the intervals are plain Wilson intervals, and :func:`paired_p` is the exact
McNemar test.

Sources: E. B. Wilson, JASA 22 (1927) 209; Q. McNemar, Psychometrika 12 (1947) 153; pass^k
as in tau-bench (Yao et al. 2024, section 3.2); R. A. Fisher's randomisation test.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, lcm, sqrt
from typing import Final

Z_95: Final = 1.959963984540054  # two-sided 95 % of a normal distribution
RESAMPLES: Final = 4_000  # the ends of a 95 % interval move by less than a tenth of it
TOO_FINE: Final = (
    1_000_000  # steps of the exact distribution; 300 cases of 4 have 2,400
)


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both shares between -1 and 1."""

    low: float
    high: float

    def __contains__(self, share: float) -> bool:
        return self.low <= share <= self.high


@dataclass(frozen=True, slots=True)
class Tries:
    """How often one case was tried, and how often it passed."""

    passed: int
    tried: int

    def __post_init__(self) -> None:
        if not 0 <= self.passed <= self.tried:
            raise ValueError("more passed than were tried")


@dataclass(frozen=True, slots=True)
class Share:
    """A share over ``cases`` cases, with its 95 % interval."""

    value: float
    interval: Interval
    cases: int


@dataclass(frozen=True, slots=True)
class Difference:
    """B less A over the cases that both tried; ``p_value`` is exact and two-sided."""

    value: float
    interval: Interval
    p_value: float
    cases: int
    better: int  # cases where B passed more often
    worse: int

    @property
    def p_text(self) -> str:
        """Return the p as people write it; it is never 0."""
        return "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.3f}"


def wilson(successes: float, cases: int, z: float = Z_95) -> Interval:
    """Return the score interval of a share; of nothing, everything is possible.

    ``successes`` may be a sum of shares: no variable between 0 and 1 with the same mean
    varies more than one that is either, so the interval is never too narrow.
    """
    if cases <= 0:
        return Interval(0.0, 1.0)
    if not 0 <= successes <= cases:
        raise ValueError("more successes than cases")
    share, more = successes / cases, z * z / cases
    middle = share + more / 2
    around = z * sqrt(share * (1 - share) / cases + more / (4 * cases))
    low = (middle - around) / (1 + more)
    high = (middle + around) / (1 + more)
    # at the ends the formula is exact, and floating point is not
    return Interval(
        0.0 if successes == 0 else max(0.0, low),
        1.0 if successes == cases else min(1.0, high),
    )


def pass_hat(tries: Tries, k: int) -> Fraction:
    """Return the chance that ``k`` trials all pass, unbiased: C(c, k) / C(n, k).

    Raises ``ValueError`` if there were fewer than ``k``.
    """
    if not 1 <= k <= tries.tried:
        raise ValueError("k must be at least 1 and at most the number of trials")
    return Fraction(comb(tries.passed, k), comb(tries.tried, k))


def share_of(cases: Sequence[Tries], k: int = 1) -> Share:
    """Return pass^k over the cases that were tried at least ``k`` times."""
    counted = [pass_hat(tries, k) for tries in cases if tries.tried >= k]
    total = sum(counted, Fraction(0))
    value = float(total / len(counted)) if counted else 0.0
    return Share(value, wilson(float(total), len(counted)), len(counted))


def mcnemar(only_a: int, only_b: int) -> float:
    """Return the exact two-sided p of so many cases that only A, or only B, passed."""
    if min(only_a, only_b) < 0:
        raise ValueError("there are no negative counts")
    total = only_a + only_b
    tail = sum(comb(total, n) for n in range(min(only_a, only_b) + 1))
    return min(1.0, float(Fraction(2 * tail, 2**total)))


def paired_p(differences: Sequence[Fraction]) -> float:
    """Return the exact two-sided p of paired differences, one a case.

    If A and B were the same, each difference could as well have the other sign; p is the
    share of all such assignments whose sum is at least as far from 0. With differences of
    -1, 0 and 1 it is :func:`mcnemar`.
    """
    scale = lcm(*(each.denominator for each in differences)) if differences else 1
    steps = [int(each * scale) for each in differences if each]
    if sum(map(abs, steps)) > TOO_FINE:
        raise ValueError("too many cases for an exact test")
    ways = Counter({0: 1})
    for step in steps:
        flipped: Counter[int] = Counter()
        for total, count in ways.items():
            flipped[total + step] += count
            flipped[total - step] += count
        ways = flipped
    far = abs(sum(steps))
    extreme = sum(count for total, count in ways.items() if abs(total) >= far)
    return float(Fraction(extreme, 2 ** len(steps)))


def bootstrap(
    differences: Sequence[float], seed: int, resamples: int = RESAMPLES
) -> Interval:
    """Return the 95 % percentile interval of the mean, whole cases drawn again."""
    if not differences:
        return Interval(-1.0, 1.0)
    # no secret is made of it, and the same seed must give the same report
    chance, size = random.Random(seed), len(differences)
    means = sorted(
        sum(chance.choices(differences, k=size)) / size for _ in range(resamples)
    )
    return Interval(quantile(means, 0.025), quantile(means, 0.975))


def compare(
    a: Mapping[str, Tries], b: Mapping[str, Tries], *, seed: int = 0
) -> Difference:
    """Return how B differs from A on the cases that both have tried."""
    both = sorted(
        case for case in a.keys() & b.keys() if a[case].tried and b[case].tried
    )
    exact = [pass_hat(b[case], 1) - pass_hat(a[case], 1) for case in both]
    value = float(sum(exact, Fraction(0)) / len(exact)) if exact else 0.0
    return Difference(
        value=value,
        interval=bootstrap([float(each) for each in exact], seed),
        p_value=paired_p(exact),
        cases=len(exact),
        better=sum(each > 0 for each in exact),
        worse=sum(each < 0 for each in exact),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value with at least ``share`` of all at or below it."""
    if not values:
        raise ValueError("nothing has no quantile")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]
