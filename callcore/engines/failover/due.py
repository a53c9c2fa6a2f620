"""When a recogniser must have answered, in the course of one utterance.

::

    first_s    of talk, from the start to the first partial
    between_s  of talk that no partial covers, to the next one
    final_s    from the end of the utterance to its text

In the caller's pauses nothing is due: there is nothing new to say, and what was said
before a pause is asked for again when he goes on, or at the end.
"""

from __future__ import annotations

import math
from typing import NoReturn

import trio

from callcore.engines.failover.rung import SLOW, STALLED
from callcore.engines.offers import Budget
from callcore.engines.utterance import UtteranceAudio


class Due:
    """Follows an utterance; ``scope`` ends by itself when the engine is late.

    The last engine is never stopped, but it is still known when it was ``late``.
    """

    def __init__(self, audio: UtteranceAudio, budget: Budget, *, last: bool) -> None:
        self.scope = trio.CancelScope()
        self._audio = audio
        self._budget = budget
        self._last = last
        self._begun = False
        self._paid_bytes = 0
        self._left_s = budget.first_s  # of patience, while the clock stands
        self._due_s = math.inf
        self._final_due_s = math.inf
        self._look()

    def paid(self) -> None:
        """Note a sign of life."""
        self._begun, self._paid_bytes = True, self._speech_bytes()
        self._left_s = self._budget.between_s
        self._set(self._final_due_s)

    async def watch(self) -> NoReturn:
        """Follow the audio to its end; then the final is due. Cancel-safe."""
        while not self._audio.closed:
            await self._audio.wait_change()
            self._look()
        now = trio.current_time()
        self._final_due_s = now + self._budget.final_s
        due_s = self._final_due_s
        if not self._begun:  # whatever it says first, it says it within this
            due_s = min(due_s, now + self._budget.first_s)
        self._set(due_s)
        await trio.sleep_forever()

    @property
    def late(self) -> bool:
        """True once an answer is overdue, enforced or not."""
        return trio.current_time() >= self._due_s

    @property
    def reason(self) -> str:
        """Return what to call that."""
        return STALLED if self._begun else SLOW

    def _look(self) -> None:
        """Let the clock run while the caller says what no partial covers."""
        now, runs = trio.current_time(), self._due_s < math.inf
        owes = not self._begun or self._speech_bytes() != self._paid_bytes
        if owes and not self._audio.settled:
            if not runs:
                self._set(now + self._left_s)
        elif runs:
            self._left_s = max(0.0, self._due_s - now)
            self._set(math.inf)

    def _set(self, due_s: float) -> None:
        self._due_s = due_s
        if not self._last:
            self.scope.deadline = due_s

    def _speech_bytes(self) -> int:
        if not self._audio.speech_bytes:  # none yet, or all of it fell off the front
            return self._paid_bytes
        return self._audio.dropped_bytes + self._audio.speech_bytes
