"""The shapes of health."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from adminapi.edges.shapes import Told
from adminapi.live.shapes import WorkerTold

Condition = Literal["ok", "degraded", "down", "unknown"]


class HearsTold(Told):
    """What callers hear now."""

    en: str
    ru: str
    uk: str


class DependencyTold(Told):
    """One part of the house."""

    name: str = Field(description="postgres, redis, workers, archive, prompt, store...")
    state: Condition
    since_s: float = Field(description="unix time since which this process knows it so")
    hears: HearsTold
    detail: str = Field(
        description="a short word or number: a version, an age, a count"
    )
    workers: list[str] = Field(description="those that report it so")


class HealthTold(Told):
    """All parts, the worst first."""

    state: Condition
    at_s: float
    dependencies: list[DependencyTold]
    workers: list[WorkerTold] = Field(description="none if nobody can tell")
