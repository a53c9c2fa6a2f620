"""What is wrong in a worker, and what its callers hear of it now.

The breakers are read where they are shown already, in the metrics of this process, so that
a board and an alert never tell two stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from prometheus_client import Gauge

OPEN: Final = 2  # of callcore_breaker_state
SHOP: Final = (
    "the shop is not asked; a caller who needs it is offered an operator or a call back"
)
STAND_IN: Final = "nothing; another engine stands in"
NO_ENGINE: Final = "one moment, then a human: every engine of this stage fails"
COLD: Final = "a human: the engines of this worker are not ready"
NOT_KEPT: Final = "nothing; records of calls are being lost"
NOTED_HERE: Final = "nothing; orders and call backs are noted on this machine"
_STAGES: Final = ("stt", "tts", "llm")


def breaker_states(gauge: Gauge) -> dict[str, int]:
    """Return the state of each breaker by the name under which it is shown."""
    states = {}
    for family in gauge.collect():
        for sample in family.samples:
            states[sample.labels["name"]] = int(sample.value)
    return states


def health_of(
    breakers: Mapping[str, int], *, warm: bool, spool_trouble: str, database_gone: bool
) -> dict[str, str]:
    """Return dependency -> what callers hear, ``""`` where all is well."""
    health = {"engines": "" if warm else COLD}
    health["spool"] = NOT_KEPT if spool_trouble else ""
    health["database"] = NOTED_HERE if database_gone else ""
    health.update(_of_stages(breakers))
    open_at_shop = [
        state == OPEN for name, state in breakers.items() if name.startswith("store-")
    ]
    if open_at_shop:
        health["store"] = SHOP if any(open_at_shop) else ""
    return health


def _of_stages(breakers: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    by_stage: dict[str, list[bool]] = defaultdict(list)
    for name, state in breakers.items():
        stage = name.partition("-")[0]
        if stage in _STAGES:
            by_stage[stage].append(state == OPEN)
    for stage, states in by_stage.items():
        if all(states):
            yield stage, NO_ENGINE
        else:
            yield stage, STAND_IN if any(states) else ""
