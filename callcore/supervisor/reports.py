"""What the supervisor puts on record: hand-overs, and workers that ended.

The spool is opened beside the desk, never before it: a disk that hangs costs records and no
caller. Without a folder nothing is recorded.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4

import trio

from callcore.shared import stamps
from callcore.shared.ids import CallId
from callcore.shared.spool.port import Kind, Spool
from callcore.shared.spool.writer import open_spool
from callcore.shared.workername import worker_id

T = TypeVar("T")

WRITER: Final = "supervisor"
QUEUE: Final = "QUEUENAME"  # setqueuevar=yes in queues.conf
MEMBER: Final = "MEMBERINTERFACE"  # setinterfacevar=yes
WAITED: Final = "QEHOLDTIME"  # setqueueentryvar=yes; s, of a caller who was answered
OWN_QUEUE: Final = "CALL_QUEUE"  # of our dialplan, for a queue that sets nothing
QUEUE_VARIABLES: Final = (QUEUE, OWN_QUEUE, MEMBER, WAITED)
_PLAIN: Final = re.compile(r"[\w@./:+-]{1,80}", re.ASCII)
_SECONDS: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?", re.ASCII)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What the desk knows of a hand-over by itself."""

    call_id: CallId  # empty if nobody knows which call it was
    status: str
    since_ai_s: float | None


class Reports:
    """Takes reports at any time; :meth:`run` must run for them to be kept."""

    def __init__(self, folder: Path | None, most_bytes: int) -> None:
        self.dropped = 0
        self._folder = folder
        self._most_bytes = most_bytes
        self._spool: Spool | None = None

    @property
    def wanted(self) -> bool:
        """Say whether anything is recorded here."""
        return self._folder is not None

    async def run(self) -> None:
        """Keep the spool open until cancelled. Never raises."""
        if self._folder is None:
            return
        place = self._folder, WRITER, self._most_bytes
        async with open_spool(*place, _on_a_thread) as spool:
            self._spool = spool
            try:
                await spool.run()
            finally:
                self._spool = None

    def handed_over(self, handed: HandedOver, told: Mapping[str, str]) -> None:
        """Record what became of a caller; ``told`` are Asterisk's variables."""
        body = {
            "handover_id": str(uuid4()),
            "call_id": handed.call_id,
            "at": stamps.now_s(),
            "status": handed.status,
            "queue": _plain(told.get(QUEUE, "")) or _plain(told.get(OWN_QUEUE, "")),
            "waited_s": _seconds(told.get(WAITED, "")),
            "since_ai_s": handed.since_ai_s,
            "member": _plain(told.get(MEMBER, "")),
        }
        self._put("handover", body)

    def worker_gone(self, name: str, pid: int, reason: str) -> None:
        """Record that a worker's process has ended."""
        body = {"worker": worker_id(name, pid), "at": stamps.now_s(), "reason": reason}
        self._put("worker.gone", body)

    def _put(self, kind: Kind, body: Mapping[str, object]) -> None:
        if self._folder is None:
            return
        if self._spool is None or not self._spool.put(kind, body):
            self.dropped += 1
            log.warning("report dropped", extra={"kind": kind})


def _plain(text: str) -> str:
    """Return a name if it looks like one: it comes from the network."""
    return text if _PLAIN.fullmatch(text) else ""


def _seconds(text: str) -> float | None:
    value = float(text) if _SECONDS.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None


async def _on_a_thread(work: Callable[[], T], /) -> T:
    """Leave a disk that hangs behind: the supervisor must be able to end."""
    return await trio.to_thread.run_sync(work, abandon_on_cancel=True)
