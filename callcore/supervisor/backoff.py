"""How long to wait before a process is started again. Pure."""

from __future__ import annotations

from callcore.supervisor.deadlines import Deadlines


class Backoff:
    """At once after a long life; ever more slowly while each dies young."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._d = deadlines
        self._young_deaths = 0

    def delay_s(self, lived_s: float) -> float:
        """Return the wait after a process that lived for ``lived_s``."""
        if lived_s >= self._d.young_s:
            self._young_deaths = 0
            return 0.0
        # The exponent is bounded: 2.0**1024 would overflow after a year of failures.
        delay_s = self._d.backoff_first_s * 2.0 ** min(self._young_deaths, 30)
        self._young_deaths += 1
        return min(delay_s, self._d.backoff_cap_s)
