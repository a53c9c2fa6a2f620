"""The worker's ``after`` port: how a call ended, and where its caller goes.

The worker that held the call answers, so nothing is shared: a killed worker's port
refuses, and its callers go to a human (DESIGN.md section 2).
"""

from __future__ import annotations

import logging
from collections import Counter

from callcore.daemon.switchboard import Switchboard
from callcore.desk.fastagi import AgiChannel
from callcore.shared.ids import CallId
from callcore.shared.records import NEXT_HUMAN

log = logging.getLogger(__name__)


class AfterDesk:
    """Answers ``agi://host:port/after,ID`` with CALL_NEXT."""

    def __init__(self, board: Switchboard) -> None:
        self.tally: Counter[str] = Counter()
        self._board = board

    async def serve(self, agi: AgiChannel) -> None:
        """Serve one request; see :class:`callcore.desk.fastagi.AgiService`."""
        request = await agi.wait_request()
        if request.script != "after":
            self.tally["unknown_script"] += 1
            log.warning("unknown FastAGI script")  # its name is the network's
            return
        call_id = CallId(request.args[0] if request.args else "")
        next_ = self._board.mark_of(call_id)
        self.tally["known" if next_ else "unknown"] += 1
        # The mark is forgotten only when Asterisk has taken it: it may ask again.
        if await agi.set_variable("CALL_NEXT", next_ or NEXT_HUMAN):
            self._board.mark_read(call_id)
