"""Which worker gets a caller."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import trio

from callcore.shared.ids import new_call_id
from callcore.shared.records import Admission
from callcore.supervisor.worker import Worker

TRIES: Final = 2  # one other, then a human: the caller hears nothing meanwhile

log = logging.getLogger(__name__)


def least_loaded(workers: Iterable[Worker], now: float) -> Worker | None:
    """Return the worker that a caller is best off with, ``None`` if there is none."""
    able = (worker for worker in workers if worker.can_take(now))
    return min(able, key=lambda worker: worker.load, default=None)


async def place(
    workers: Iterable[Worker], wanted: Admission
) -> tuple[Worker, Admission] | None:
    """Hand the admission to a worker that acknowledges it; ``None``: to a human.

    Each try has an id of its own: the first worker may take it after we gave up.
    """
    for _ in range(TRIES):
        worker = least_loaded(workers, trio.current_time())
        if worker is None:
            return None
        admission = replace(wanted, call_id=new_call_id())
        if await worker.offer(admission):
            return worker, admission
        log.warning("no acknowledgement", extra={"worker": worker.child.name})
    return None
