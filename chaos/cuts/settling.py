"""The settler after the crash: a process of its own that takes over what others left."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import trio

from callcore.shared import stamps
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Database, one, open_database
from callcore.shared.offload import OneThread
from callcore.shared.worklist.files import open_worklist
from callcore.shared.worklist.port import Worklist
from callcore.shared.worklist.twice import TwiceWorklist
from callcore.store.client import open_http_store
from callcore.store.outbox import DurableOutbox, open_outbox, opened
from callcore.store.outboxtwice import TwiceLog
from callcore.store.rules import Times
from callcore.store.settle import Pace, Settler
from chaos.cuts.caller import LEASE_S
from chaos.cuts.knife import Knife, install

#: as the product waits, in a hurry: what a killed client had sent has arrived by then
PACE: Final = Pace(
    Times(quiet_s=0.5, arriving_s=2.0, human_s=2.0), first_s=0.1, last_s=1.0, look_s=0.2
)
DEADLINE_S: Final = 120.0
STUCK: Final = 3  # the exit code of a settler that does not come to an end
_STEP_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Settling:
    """What the settler's process does."""

    url: str
    folder: Path
    name: str
    knife: str = ""
    database: str = ""  # the URL of PostgreSQL, '' without one


class Left(Protocol):
    """Says what is left besides the calls of one outbox."""

    async def __call__(self) -> int:
        """Return how much."""


def settle(role: Settling) -> None:
    """Settle what there is; the process may end at any line of it."""
    logging.disable(logging.CRITICAL)
    install(Knife(role.knife))
    sys.exit(0 if trio.run(settle_all, role) else STUCK)


async def settle_all(role: Settling) -> bool:
    """Settle in this process; ``False`` if it does not come to an end."""
    async with (
        _opened(role) as (outbox, list_, left),
        open_http_store(role.url, outbox) as store,
    ):
        settler = Settler(store, outbox, list_, stamps.now_s, pace=PACE)
        with trio.move_on_after(DEADLINE_S) as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(settler.run)
                while not await is_quiet(outbox, left):  # noqa: ASYNC110 -- others' files
                    await trio.sleep(_STEP_S)
                nursery.cancel_scope.cancel(reason="all is settled")
        return not scope.cancelled_caught


@asynccontextmanager
async def _opened(
    role: Settling,
) -> AsyncIterator[tuple[DurableOutbox, Worklist, Left]]:
    folder, name = role.folder / "outbox", role.name
    async with AsyncExitStack() as stack:
        files = await stack.enter_async_context(
            open_worklist(role.folder / "worklist", name, OneThread(), stamps.now_s)
        )
        if not role.database:
            path = folder / f"{name}.jsonl"
            outbox = await stack.enter_async_context(
                open_outbox(path, OneThread(), stamps.now_s)
            )
            yield outbox, files, nothing
            return
        database = await stack.enter_async_context(
            open_database(role.database, connections=2)
        )
        log = TwiceLog(database, folder, name, OneThread(), LEASE_S)
        outbox = await stack.enter_async_context(opened(log, stamps.now_s))
        twice = TwiceWorklist(database, files, stamps.now_s)

        async def left() -> int:
            await log.copy()
            await twice.copy()
            return log.behind + twice.behind + await _unsettled(database)

        yield outbox, twice, left


async def nothing() -> int:
    """Return that there is no other place where something could be left."""
    return 0


async def _unsettled(database: Database) -> int:
    """Return how many calls in PostgreSQL are anybody's, 1 if it does not say."""
    sql = "SELECT count(*) AS calls FROM outbox WHERE settled_at IS NULL"
    try:
        row = await database.run(lambda found: one(found, sql))
    except DatabaseError:
        return 1
    return int(row["calls"]) if row is not None else 1


async def is_quiet(outbox: DurableOutbox, left: Left = nothing) -> bool:
    """Say whether nothing is left, in our file or in those of the dead, or elsewhere.

    Looked at after an adoption of our own: while the settler's is under way, what was
    theirs is in no file of theirs any more and not yet known to be ours.
    """
    await outbox.adopt()
    return not outbox.calls() and not others_of(outbox) and not await left()


def others_of(outbox: DurableOutbox) -> set[Path]:
    """Return the outboxes beside ours."""
    return set(outbox.path.parent.glob("*.jsonl")) - {outbox.path}
