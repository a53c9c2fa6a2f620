"""The outbox that outlives its process: keys durable before the first send.

What is durable where, its log knows (:mod:`callcore.store.outboxlog`): a journal of this
process, or PostgreSQL with the journal for when that is away. A call that is settled is
forgotten; one that is not is kept, however old it is.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import RunSync
from callcore.shared.recordlog import Record
from callcore.store.outboxbook import (
    Book,
    answer_record,
    begin_record,
    over_record,
)
from callcore.store.outboxlog import MAX_ENTRIES, Change, FileLog, Log
from callcore.store.outboxport import CallOrders, Entry, How, OutboxError

__all__ = ["DurableOutbox", "OutboxError", "open_outbox"]

KEEP_S: Final = 24 * 3600.0  # a shop remembers its keys for a day at most
COMPACT_AFTER_LINES: Final = 4 * MAX_ENTRIES

log = logging.getLogger(__name__)


class DurableOutbox:
    """An :class:`~callcore.store.outboxport.Outbox`; open it with :func:`open_outbox`."""

    def __init__(self, log: Log, now_s: Callable[[], float]) -> None:
        self._log = log
        self._now_s = now_s
        self._book = Book()
        self._live: set[CallId] = set()  # begun by this process, and not over
        self._unwritten: list[tuple[CallId, Record]] = []  # ends of calls: bounded
        self._writing = trio.Lock()  # one file, one cursor; waiters are served in order

    @property
    def path(self) -> Path:
        """Return the file that this process took."""
        return self._log.path

    @property
    def damaged_lines(self) -> int:
        """Return how many damaged lines were seen when the file was read."""
        return self._log.damaged_lines

    async def load(self) -> None:
        """Take a file, read it and compact it. Raises :exc:`OutboxError`."""
        self._take(await self._log.open())
        if self.damaged_lines:
            log.warning("outbox lines damaged", extra={"count": self.damaged_lines})
        await self._compact()

    async def key_of(self, digest: str, call_id: CallId, kind: str, what: str) -> str:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            known = self._book.entry(digest)
            if known is not None and not known.spent:
                return known.key
            entry = Entry(digest, str(uuid.uuid4()), self._now_s(), call_id, kind, what)
            await self._make_room()
            record = begin_record(entry)
            await self._write(call_id, record, durable=True)
            self._book.take(record)
            if not self._book.is_over(call_id):
                self._live.add(call_id)
            return entry.key

    async def done(self, digest: str, *, order_id: str = "", state: str = "") -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            entry = self._book.entry(digest)
            if entry is None or (entry.done and entry.state == state):
                return
            late = entry.call_id not in self._live
            record = answer_record(digest, order_id, state, late=late)
            self._book.take(record)  # what the shop said is known, disk or not
            await self._write(entry.call_id, record, durable=False)

    def call_over(self, call_id: CallId, how: How) -> bool:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        self._live.discard(call_id)
        if call_id not in self._book:
            return False
        record = over_record(call_id, how, self._now_s())
        self._book.take(record)
        self._unwritten.append((call_id, record))
        return True

    async def flush(self) -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            while self._unwritten:
                call_id, record = self._unwritten[0]
                if call_id in self._book:
                    last = len(self._unwritten) == 1
                    await self._write(call_id, record, durable=last)
                del self._unwritten[0]

    def calls(self) -> Sequence[CallOrders]:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        return [call for call in self._book.calls() if call.call_id not in self._live]

    def pending(self) -> list[Entry]:
        """Return what was sent and never answered, oldest first."""
        return self._book.pending()

    async def settled(self, call_id: CallId) -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            if call_id in self._book:
                record: Record = {"settled": call_id}
                await self._write(call_id, record, durable=True)
                self._book.take(record)

    async def adopt(self) -> int:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        before = {call.call_id for call in self._book.calls()}
        async with self._writing:
            kept: list[Record] = []
            try:
                await self._log.adopt(before.__contains__, kept)
            finally:
                self._take(kept)
        self._take(await self._log.claim())  # not under the lock: it may take seconds
        return len({call.call_id for call in self.calls()} - before)

    async def aclose(self) -> None:
        """Close the file and release its lock."""
        await self._log.aclose()

    # -- the log ---------------------------------------------------------------------

    def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            self._book.take_untrusted(record)

    async def _make_room(self) -> None:
        """Raise :exc:`OutboxError` rather than forget an order that is in doubt."""
        if len(self._book) < MAX_ENTRIES:
            return
        self._book.forget_answered(self._now_s() - KEEP_S)
        if len(self._book) >= MAX_ENTRIES:
            log.error("outbox full", extra={"count": len(self._book)})
            raise OutboxError("full")
        await self._compact()

    async def _write(self, call_id: CallId, record: Record, *, durable: bool) -> None:
        if self._log.lines >= COMPACT_AFTER_LINES:
            await self._compact()
        whole = [] if "settled" in record else self._book.records_of(call_id)
        if "key" in record:  # what has a key is in the book when it is durable
            whole.append(record)
        await self._log.write(Change(call_id, [record], whole), durable=durable)

    async def _compact(self) -> None:
        await self._log.rewrite(self._book.records())


@asynccontextmanager
async def open_outbox(
    path: Path, run_sync: RunSync, now_s: Callable[[], float]
) -> AsyncIterator[DurableOutbox]:
    """Open the outbox of one process in a file; ``now_s`` is the wall clock.

    While another process holds ``path``, the next free name beside it is taken. Raises
    :exc:`OutboxError` if there is none or it cannot be read.
    """
    async with opened(FileLog(path.parent, path.stem, run_sync), now_s) as outbox:
        yield outbox


@asynccontextmanager
async def opened(log: Log, now_s: Callable[[], float]) -> AsyncIterator[DurableOutbox]:
    """Open an outbox that writes to ``log``. Raises :exc:`OutboxError`."""
    outbox = DurableOutbox(log, now_s)
    try:
        await outbox.load()
        yield outbox
    finally:
        await outbox.aclose()
