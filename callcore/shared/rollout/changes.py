"""The changes that a plan may go through, each a function from plan to plan. Pure.

::

    off --start--> running --stop--> off
                   running --breach--> rolled-back --resume (a human)--> running
                   rolled-back --stop--> off

``widen`` sets any share while it runs. Each raises :exc:`PlanError` with the sentence for
whoever asked. Numbers that are forced go with the salt: a new start forgets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from callcore.shared.rollout.buckets import forced_key, number_key
from callcore.shared.rollout.limits import Limits
from callcore.shared.rollout.plan import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_FORCED,
    Arm,
    PlanError,
    RolloutPlan,
    checked,
)

GUARD: Final = "guard"  # who changed it, if no human did


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes a plan, why and when (UTC text). One line each."""

    by: str
    why: str
    at: str

    def __post_init__(self) -> None:
        """Raise :exc:`PlanError` if a name or a reason is missing or unreadable."""
        if not (self.by + self.why).isprintable():
            raise PlanError("a name or a reason has characters that cannot be printed.")
        if not self.by.strip() or len(self.by) > LONGEST_NAME:
            raise PlanError(f"a change needs a name of at most {LONGEST_NAME} letters.")
        if not self.why.strip() or len(self.why) > LONGEST_TEXT:
            raise PlanError(
                f"a change needs a reason of at most {LONGEST_TEXT} letters."
            )


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be tried, on how many."""

    experiment: str
    salt: str
    engine: str
    buckets: int
    shadow_buckets: int
    limits: Limits = field(default_factory=Limits)


def started(plan: RolloutPlan, trial: Trial, signed: Signature) -> RolloutPlan:
    """Return a plan that tries another engine."""
    if plan.status == "running":
        raise PlanError(f"{plan.engine} is on trial already; stop it first.")
    if plan.status == "rolled-back":
        raise PlanError(f"{plan.engine} was rolled back; resume or stop it first.")
    fresh = replace(
        plan,
        experiment=trial.experiment,
        salt=trial.salt,
        engine=trial.engine,
        buckets=trial.buckets,
        shadow_buckets=trial.shadow_buckets,
        limits=trial.limits,
        status="running",
        forced=MappingProxyType({}),
    )
    return _signed(fresh, signed, anew=True)


def widened(
    plan: RolloutPlan, buckets: int, shadow_buckets: int | None, signed: Signature
) -> RolloutPlan:
    """Return the plan with another share; ``None`` leaves the shadow as it is."""
    _must_run(plan)
    shadow = plan.shadow_buckets if shadow_buckets is None else shadow_buckets
    return _signed(replace(plan, buckets=buckets, shadow_buckets=shadow), signed)


def stopped(plan: RolloutPlan, signed: Signature) -> RolloutPlan:
    """Return the plan with nobody on trial, its counters left to be read.

    Stopping twice is no error.
    """
    off = replace(plan, buckets=0, shadow_buckets=0, status="off")
    return _signed(off, signed)


def rolled_back(plan: RolloutPlan, signed: Signature) -> RolloutPlan:
    """Return the plan taken back; its counters stay to be read."""
    _must_run(plan)
    back = replace(plan, buckets=0, shadow_buckets=0, status="rolled-back")
    return _signed(back, signed)


def resumed(
    plan: RolloutPlan, buckets: int, shadow_buckets: int, signed: Signature
) -> RolloutPlan:
    """Return the plan running again, with new counters. Only a human may."""
    if plan.status != "rolled-back":
        raise PlanError("nothing was rolled back.")
    if signed.by == GUARD:
        raise PlanError("only a human resumes what was rolled back.")
    again = replace(
        plan, buckets=buckets, shadow_buckets=shadow_buckets, status="running"
    )
    return _signed(again, signed, anew=True)


def forced(plan: RolloutPlan, number: str, arm: Arm, signed: Signature) -> RolloutPlan:
    """Return the plan that gives ``number`` always ``arm``, while it runs."""
    _must_run(plan)
    key = _key_of(plan, number)
    if key not in plan.forced and len(plan.forced) >= MOST_FORCED:
        raise PlanError(f"{MOST_FORCED} numbers are forced already.")
    more: Mapping[str, Arm] = {**plan.forced, key: arm}
    return _signed(replace(plan, forced=MappingProxyType(more)), signed)


def unforced(plan: RolloutPlan, number: str, signed: Signature) -> RolloutPlan:
    """Return the plan that decides about ``number`` by its bucket again."""
    key = _key_of(plan, number)
    if key not in plan.forced:
        raise PlanError("that number is not forced.")
    rest = {other: arm for other, arm in plan.forced.items() if other != key}
    return _signed(replace(plan, forced=MappingProxyType(rest)), signed)


def _key_of(plan: RolloutPlan, number: str) -> str:
    if not number_key(number):
        raise PlanError("that is not a number.")  # it is not repeated: it is personal
    return forced_key(plan.salt, number)


def _must_run(plan: RolloutPlan) -> None:
    if plan.status == "rolled-back":
        raise PlanError(f"{plan.engine} was rolled back; resume it first.")
    if plan.status != "running":
        raise PlanError("nothing is on trial; start it first.")


def _signed(plan: RolloutPlan, signed: Signature, *, anew: bool = False) -> RolloutPlan:
    version = plan.version + 1
    return checked(
        replace(
            plan,
            version=version,
            since=version if anew else plan.since,
            changed_at=signed.at,
            changed_by=signed.by,
            reason=signed.why,
        )
    )
