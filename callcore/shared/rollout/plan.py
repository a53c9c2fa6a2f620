"""The plan of a rollout, which arm a call gets from it, and its JSON.

Whatever is read is distrusted: :func:`parse_untrusted` returns a whole plan or raises one
sentence, and who reads keeps the last plan that was good.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

from callcore.shared.ids import CallId
from callcore.shared.rollout.buckets import (
    BUCKETS,
    bucket_of,
    forced_key,
    key_of,
    number_key,
)
from callcore.shared.rollout.limits import Limits, limits_of_untrusted

Arm = Literal["control", "candidate"]
Status = Literal["off", "running", "rolled-back"]
Reason = Literal["forced", "bucket", "off", "rolled-back", "unknown"]

ARMS: Final[tuple[Arm, ...]] = get_args(Arm)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
MOST_FORCED: Final = 100
MOST_BYTES: Final = 16_384  # 100 forced numbers are 3 kB
LONGEST_TEXT: Final = 300
LONGEST_NAME: Final = 64
_MOST_VERSION: Final = 2**53


class PlanError(Exception):
    """A plan that cannot be, or a change that makes none; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class RolloutPlan:
    """Who gets the candidate. ``version`` grows by one with every change.

    ``since`` is the version with which counting began: widening goes on counting.
    ``forced`` holds arms by :func:`~callcore.shared.rollout.buckets.forced_key`.
    """

    experiment: str = ""
    salt: str = ""
    engine: str = ""  # the candidate's word in the settings
    buckets: int = 0  # of 10,000
    shadow_buckets: int = 0  # of 10,000 calls, whose audio the other arm hears, too
    forced: Mapping[str, Arm] = field(default_factory=lambda: MappingProxyType({}))
    status: Status = "off"
    limits: Limits = field(default_factory=Limits)
    version: int = 0
    since: int = 0
    changed_at: str = ""  # UTC
    changed_by: str = ""
    reason: str = ""


NO_PLAN: Final = RolloutPlan()


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one call gets, why, and by which plan. ``shadow``: it is compared as well."""

    arm: Arm
    reason: Reason
    version: int
    since: int
    shadow: bool = False


def assign(plan: RolloutPlan, caller: str, call_id: CallId) -> Assignment:
    """Return the arm of a call. Pure; the same caller gets the same arm.

    A plan that is off or rolled back binds forced numbers too: it says that the candidate
    harms, or that nobody tries it now.
    """
    if plan.status != "running":
        return Assignment("control", plan.status, plan.version, plan.since)
    shadow = bucket_of(f"{plan.salt}:shadow", call_id) < plan.shadow_buckets
    forced = _forced_arm(plan, caller)
    if forced is not None:
        return Assignment(forced, "forced", plan.version, plan.since)
    inside = bucket_of(plan.salt, key_of(caller, call_id)) < plan.buckets
    arm: Arm = "candidate" if inside else "control"
    return Assignment(arm, "bucket", plan.version, plan.since, shadow)


def _forced_arm(plan: RolloutPlan, caller: str) -> Arm | None:
    if not plan.forced or not number_key(caller):
        return None
    return plan.forced.get(forced_key(plan.salt, caller))


def to_json(plan: RolloutPlan) -> str:
    """Return the plan as one line of JSON; it holds no number of a caller."""
    return json.dumps(as_plain(plan), ensure_ascii=False)


def as_plain(plan: RolloutPlan) -> dict[str, object]:
    """Return the plan as plain JSON values."""
    names = [name for name in plan.__dataclass_fields__ if name != "limits"]
    plain = {name: getattr(plan, name) for name in names}
    return plain | {"forced": dict(plan.forced), "limits": asdict(plan.limits)}


def parse_untrusted(data: bytes | str) -> RolloutPlan:
    """Return the plan in ``data``. Raises :exc:`PlanError` and nothing else."""
    if len(data) > MOST_BYTES:
        raise PlanError("the plan is too large.")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise PlanError("the plan is not JSON.") from None
    if not isinstance(raw, dict):
        raise PlanError("the plan is not an object.")
    return plan_of_untrusted(raw)


def plan_of_untrusted(raw: Mapping[str, object]) -> RolloutPlan:
    """Return the plan in JSON values. Raises :exc:`PlanError`."""
    version = _number(raw, "version", 1, _MOST_VERSION)
    try:
        limits = limits_of_untrusted(raw.get("limits", {}))
    except ValueError as error:
        raise PlanError(f"the plan is damaged: {error}") from None
    status = _text(raw, "status", LONGEST_NAME)
    if status not in STATUSES:
        raise PlanError("the plan's status is none of off, running, rolled-back.")
    plan = RolloutPlan(
        experiment=_text(raw, "experiment", LONGEST_NAME),
        salt=_text(raw, "salt", LONGEST_NAME),
        engine=_text(raw, "engine", LONGEST_NAME),
        buckets=_number(raw, "buckets", 0, BUCKETS),
        shadow_buckets=_number(raw, "shadow_buckets", 0, BUCKETS),
        forced=_forced(raw.get("forced", {})),
        status=status,
        limits=limits,
        version=version,
        since=_number(raw, "since", 0, version),
        changed_at=_text(raw, "changed_at", LONGEST_NAME),
        changed_by=_text(raw, "changed_by", LONGEST_NAME),
        reason=_text(raw, "reason", LONGEST_TEXT),
    )
    return checked(plan)


def checked(plan: RolloutPlan) -> RolloutPlan:
    """Return ``plan`` if it makes sense. Raises :exc:`PlanError`."""
    if plan.status == "running" and not (plan.salt and plan.engine):
        raise PlanError("a plan that runs needs a salt and an engine.")
    if plan.status != "running" and (plan.buckets or plan.shadow_buckets):
        raise PlanError("a plan that does not run has a share of callers.")
    return plan


def _number(raw: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PlanError(f"the plan's {name} is not a whole number.")
    if not least <= value <= most:
        raise PlanError(f"the plan's {name} is not {least} to {most}.")
    return value


def _text(raw: Mapping[str, object], name: str, most: int) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise PlanError(f"the plan's {name} is not a text of at most {most} letters.")
    return value


def _forced(raw: object) -> Mapping[str, Arm]:
    if not isinstance(raw, dict) or len(raw) > MOST_FORCED:
        raise PlanError(f"the plan forces more than {MOST_FORCED} numbers, or none.")
    for key, arm in raw.items():
        if len(key) > LONGEST_NAME or arm not in ARMS:
            raise PlanError("the plan forces an arm that does not exist.")
    return MappingProxyType(cast("dict[str, Arm]", raw))
