"""A circuit breaker: a shop that is down is not asked by every caller in turn.

::

    closed --failures in a row--> open --open_s--> half-open --success--> closed
                                    ^---------------- failure --'

Pure: ``now`` is an argument, in seconds of any monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

BreakerState = Literal["closed", "open", "half-open"]

FAILURES_TO_OPEN: Final = 5  # one caller's retries (3) do not open it, two callers' do
OPEN_S: Final = 30.0  # long enough for a restart of the shop's server


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to make one attempt; ``trial`` marks the one that tests a sick shop."""

    trial: bool = False


class Breaker:
    """Counts failures in a row; every :meth:`ask` that gave a pass must be settled."""

    def __init__(
        self, *, failures_to_open: int = FAILURES_TO_OPEN, open_s: float = OPEN_S
    ) -> None:
        self._failures_to_open = failures_to_open
        self._open_s = open_s
        self._failures = 0
        self._open_until: float | None = None
        self._trial_out = False

    def state(self, now: float) -> BreakerState:
        """Return the state, for metrics and for ``doctor``."""
        if self._open_until is None:
            return "closed"
        return "open" if now < self._open_until else "half-open"

    def ask(self, now: float) -> Pass | None:
        """Return leave for one attempt, or ``None``; half-open gives one at a time."""
        match self.state(now):
            case "closed":
                return Pass()
            case "open":
                return None
            case "half-open":
                if self._trial_out:
                    return None
                self._trial_out = True
                return Pass(trial=True)

    def succeeded(self, leave: Pass) -> None:
        """Settle ``leave``: the shop answered sensibly, a refusal included.

        A late answer to a pass from before the breaker opened proves too little to close
        it: only the trial does.
        """
        if leave.trial or self._open_until is None:
            self._failures, self._open_until = 0, None
        self.abandoned(leave)

    def failed(self, leave: Pass, now: float) -> None:
        """Settle ``leave``: no answer, or one that makes no sense."""
        self._failures += 1
        if leave.trial or self._failures >= self._failures_to_open:
            self._open_until = now + self._open_s
        self.abandoned(leave)

    def abandoned(self, leave: Pass) -> None:
        """Settle ``leave``: cancelled, so nothing was learned."""
        if leave.trial:
            self._trial_out = False
