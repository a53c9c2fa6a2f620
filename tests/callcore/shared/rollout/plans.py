"""Plans for the tests of this room and of those above it."""

from __future__ import annotations

from callcore.shared.rollout.book import RolloutBook
from callcore.shared.rollout.changes import Signature, Trial, started
from callcore.shared.rollout.limits import Limits
from callcore.shared.rollout.plan import NO_PLAN, RolloutPlan

ANN = Signature("ann", "to see how it does", "2026-11-22T12:00:00.000Z")


async def plan_in(book: RolloutBook) -> RolloutPlan:
    """Return the plan that must be there."""
    plan = await book.read()
    assert plan is not None
    return plan


def trial(
    buckets: int = 500,
    shadow: int = 0,
    *,
    engine: str = "whisper",
    limits: Limits | None = None,
) -> Trial:
    return Trial("first", "salt", engine, buckets, shadow, limits or Limits())


def running(
    buckets: int = 500, shadow: int = 0, *, limits: Limits | None = None
) -> RolloutPlan:
    return started(NO_PLAN, trial(buckets, shadow, limits=limits), ANN)
