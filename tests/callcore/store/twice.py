"""Outboxes with a database, as tests open them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import Database, open_database
from callcore.shared.offload import run_inline
from callcore.store.outbox import DurableOutbox, opened
from callcore.store.outboxtwice import TwiceLog
from tests.callcore.store.outboxcontract import Wall

LEASE_S = 4000.0


class Flaky:
    """A database that can be cut off, before a job or between its commit and the answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.down = False
        self.deaf = False  # it does what it is told, and we do not hear of it

    async def run(self, work):
        if self.down:
            raise DatabaseDown("down")
        answer = await self._database.run(work)
        if self.deaf:
            raise DatabaseDown("deaf")
        return answer


class Twice:
    """One outbox with its log, its database and its wall clock."""

    def __init__(self, outbox: DurableOutbox, log: TwiceLog, database: Flaky) -> None:
        self.outbox = outbox
        self.log = log
        self.database = database

    def ask_again(self) -> None:
        """Let the log try PostgreSQL at once, as it does after two seconds."""
        self.log._again_s = -float("inf")


@asynccontextmanager
async def twice(
    url: str, path: Path, wall: Wall, lease_s: float = LEASE_S, *, down: bool = False
) -> AsyncIterator[Twice]:
    async with open_database(url) as database:
        flaky = Flaky(database)
        flaky.down = down
        log = TwiceLog(flaky, path.parent, path.stem, run_inline, lease_s)  # type: ignore[arg-type]
        async with opened(log, wall) as outbox:
            yield Twice(outbox, log, flaky)


@asynccontextmanager
async def twice_outbox(
    url: str, path: Path, wall: Wall, *, down: bool = False
) -> AsyncIterator[DurableOutbox]:
    async with twice(url, path, wall, down=down) as one:
        yield one.outbox
