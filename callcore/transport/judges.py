"""Who judges by ear whether a turn is over; what becomes of it when he cannot.

A judgement only makes the wait for the end of a turn shorter or longer, so without one
the silence alone decides, and a line in the log and a number say so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from callcore.audio.activity import TurnEnd, VoiceActivityError

log = logging.getLogger(__name__)


class Judges:
    """Who judges the end of turns, if anybody does, and how often he could not."""

    def __init__(self, turn_end: TurnEnd | None) -> None:
        self.present = turn_end is not None
        self.failed = 0
        self._turn_end = turn_end
        self._failing = False

    def ask(self, tails: Sequence[bytes]) -> Sequence[float] | None:
        """Return an answer per tail, or ``None``. Blocks; may run on a thread."""
        if self._turn_end is None or not tails:
            return ()
        try:
            return self._turn_end.judge(tails)
        except VoiceActivityError:
            return None

    def noted(self, answers: Sequence[float] | None) -> Sequence[float]:
        """Count what :meth:`ask` returned, on the loop; no answer is an empty one."""
        if answers is None:
            self.failed += 1
            if not self._failing:
                log.warning("end of turn cannot be judged, only silence ends a turn")
            self._failing = True
            return ()
        if answers:
            self._failing = False
        return answers
