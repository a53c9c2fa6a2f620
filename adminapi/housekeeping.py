"""Deletes what is over: old sessions, old idempotency keys. Small steps, for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

import trio

from adminapi.auth import sessionrows
from adminapi.edges import idempotency
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database

EVERY_S: Final = 300.0
STEP_S: Final = 10.0
JOBS: Final[Sequence[Callable[[Connection], int]]] = (
    sessionrows.forget_old,
    idempotency.forget_old,
)

log = logging.getLogger(__name__)


async def run(database: Database) -> None:
    """Clean up every five minutes; a database that is down is asked again next time."""
    while True:
        await trio.sleep(EVERY_S)
        await clean(database)


async def clean(database: Database) -> int:
    """Run each job once; return how many rows went."""
    gone = 0
    for job in JOBS:
        try:
            with trio.fail_after(STEP_S):
                gone += await database.run(job)
        except (DatabaseError, trio.TooSlowError) as error:
            log.warning("old rows stay", extra={"why": type(error).__name__})
    return gone
