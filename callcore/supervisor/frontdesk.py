"""What the dialplan asks the supervisor: ``admit`` and ``handover``.

Everything that is not answered sends the caller to a human (ASTERISK.md section 11).
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import Final

import trio

from callcore.desk.fastagi import AgiChannel
from callcore.protocol.fastagi import Request
from callcore.shared.ids import CallId
from callcore.supervisor.admission import admission_of
from callcore.supervisor.crew import Crew
from callcore.supervisor.departures import Departures
from callcore.supervisor.placement import place
from callcore.supervisor.plan import Plan
from callcore.supervisor.reports import QUEUE_VARIABLES, HandedOver, Reports

STATUSES: Final = frozenset(  # QUEUESTATUS, and what the `h` of our dialplan adds
    (
        *("ANSWER", "ABANDON", "CONTINUE", "TIMEOUT", "FULL", "WITHDRAW"),
        *("JOINEMPTY", "LEAVEEMPTY", "JOINUNAVAIL", "LEAVEUNAVAIL"),
    )
)
MAX_ID_CHARS: Final = 64

log = logging.getLogger(__name__)


class FrontDesk:
    """Answers one FastAGI request at a time per connection."""

    def __init__(
        self,
        crew: Crew,
        plan: Plan,
        departures: Departures,
        reports: Reports | None = None,
    ) -> None:
        self.tally: Counter[str] = Counter()  # bounded: see the names used here
        self._crew = crew
        self._plan = plan
        self._departures = departures
        self._reports = reports

    async def serve(self, agi: AgiChannel) -> None:
        """Serve one request; see :class:`callcore.desk.fastagi.AgiService`."""
        request = await agi.wait_request()
        if request.script == "admit":
            await self._admit(agi, request)
        elif request.script == "handover":
            await self._handover(agi, request)
        else:
            self.tally["unknown_script"] += 1
            log.warning("unknown FastAGI script")  # its name is the network's

    async def _admit(self, agi: AgiChannel, request: Request) -> None:
        """Set CALL_UUID last: without it the dialplan goes to a human."""
        if self._crew.draining:
            placed = None
        else:
            plan = self._plan
            wanted = admission_of(request, plan.did_languages, plan.language)
            placed = await place(self._crew.workers, wanted)
        if placed is None:
            self.tally["refused"] += 1
            self._departures.note(_unique_id(request), trio.current_time())
            log.info("not admitted", extra={"draining": self._crew.draining})
            return
        worker, admission = placed
        host, ports = self._plan.target_host, worker.ports
        if (
            await agi.set_variable("CALL_TARGET", f"{host}:{ports.port}")
            and await agi.set_variable("CALL_AFTER", f"{host}:{ports.after_port}")
            and await agi.set_variable("CALL_UUID", admission.call_id)
        ):
            self.tally["admitted"] += 1
            extra = {"worker": worker.child.name, "language": admission.language}
            log.info("admitted", extra={"call_id": admission.call_id, **extra})

    async def _handover(self, agi: AgiChannel, request: Request) -> None:
        """Record what became of a caller at the operators; arguments: id, status."""
        call_id, status = (*request.args, "", "")[:2]
        if not status:
            status = await agi.get_variable("QUEUESTATUS")
        status = status if status in STATUSES else "other"
        keys = (call_id[:MAX_ID_CHARS], _unique_id(request))
        waited_s = self._departures.waited_s(keys, trio.current_time())
        self.tally[f"handover_{status.lower()}"] += 1
        since_ai_s = _rounded(waited_s)
        extra = {"call_id": _known_id(call_id), "status": status}
        log.info("handover", extra={**extra, "since_ai_s": since_ai_s})
        if self._reports is not None and self._reports.wanted:
            await self._report(agi, HandedOver(_known_id(call_id), status, since_ai_s))

    async def _report(self, agi: AgiChannel, handed: HandedOver) -> None:
        """Put the hand-over on record, with what Asterisk tells about it in time."""
        assert self._reports is not None
        told = {}
        try:
            with trio.move_on_after(self._plan.deadlines.report_s):
                for name in QUEUE_VARIABLES:
                    told[name] = await agi.get_variable(name)
        finally:  # a channel that is gone by now tells nothing; the rest is known
            self._reports.handed_over(handed, told)


def _unique_id(request: Request) -> str:
    return request.env.get("agi_uniqueid", "")[:MAX_ID_CHARS]


def _known_id(text: str) -> CallId:
    """Return the id if it looks like one: what else is in there is not ours to log."""
    plain = len(text) == 36 and all(char in "0123456789abcdef-" for char in text)
    return CallId(text if plain else "")


def _rounded(value_s: float | None) -> float | None:
    return None if value_s is None else round(value_s, 2)
