"""The guard looks at the counters every few seconds and says when a limit is broken.

It looks at everything since the start, and at the newest utterances alone: a candidate
that was good for a week and turned bad a minute ago must not live on its past. "Newest"
is counted in utterances, the least that can be judged, so it needs no idea of how busy
the house is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from callcore.shared.rollout.breaches import Breach, breach_of
from callcore.shared.rollout.counters import Tally
from callcore.shared.rollout.limits import Z_NEWEST, Limits

LOOK_S: Final = 5.0
_STEPS_IN_WINDOW: Final = 10  # a window is exact to a tenth of least_n
_MOST_MARKS: Final = 8 * _STEPS_IN_WINDOW


class Guard:
    """Remembers how the counters stood, for one experiment."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._marks: deque[Tally] = deque([Tally()], maxlen=_MOST_MARKS)

    def look(self, tally: Tally) -> Breach | None:
        """Return what ``tally`` breaks; it is only read."""
        breach = breach_of(tally, self._limits)
        for window in self._newest(tally):
            breach = breach or breach_of(window, self._limits, Z_NEWEST)
        self._mark(tally)
        return breach

    def _newest(self, tally: Tally) -> Iterator[Tally]:
        least = self._limits.least_n
        marks = list(reversed(self._marks))
        for count in (_utterances, _compared):
            now = count(tally)
            near = (mark for mark in marks if now - count(mark) >= least)
            mark = next(near, None)
            if mark is not None:
                yield tally.since(mark)

    def _mark(self, tally: Tally) -> None:
        step = max(1, self._limits.least_n // _STEPS_IN_WINDOW)
        last = self._marks[-1]
        moved = max(
            _utterances(tally) - _utterances(last), _compared(tally) - _compared(last)
        )
        if moved >= step:
            self._marks.append(tally.copy())


def _utterances(tally: Tally) -> int:
    return tally.candidate.utterances


def _compared(tally: Tally) -> int:
    return tally.compared.utterances + tally.compared.failures
