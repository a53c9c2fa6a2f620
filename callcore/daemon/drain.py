"""The end of a worker: nobody new, a deadline for the rest, then humans.

A roll has no deadline. The shortest of several deadlines counts.
"""

from __future__ import annotations

import logging
import math
from typing import Final

import trio

from callcore.daemon.switchboard import Switchboard

LAST_WORDS_S: Final = 1.0  # for a call to say "one moment" and decide by itself

log = logging.getLogger(__name__)


class Drain:
    """Begin it any number of times; one task enforces it."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board
        self._until = trio.CancelScope(deadline=math.inf)

    def begin(self, seconds: float) -> None:
        """Close, and hand every caller that is left to a human after ``seconds``."""
        self._board.close()
        deadline = trio.current_time() + seconds
        self._until.deadline = min(self._until.deadline, deadline)
        log.info("draining", extra={"seconds": seconds, "live": len(self._board.live)})

    async def enforce(self) -> None:
        """Wait for the deadline, if ever there is one, and obey it."""
        with self._until:
            await trio.sleep_forever()
        board = self._board
        log.info("the drain is over", extra={"live": len(board.live)})
        board.hand_over_all("drain")
        await trio.sleep(LAST_WORDS_S)
        board.cancel_all("drain")
