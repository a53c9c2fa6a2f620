"""What is told and wanted of the rollout."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from adminapi.edges.shapes import Told, Wanted

Status = Literal["off", "running", "rolled-back"]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Share(Wanted):
    """Who is to be tried: shares of callers in percent, in steps of a hundredth."""

    percent: Percent
    shadow_percent: Percent | None = Field(
        default=None, description="null leaves it as it is"
    )
    reason: Reason


class Resume(Wanted):
    """With what share a rollout goes on that was rolled back."""

    percent: Percent
    shadow_percent: Percent = 0
    reason: Reason


class Why(Wanted):
    """The reason of a change."""

    reason: Reason


class Plan(Told):
    """The plan. No number of a caller is in it; ``forced`` counts those that are forced."""

    version: int
    status: Status
    experiment: str
    engine: str
    percent: float
    shadow_percent: float
    forced: int
    since: int = Field(description="version since which is counted")
    changed_at: str
    changed_by: str
    reason: str
    limits: dict[str, float]


class Rate(Told):
    """A share with its sample, and the bounds between which it is (99 %)."""

    hits: int
    n: int
    share: float | None
    low: float
    high: float


class Arm(Told):
    """How one arm does on live calls."""

    utterances: int
    failed: Rate
    empty: Rate
    hallucinated: Rate
    finals: int
    p50_ms: float | None
    p95_ms: float | None
    micros_per_minute: float | None
    unpriced: int


class Compared(Told):
    """The candidate against control on the same audio; control is not the truth."""

    utterances: int
    failures: int
    wer: float | None
    cer: float | None
    precision: float | None
    recall: float | None
    cost_micros: int


class Step(Told):
    """One change of the plan."""

    version: int
    status: Status
    percent: float
    shadow_percent: float
    at: str
    by: str
    reason: str


class Rollout(Told):
    """The plan, how each arm does, what would take it back, and what was changed."""

    plan: Plan
    control: Arm
    candidate: Arm
    compared: Compared
    breach: str = Field(description="the limit that is surely broken, in a sentence")
    history: list[Step] = Field(description="the newest first")
