"""One call, one nursery: opens the tasks of a call, and ends all of them.

This is the one boundary of a call that catches: whatever goes wrong inside, the caller
is on the way to a human (P1), and no other call notices (P2).
"""

from __future__ import annotations

import logging

import trio

from callcore.agent.prompts.loader import hash_of
from callcore.call.control import CallControl
from callcore.call.parts import assemble
from callcore.call.services import Services
from callcore.shared.observe import log as log_lines
from callcore.shared.observe.events import (
    CALL_ENDED,
    CALL_STARTED,
    CALL_TRANSFERRED,
    Journal,
)
from callcore.shared.records import NEXT_END, NEXT_HUMAN, Admission, Outcome
from callcore.transport.line import DEAF, CallerHungUp, Line, LineEnded

log = logging.getLogger(__name__)


class Session:
    """Serves calls with ``services``; :meth:`answer` is a ``callcore.call.control.Answer``."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def answer(
        self, line: Line, admission: Admission, control: CallControl
    ) -> Outcome:
        """Serve one identified line until the call is decided.

        Returns where the dialplan goes next; raises nothing but ``Cancelled``. No task,
        row or listener of the call is left when it returns.
        """
        with log_lines.bound_to(admission.call_id):
            return await self._answer(line, admission, control)

    async def _answer(
        self, line: Line, admission: Admission, control: CallControl
    ) -> Outcome:
        journal = self._services.open_journal(admission)
        recording = line.tap = self._services.open_recording(admission)
        started_s = trio.current_time()
        journal.note(
            CALL_STARTED,
            caller=admission.caller,
            did=admission.did,
            language=admission.language,
            prompt_sha=hash_of(self._services.prompt(admission.language)),
            **self._services.about,
        )
        outcome = Outcome(NEXT_HUMAN, "cancelled")
        try:
            outcome = await self._guarded(line, admission, control, journal)
        finally:
            line.listener = DEAF
            line.playout.listener = None
            line.tap = None
            if recording is not None:
                recording.finish()
            duration_s = round(trio.current_time() - started_s, 3)
            self._services.metrics.call_ended(outcome, duration_s)
            journal.note(
                CALL_ENDED,
                next=outcome.next,
                reason=outcome.reason,
                duration_s=duration_s,
                **self._services.account.summary(),
            )
            journal.close()
        return outcome

    async def _guarded(
        self, line: Line, admission: Admission, control: CallControl, journal: Journal
    ) -> Outcome:
        outcome = Outcome(NEXT_HUMAN, "bug")
        try:
            outcome = await self._converse(line, admission, control, journal)
        except* CallerHungUp:
            outcome = Outcome(NEXT_END, "caller-hung-up")
        except* LineEnded as lost:
            outcome = Outcome(NEXT_HUMAN, "line-lost")
            log.warning("line lost", extra={"cause": repr(lost.exceptions[0])})
        except* Exception:  # D-003: per call, the boundary of STYLE.md 22
            log.exception("a bug ended a call towards a human")
        if outcome.reason in ("bug", "line-lost"):
            journal.note(CALL_TRANSFERRED, next=outcome.next, reason=outcome.reason)
        return outcome

    async def _converse(
        self, line: Line, admission: Admission, control: CallControl, journal: Journal
    ) -> Outcome:
        parts = assemble(line, admission, self._services, journal)
        with parts.hearing_line():
            async with trio.open_nursery() as call:
                call.start_soon(line.wait_ended)
                call.start_soon(parts.obey, control)
                for task in parts.tasks():
                    call.start_soon(task)
                parts.greet()
                outcome = await parts.drive()
                call.cancel_scope.cancel(reason=outcome.reason)
        return outcome
