"""From the plan and its counters to what is told of the rollout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from adminapi.rollout.shapes import Arm, Compared, Plan, Rate, Rollout, Step
from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.bounds import quantile_ms, wilson
from callcore.shared.rollout.breaches import P95, breach_of, micros_per_minute
from callcore.shared.rollout.buckets import BUCKETS
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally, as_plain
from callcore.shared.rollout.plan import RolloutPlan

HALF = 0.5


def told(plan: RolloutPlan, tally: Tally, history: Sequence[Entry]) -> Rollout:
    """Return all of it."""
    breach = breach_of(tally, plan.limits) if plan.status == "running" else None
    return Rollout(
        plan=plan_told(plan),
        control=_arm(tally.control),
        candidate=_arm(tally.candidate),
        compared=_compared(tally.compared),
        breach="" if breach is None else breach.sentence,
        history=[_step(entry.after) for entry in reversed(history)],
    )


def plan_told(plan: RolloutPlan) -> Plan:
    """Return a plan; its salt and the keys of numbers stay here."""
    return Plan(
        version=plan.version,
        status=plan.status,
        experiment=plan.experiment,
        engine=plan.engine,
        percent=percent_of(plan.buckets),
        shadow_percent=percent_of(plan.shadow_buckets),
        forced=len(plan.forced),
        since=plan.since,
        changed_at=plan.changed_at,
        changed_by=plan.changed_by,
        reason=plan.reason,
        limits={name: float(value) for name, value in asdict(plan.limits).items()},
    )


def version_tag(plan: RolloutPlan) -> str:
    """Return how every ETag of this version of the plan begins."""
    return f'"{plan.version}.'


def etag(plan: RolloutPlan, tally: Tally) -> str:
    """Return what names the plan and what was counted by now."""
    counted = json.dumps(as_plain(tally), sort_keys=True)
    return f'{version_tag(plan)}{hashlib.sha256(counted.encode()).hexdigest()[:16]}"'


def percent_of(buckets: int) -> float:
    """Return a share in percent."""
    return 100 * buckets / BUCKETS


def buckets_of(percent: float) -> int:
    """Return a share in buckets, rounded to the nearest."""
    return round(percent * BUCKETS / 100)


def _arm(arm: ArmCounters) -> Arm:
    n = arm.utterances
    return Arm(
        utterances=n,
        failed=_rate(arm.failed, n),
        empty=_rate(arm.empty, n),
        hallucinated=_rate(arm.hallucinated, n),
        finals=sum(arm.finals),
        p50_ms=quantile_ms(arm.finals, HALF),
        p95_ms=quantile_ms(arm.finals, P95),
        micros_per_minute=micros_per_minute(arm),
        unpriced=arm.unpriced,
    )


def _rate(hits: int, n: int) -> Rate:
    low, high = wilson(hits, n)
    return Rate(hits=hits, n=n, share=hits / n if n else None, low=low, high=high)


def _compared(seen: Comparison) -> Compared:
    return Compared(
        utterances=seen.utterances,
        failures=seen.failures,
        wer=seen.wer,
        cer=seen.cer,
        precision=seen.precision,
        recall=seen.recall,
        cost_micros=seen.cost_micros,
    )


def _step(plan: RolloutPlan) -> Step:
    return Step(
        version=plan.version,
        status=plan.status,
        percent=percent_of(plan.buckets),
        shadow_percent=percent_of(plan.shadow_buckets),
        at=plan.changed_at,
        by=plan.changed_by,
        reason=plan.reason,
    )
