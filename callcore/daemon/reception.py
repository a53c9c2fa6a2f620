"""From an accepted connection to a served call and its mark.

The order at the end is what P1 hangs on: the mark is kept before the goodbye, because
``after`` asks a few milliseconds later, and without a mark the caller goes to a human.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

import trio

from callcore.call.control import Answer
from callcore.daemon.lobby import Lobby
from callcore.daemon.switchboard import LiveCall, Switchboard
from callcore.daemon.targets import checked_next
from callcore.desk.culprit import name_failure
from callcore.shared.ids import call_id_of_wire
from callcore.shared.records import NEXT_HUMAN, Outcome
from callcore.transport.line import Line, LineEnded
from callcore.transport.ticker import Ticker
from callcore.transport.wire import SocketWire, Wire

GOODBYE_S: Final = 1.0  # the line itself takes at most 0.5 s
CANCELLED: Final = Outcome(NEXT_HUMAN, "cancelled")
FAILED: Final = Outcome(NEXT_HUMAN, "failed")

log = logging.getLogger(__name__)


class Reception:
    """Serves the audio port; ``tally`` counts ``refused``, ``silent``, ``served``."""

    def __init__(
        self,
        ticker: Ticker,
        board: Switchboard,
        lobby: Lobby,
        answer: Answer,
        allowed_targets: AbstractSet[str],
    ) -> None:
        self.tally: Counter[str] = Counter()
        self._ticker = ticker
        self._board = board
        self._lobby = lobby
        self._answer = answer
        self._allowed = allowed_targets

    async def serve(self, stream: trio.SocketStream) -> None:
        """Serve one connection and close it; nothing that it does comes out."""
        try:
            source = str(stream.socket.getpeername()[0])
            wire = SocketWire.from_stream(stream)
        except OSError:  # gone between its SYN and our accept
            await trio.aclose_forcefully(stream)
            return
        await self.serve_wire(wire, source)

    async def serve_wire(self, wire: Wire, source: str) -> None:
        """Serve one connection and close it; ``source`` is whose it is."""
        line = Line(wire)
        with self._ticker.serve(line):
            call = await self._identify(line, source)
            if call is not None:
                await self._serve_call(line, call)

    async def _identify(self, line: Line, source: str) -> LiveCall | None:
        wire_id = None
        with self._lobby.wait(source):
            try:
                wire_id = await line.wait_identified()
            except LineEnded:
                self.tally["left"] += 1
                return None
        if wire_id is None:  # no goodbye: who does not speak does not listen
            self.tally["silent"] += 1
            return None
        call = self._board.claim(call_id_of_wire(wire_id), trio.current_time())
        if call is None:
            self.tally["refused"] += 1
            log.warning("refused a call with an unknown, late or used id")
            await line.hang_up()
        return call

    async def _serve_call(self, line: Line, call: LiveCall) -> None:
        outcome = CANCELLED
        try:
            with call.scope:
                outcome = await self._answer(line, call.admission, call.control)
        except Exception as exc:  # noqa: BLE001 -- D-005: per connection
            outcome = FAILED
            self.tally["failed"] += 1
            log.error(  # noqa: TRY400
                "a call failed",
                extra={
                    "call_id": call.admission.call_id,
                    "error": name_failure(exc),
                },
            )
        finally:
            self._keep_mark(call, outcome)
            with trio.move_on_after(GOODBYE_S, shield=True):
                await line.hang_up()

    def _keep_mark(self, call: LiveCall, outcome: Outcome) -> None:
        call_id = call.admission.call_id
        next_ = checked_next(outcome.next, self._allowed)
        if next_ != outcome.next:
            log.error("not an allowed target", extra={"call_id": call_id})
        self._board.decide(call_id, next_, trio.current_time())
        call.control.decide(replace(outcome, next=next_))
        self.tally["served"] += 1
        extra = {"call_id": call_id, "next": next_, "reason": outcome.reason}
        log.info("decided", extra=extra)
