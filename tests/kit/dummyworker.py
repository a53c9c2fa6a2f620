"""A throwaway worker: the real daemon with an answer that plays silence.

``python -m tests.kit.dummyworker NAME LINK_FD '{"first": 9092, ...}'``. What a call
does stands in the number that was dialled: ``1250`` ends after 250 frames with the mark
``end``, ``2250`` with ``human``, ``3250`` at the target ``sales,s,1``, ``4`` fails, ``5``
blocks the loop for ever; anything else waits until it is told to hand over.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import trio

from callcore.call.control import CallControl
from callcore.daemon.worker import Worker, WorkerPlan
from callcore.desk.linkpipe import LinkPipe
from callcore.shared.records import NEXT_END, NEXT_HUMAN, Admission, Outcome
from callcore.transport.line import Line, LineEnded

NEXT_OF_DIGIT = {"1": NEXT_END, "2": NEXT_HUMAN, "3": "sales,s,1"}


async def answer(line: Line, admission: Admission, control: CallControl) -> Outcome:
    """See the module docstring; the shape of :data:`callcore.call.control.Answer`."""
    outcome = Outcome(NEXT_HUMAN, "nothing happened")
    try:
        async with trio.open_nursery() as call:
            call.start_soon(line.wait_ended)
            outcome = await _decide(admission.did, control)
            call.cancel_scope.cancel(reason="decided")
    except* LineEnded:
        outcome = Outcome(NEXT_END, "hung up")
    return outcome


async def _decide(did: str, control: CallControl) -> Outcome:
    kind, frames = did[:1], int(did[1:] or 0)
    if kind == "4":
        raise ZeroDivisionError("a bug, and a number: +15550100")
    if kind == "5":
        while True:
            time.sleep(1)  # noqa: ASYNC251
    if kind not in NEXT_OF_DIGIT:
        return Outcome(NEXT_HUMAN, await control.wait_hand_over())
    with trio.move_on_after(frames * 0.02):
        reason = await control.wait_hand_over()
        return Outcome(NEXT_HUMAN, reason)
    return Outcome(NEXT_OF_DIGIT[kind], "frames")


def main() -> None:
    """Be a worker until there is nothing more to do."""
    name, fd, raw = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    logging.basicConfig(level=logging.INFO)
    logging.getLogger().handlers[0].setFormatter(Fields(name))
    plan = WorkerPlan(
        pool=range(raw["first"], raw["first"] + 8),
        max_calls=raw["max_calls"],
        allowed_targets=frozenset(raw.get("targets", ())),
    )
    time.sleep(raw.get("slow_start_s", 0.0))

    async def run() -> None:
        await Worker(plan, LinkPipe.from_fd(fd), answer).run()

    trio.run(run)


PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "taskName"}


class Fields(logging.Formatter):
    """One JSON line a record, with the fields of ``extra``."""

    def __init__(self, who: str) -> None:
        super().__init__()
        self._who = who

    def format(self, record: logging.LogRecord) -> str:
        """See the base class."""
        extra = {k: v for k, v in vars(record).items() if k not in PLAIN}
        line = {"who": self._who, "what": record.getMessage(), **extra}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


if __name__ == "__main__":
    main()
