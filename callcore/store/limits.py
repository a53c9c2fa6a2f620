"""How long and how much the shop may take: the one table of the store room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["search", "orders", "catalogue"]

MAX_RESPONSE_BYTES: Final = 1_000_000  # a search answer is some 5 kB
MAX_CATALOGUE_BYTES: Final = 4_000_000  # 2,000 products of 2 kB


@dataclass(frozen=True, slots=True)
class Limit:
    """One group of endpoints.

    ``total_s`` covers the wait for a place, all attempts and the pauses between them.
    ``at_once`` is the bulkhead: slow searches cannot use up the order connections.
    """

    attempt_s: float
    total_s: float
    attempts: int
    at_once: int
    max_bytes: int = MAX_RESPONSE_BYTES


# A tool has 5 s (TOOL_S in call/deadlines.py): the store says by itself that it failed,
# before it is cut off in the middle and nobody knows how far an order got.
LIMITS: Final[dict[Group, Limit]] = {
    "search": Limit(attempt_s=1.8, total_s=4.0, attempts=2, at_once=32),
    "orders": Limit(attempt_s=2.0, total_s=4.5, attempts=3, at_once=16),
    "catalogue": Limit(10.0, 25.0, 2, 1, MAX_CATALOGUE_BYTES),
}
