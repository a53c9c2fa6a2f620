"""Whether a candidate is surely worse than its limits allow. Pure.

A rate is judged once its own ``n`` is large enough, by the bound of its confidence
interval that is in the candidate's favour. The 95th percentile is judged as a rate, too:
it is above a limit if more than one final in twenty is slower.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from callcore.shared.rollout.bounds import excess, quantile_ms, slower_than, wilson
from callcore.shared.rollout.counters import ArmCounters, Tally
from callcore.shared.rollout.limits import Limits, Z

P95: Final = 0.95


@dataclass(frozen=True, slots=True)
class Breach:
    """``what`` is a short word for metrics, ``sentence`` goes into the plan."""

    what: str
    sentence: str


def breach_of(tally: Tally, limits: Limits, z: float = Z) -> Breach | None:
    """Return the first limit that the candidate surely breaks; ``z`` says how surely."""
    judge = _Judge(tally, limits, z)
    checks = (judge.arm_rates, judge.latency, judge.compared, judge.costs)
    return next((breach for check in checks for breach in check()), None)


@dataclass(frozen=True, slots=True)
class _Judge:
    tally: Tally
    limits: Limits
    z: float

    def arm_rates(self) -> Iterator[Breach]:
        mine, theirs, limits = self.tally.candidate, self.tally.control, self.limits
        n, their_n = mine.utterances, theirs.utterances
        for what, hits, their_hits, most, over in (
            (
                "failed",
                mine.failed,
                theirs.failed,
                limits.failed_most,
                limits.failed_over,
            ),
            ("empty", mine.empty, theirs.empty, limits.empty_most, limits.empty_over),
            (
                "hallucinated",
                mine.hallucinated,
                theirs.hallucinated,
                limits.hallucinated_most,
                limits.hallucinated_over,
            ),
        ):
            yield from self._rate(what, hits, n, most)
            if min(n, their_n) < limits.least_n:
                continue
            low, _ = excess(hits, n, their_hits, their_n, self.z)
            if low > over:
                yield Breach(
                    what,
                    f"{what}: {100 * hits / n:.0f} % of {n} utterances, surely "
                    f"{100 * over:.0f} % more than control's "
                    f"{100 * their_hits / their_n:.0f} %",
                )

    def latency(self) -> Iterator[Breach]:
        limit_ms, of = self._slowest_ms()
        finals = self.tally.candidate.finals
        n = sum(finals)
        low, _ = wilson(slower_than(finals, limit_ms), n, self.z)
        if n >= self.limits.least_n and low > 1 - P95:
            p95_ms = quantile_ms(finals, P95) or 0.0
            yield Breach(
                "slow",
                f"slow: p95 of {n} finals is {p95_ms:.0f} ms, surely above "
                f"{limit_ms:.0f} ms{of}",
            )

    def compared(self) -> Iterator[Breach]:
        seen, limits, of = self.tally.compared, self.limits, "utterances in the shadow"
        n = seen.utterances
        asked = n + seen.failures
        yield from self._rate("failed", seen.failures, asked, limits.failed_most, of)
        most = limits.hallucinated_most
        yield from self._rate("hallucinated", seen.hallucinated, n, most, of)
        # the words of one utterance are right or wrong together: the sample is utterances
        wrong = (seen.wer or 0.0) * n
        yield from self._rate("wer", wrong, n, limits.wer_most, "utterances' words")
        there = seen.heard + seen.missed
        most = limits.missed_most
        yield from self._rate("missed", seen.missed, there, most, "numbers and names")

    def costs(self) -> Iterator[Breach]:
        mine = micros_per_minute(self.tally.candidate)
        if mine is None or self.tally.candidate.utterances < self.limits.least_n:
            return
        most = self.limits.micros_per_minute_most
        theirs = micros_per_minute(self.tally.control)
        if theirs and self.limits.micros_per_minute_factor:
            most = min(most, theirs * self.limits.micros_per_minute_factor)
        if mine > most:
            yield Breach("cost", f"cost: {mine:.0f} micros a minute, above {most:.0f}")

    def _rate(
        self, what: str, hits: float, n: int, most: float, of: str = "utterances"
    ) -> Iterator[Breach]:
        if n < self.limits.least_n:
            return
        low, _ = wilson(hits, n, self.z)
        if low > most:
            share = f"{100 * hits / n:.0f} % of {n} {of}"
            yield Breach(what, f"{what}: {share}, surely above {100 * most:.0f} %")

    def _slowest_ms(self) -> tuple[float, str]:
        """Return the limit of the 95th percentile, and what it is made of."""
        limits, finals = self.limits, self.tally.control.finals
        if limits.p95_over_factor and sum(finals) >= limits.least_n:
            control_ms = (quantile_ms(finals, P95) or 0.0) * limits.p95_over_factor
            if control_ms < limits.p95_ms_most:
                return control_ms, f" ({limits.p95_over_factor:g} times control)"
        return limits.p95_ms_most, ""


def micros_per_minute(arm: ArmCounters) -> float | None:
    """Return the cost of a billed minute; ``None`` if nothing was billed."""
    return arm.cost_micros * 60_000 / arm.audio_ms if arm.audio_ms else None
