"""The degradation ladder: what a failure of a stage leads to, in one table.

Below this table the engines have their own rungs (retry, second engine, see
:mod:`callcore.engines.failover`); what arrives here has no engine left. The last rung
needs none: a phrase that was rendered at start, then a human.
"""

from __future__ import annotations

from typing import Final, Literal

Rung = Literal["retry", "second-engine", "phrase", "human"]
FailedStage = Literal["stt", "llm", "tts", "store", "guard", "call"]

LADDER: Final[dict[FailedStage, tuple[Rung, ...]]] = {
    "stt": ("retry", "second-engine", "phrase", "human"),
    "llm": ("retry", "second-engine", "phrase", "human"),
    "tts": ("retry", "second-engine", "phrase", "human"),
    "store": ("retry", "phrase", "human"),
    "guard": ("phrase", "human"),
    "call": ("human",),
}


def stage_of(reason: str) -> FailedStage:
    """Return the stage that a reason such as ``stt-late`` speaks of."""
    head = reason.partition("-")[0]
    return next((stage for stage in LADDER if stage == head), "call")


def last_rungs(reason: str) -> tuple[Rung, ...]:
    """Return what is left once the engines of a stage are used up."""
    return tuple(
        rung for rung in LADDER[stage_of(reason)] if rung in ("phrase", "human")
    )
