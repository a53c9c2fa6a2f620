"""The way of records from the spools into the books: in order, once, none held up by another.

A batch is one transaction. If PostgreSQL refuses something in it, the batch is halved until
the one record is found; that one goes to a file, and the rest goes on. If PostgreSQL is away,
nothing is lost but time.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NoReturn
from uuid import UUID

import trio

from callcore.archive.bodies import Unfit
from callcore.archive.books import Books, Delivery, Moved
from callcore.archive.figures import Figures, SpoolFigures
from callcore.archive.project import steps_of
from callcore.archive.rejects import Rejects
from callcore.archive.steps import Origin, Steps
from callcore.shared.database.errors import (
    Conflict,
    DatabaseDown,
    DatabaseError,
    Rejected,
)
from callcore.shared.offload import RunSync
from callcore.shared.spool.port import KINDS, SpoolRecord
from callcore.shared.spool.reader import MOST_RECORDS, Batch, SpoolReader
from callcore.shared.spool.spoolfolder import SpoolFolder

POLL_S: Final = 0.25  # between two looks when there is nothing to do
FIRST_WAIT_S: Final = 0.2  # PostgreSQL is away: twice as long each time
LONGEST_WAIT_S: Final = 5.0
ROUNDS_OF_ONE: Final = 20  # batches of a spool before the next one has its turn

Told = Callable[[Sequence[SpoolRecord], Sequence[UUID]], None]
"""Takes what was just committed: records, and calls that are lost. Never raises."""

log = logging.getLogger(__name__)


class Shipper:
    """One a machine: its reader holds the lock."""

    def __init__(
        self,
        reader: SpoolReader,
        books: Books,
        run_sync: RunSync,
        rejects: Rejects,
        home: UUID,
        told: Told,
    ) -> None:
        self.figures = Figures()
        self._reader = reader
        self._books = books
        self._run_sync = run_sync
        self._rejects = rejects
        self._home = home
        self._told = told
        self._positions: dict[str, int] = {}
        self._rejected: deque[tuple[str, int]] = deque(maxlen=MOST_RECORDS)

    async def run(self) -> NoReturn:
        """Deliver until cancelled."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                moved = await self.round()
            except (DatabaseError, OSError) as error:
                self._trouble(str(error) or type(error).__name__)
                await trio.sleep(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
                continue
            self._trouble("")
            wait_s = FIRST_WAIT_S
            if not moved:
                await trio.sleep(POLL_S)

    async def round(self) -> int:
        """Go once through all spools; return how many records were delivered.

        Raises DatabaseError and OSError; what was committed before is committed.
        """
        moved = 0
        for folder in await self._run_sync(self._reader.spools):
            moved += await self._ship(folder)
        return moved

    async def look(self) -> None:
        """Bring the figures of the spools up to date. Raises OSError."""
        positions = dict(self._positions)
        found = await self._run_sync(lambda: self._reader.pending(positions))
        self.figures.spools = [
            SpoolFigures(
                each.folder.writer,
                each.is_live,
                each.records,
                each.size_bytes,
                round(each.oldest_s, 1),
            )
            for each in found
        ]

    # -- one spool -------------------------------------------------------------------

    async def _ship(self, folder: SpoolFolder) -> int:
        moved = 0
        for _ in range(ROUNDS_OF_ONE):
            after = await self._position(folder)
            batch = await self._run_sync(lambda at=after: self._reader.read(folder, at))  # type: ignore[misc]
            if batch.records or batch.damaged:
                try:
                    moved += await self._deliver(folder, after, batch)
                except Moved:
                    break
            if batch.is_over:
                await self._bury(folder)
                break
            if not batch.records:
                break
            last = self._positions.get(folder.spool_id)
            if last is not None:
                await self._run_sync(lambda at=last: self._reader.forget(folder, at))  # type: ignore[misc]
        return moved

    async def _position(self, folder: SpoolFolder) -> int:
        known = self._positions.get(folder.spool_id)
        if known is None:
            spool_id = UUID(folder.spool_id)
            known = await self._books.position(spool_id, folder.writer)
            self._positions[folder.spool_id] = known
        return known

    async def _bury(self, folder: SpoolFolder) -> None:
        """Close a spool whose writer is gone: calls that are open in it are lost."""
        if folder.spool_id not in self._positions:  # something moved under us
            return
        lost = await self._books.finish(UUID(folder.spool_id))
        self._lost(lost)
        self._told((), lost)
        last = self._positions[folder.spool_id]
        if await self._run_sync(lambda: self._reader.forget(folder, last)):
            del self._positions[folder.spool_id]
            log.info("spool delivered", extra={"writer": folder.writer, "last": last})

    # -- one batch -------------------------------------------------------------------

    async def _deliver(self, folder: SpoolFolder, after: int, batch: Batch) -> int:
        origin = Origin(UUID(folder.spool_id), self._home)
        parcel = [(each, self._made(each, origin)) for each in batch.records]
        unfit = [record for record, made in parcel if isinstance(made, Unfit)]
        for record, made in parcel:
            if isinstance(made, Unfit):
                await self._reject(folder, record, f"unfit: {made}")
        ready = [(r, made) for r, made in parcel if not isinstance(made, Unfit)]
        way = _Way(folder.spool_id, after, batch.last, batch.damaged + len(unfit))
        try:
            await self._send(folder, way, ready)
        except (Moved, DatabaseDown):
            # whether a commit that was under way has happened is unknown: ask
            self._positions.pop(folder.spool_id, None)
            raise
        self.figures.damaged += batch.damaged
        return len(ready)

    async def _send(
        self,
        folder: SpoolFolder,
        way: _Way,
        ready: Sequence[tuple[SpoolRecord, Steps]],
    ) -> None:
        steps = [made for _, made in ready]
        try:
            lost = await self._books.take(way.delivery(steps))
        except (Rejected, Conflict) as error:
            await self._halve(folder, way, ready, str(error))
            return
        self._positions[folder.spool_id] = way.last
        self.figures.delivered += len(ready)
        self.figures.unknown += sum(r.kind not in KINDS for r, _ in ready)
        self._lost(lost)
        self._told([record for record, _ in ready], lost)

    async def _halve(
        self,
        folder: SpoolFolder,
        way: _Way,
        ready: Sequence[tuple[SpoolRecord, Steps]],
        why: str,
    ) -> None:
        if len(ready) <= 1:
            if not ready:  # even moving the position is refused
                raise Rejected(why)
            await self._reject(folder, ready[0][0], why)
            await self._send(folder, way.with_one_more_damaged(), ())
            return
        middle = len(ready) // 2
        first, second = way.halves(ready[middle - 1][0].number)
        await self._send(folder, first, ready[:middle])
        await self._send(folder, second, ready[middle:])

    def _made(self, record: SpoolRecord, origin: Origin) -> Steps | Unfit:
        try:
            return steps_of(record, origin)
        except Unfit as unfit:
            return unfit

    async def _reject(self, folder: SpoolFolder, record: SpoolRecord, why: str) -> None:
        key = folder.spool_id, record.number
        if key in self._rejected:  # the same batch once more, after an outage
            return
        self._rejected.append(key)
        self.figures.rejected += 1
        await self._run_sync(lambda: self._rejects.keep(folder.spool_id, record, why))

    def _lost(self, lost: Sequence[UUID]) -> None:
        self.figures.calls_lost += len(lost)
        for call_id in lost:
            log.warning("call lost", extra={"call_id": str(call_id)})

    def _trouble(self, word: str) -> None:
        if word == self.figures.trouble:
            return
        self.figures.trouble = word
        if word:
            log.error("records are not delivered", extra={"reason": word})
        else:
            log.info("records are delivered")


class _Way:
    """From where to where a part of a batch moves its spool."""

    def __init__(self, spool_id: str, after: int, last: int, damaged: int) -> None:
        self._spool_id = spool_id
        self._after = after
        self.last = last
        self._damaged = damaged

    def delivery(self, steps: Sequence[Steps]) -> Delivery:
        place = (self._after, self.last, self._damaged)
        return Delivery(UUID(self._spool_id), *place, steps)

    def halves(self, middle: int) -> tuple[_Way, _Way]:
        first = _Way(self._spool_id, self._after, middle, self._damaged)
        return first, _Way(self._spool_id, middle, self.last, 0)

    def with_one_more_damaged(self) -> _Way:
        return _Way(self._spool_id, self._after, self.last, self._damaged + 1)
