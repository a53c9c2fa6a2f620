"""A circuit breaker: an engine that is down is not asked by every caller in turn.

::

    closed --3 failures in a row--> open --open_s--> half-open --2 good probes--> closed
                                     ^------------- a bad probe ------'

One per engine, shared by all calls of a worker. Only probes in the background close it
(:mod:`.probing`): no caller is spent on finding out. It stays open for 2 s, and twice as
long each time it opens again within 5 minutes of closing, so that an engine that flaps is
not gone back to again and again.

Pure: ``now`` is an argument, in seconds of any monotonic clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Literal

BreakerState = Literal[0, 1, 2]
CLOSED: Final = 0
HALF_OPEN: Final = 1
OPEN: Final = 2
"""As the metric shows them: the higher, the worse."""

OnChange = Callable[[str, BreakerState], None]

FAILURES_TO_OPEN: Final = 3  # one may be bad luck; a ladder's retry makes it two
GOOD_PROBES: Final = 2  # one may be good luck
OPEN_S: Final = 2.0  # an engine process is back after so long
LONGEST_OPEN_S: Final = 60.0  # so late a healthy engine is found out at worst
QUIET_S: Final = 300.0  # closed for so long, it has earned a fresh start
BETWEEN_PROBES_S: Final = 1.0

#: It says so of everybody's requests, and says it again: there is nothing to count.
HOPELESS: Final = frozenset(
    {"unauthorised", "forbidden", "rate-limited", "no-such-model"}
)


def _nobody(_name: str, _state: BreakerState) -> None:
    """Tell nobody."""


class EngineBreaker:
    """Whether an engine is worth asking. ``on_change`` gets its name and the new state."""

    def __init__(self, name: str, on_change: OnChange = _nobody) -> None:
        self.name = name
        self.state: BreakerState = CLOSED
        self._on_change = on_change
        self._failures = 0  # in a row
        self._good_probes = 0
        self._open_s = 0.0  # how long it stays open, this time
        self._due_s = math.inf  # when a probe may be sent
        self._closed_s = -math.inf  # when it closed last

    @property
    def allows(self) -> bool:
        """True if callers may be served by the engine."""
        return self.state == CLOSED

    # -- calls -------------------------------------------------------------------

    def succeeded(self) -> None:
        """Note that a caller was served.

        One who was asked before the breaker opened proves too little to close it.
        """
        if self.state == CLOSED:
            self._failures = 0

    def failed(self, now: float, reason: str) -> None:
        """Note a failure; ``reason`` as in :exc:`~callcore.engines.errors.EngineError`."""
        if self.state != CLOSED:
            return
        self._failures += 1
        if reason in HOPELESS or self._failures >= FAILURES_TO_OPEN:
            if now - self._closed_s >= QUIET_S:
                self._open_s = 0.0
            self._open(now)

    # -- the prober --------------------------------------------------------------

    def probe_due(self, now: float) -> bool:
        """Say whether it is time for a probe."""
        return now >= self._due_s

    def probe_begun(self) -> None:
        """Note a probe; it must be settled. None is due meanwhile."""
        self._due_s = math.inf
        self._become(HALF_OPEN)

    def probe_succeeded(self, now: float) -> None:
        """Settle a probe: the engine answered sensibly, and in time."""
        self._good_probes += 1
        if self._good_probes < GOOD_PROBES:
            self._due_s = now + BETWEEN_PROBES_S
            return
        self._failures, self._closed_s = 0, now
        self._become(CLOSED)

    def probe_failed(self, now: float) -> None:
        """Settle a probe: the engine is still sick."""
        self._open(now)

    def _open(self, now: float) -> None:
        self._open_s = min(LONGEST_OPEN_S, 2 * self._open_s or OPEN_S)
        self._good_probes = 0
        self._due_s = now + self._open_s
        self._become(OPEN)

    def _become(self, state: BreakerState) -> None:
        if state != self.state:
            self.state = state
            self._on_change(self.name, state)
