"""How long and how much the shop may take: the one table of the store room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal[
    "search",  # GET /products?query=
    "details",  # GET /products/{id}
    "delivery",  # GET /delivery-options
    "orders",  # POST and DELETE: what has effects
    "status",  # GET /orders/{id}
    "settling",  # GET /orders?call_id=: after the call, nobody waits for it
    "catalogue",  # GET /products
]

MAX_RESPONSE_BYTES: Final = 1_000_000  # a search answer is some 5 kB
MAX_CATALOGUE_BYTES: Final = 4_000_000  # 2,000 products of 2 kB


@dataclass(frozen=True, slots=True)
class Limit:
    """One group of endpoints.

    ``total_s`` covers the wait for a place, all attempts and the pauses between them.
    ``at_once`` is the bulkhead: slow searches cannot use up the order connections.
    Who comes when ``at_once`` are served and ``waiting`` more wait is told so at once.
    """

    attempt_s: float
    total_s: float
    attempts: int
    at_once: int
    max_bytes: int = MAX_RESPONSE_BYTES

    @property
    def waiting(self) -> int:
        """Return how many may wait for a place.

        Of a shop that takes ``attempt_s`` each time, two rounds are over within
        ``total_s``: who waits behind them would wait in vain.
        """
        return 2 * self.at_once


# A tool has 5 s (TOOL_S in call/deadlines.py): the store says by itself that it failed,
# before it is cut off in the middle and nobody knows how far an order got.
LIMITS: Final[dict[Group, Limit]] = {
    "search": Limit(attempt_s=1.8, total_s=4.0, attempts=2, at_once=32),
    "orders": Limit(attempt_s=2.0, total_s=4.5, attempts=3, at_once=16),
    "details": Limit(attempt_s=1.8, total_s=4.0, attempts=2, at_once=32),
    "delivery": Limit(attempt_s=1.8, total_s=4.0, attempts=2, at_once=16),
    "status": Limit(attempt_s=1.8, total_s=4.0, attempts=2, at_once=16),
    "settling": Limit(attempt_s=5.0, total_s=12.0, attempts=2, at_once=2),
    "catalogue": Limit(10.0, 25.0, 2, 1, MAX_CATALOGUE_BYTES),
}
