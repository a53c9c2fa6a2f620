"""The outbox in a file: keys written and fsynced before the first send.

One file belongs to one process (an exclusive lock says so), see
:mod:`callcore.shared.journalfolder`. Each line is::

    crc32 as 8 hex digits, space, JSON object, newline

with the records of :mod:`callcore.store.outboxbook`. A torn or damaged line is dropped
and counted; a torn last line is cut off. A call that is settled is forgotten; one that is
not is kept, however old it is.
"""

from __future__ import annotations

import errno
import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import trio

from callcore.shared import journalfolder
from callcore.shared.ids import CallId
from callcore.shared.journalfile import JournalFile
from callcore.shared.offload import RunSync
from callcore.store.outboxbook import (
    Book,
    Record,
    answer_record,
    begin_record,
    over_record,
)
from callcore.store.outboxport import CallOrders, Entry, How, OutboxError

__all__ = ["FileOutbox", "OutboxError", "open_outbox"]

KEEP_S: Final = 24 * 3600.0  # a shop remembers its keys for a day at most
MAX_ENTRIES: Final = 20_000  # some 5 MB; a worker takes a few hundred orders a day
COMPACT_AFTER_LINES: Final = 4 * MAX_ENTRIES
CLEANUP_S: Final = 1.0

log = logging.getLogger(__name__)
T = TypeVar("T")


class FileOutbox:
    """An :class:`~callcore.store.outboxport.Outbox`; open it with :func:`open_outbox`."""

    def __init__(
        self, folder: Path, name: str, run_sync: RunSync, now_s: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._name = name
        self._file = JournalFile(folder / name)  # another one is taken by load()
        self._run_sync = run_sync
        self._now_s = now_s
        self._book = Book()
        self._live: set[CallId] = set()  # begun by this process, and not over
        self._unwritten: list[Record] = []  # ends of calls that have entries: bounded
        self._writing = trio.Lock()  # one file, one cursor; waiters are served in order
        self.damaged_lines = 0  #: seen when the file was read

    @property
    def path(self) -> Path:
        """Return the file that this process took."""
        return self._file.path

    async def load(self) -> None:
        """Take a file, read it and compact it. Raises :exc:`OutboxError`."""
        self._file, lines = await self._guarded(
            lambda: journalfolder.open_free(self._folder, self._name)
        )
        self._book = _book_of(lines)
        self.damaged_lines = self._file.damaged_lines
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
            await self._write([record], durable=True)
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
            await self._write([record], durable=False)

    def call_over(self, call_id: CallId, how: How) -> bool:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        self._live.discard(call_id)
        if call_id not in self._book:
            return False
        record = over_record(call_id, how, self._now_s())
        self._book.take(record)
        self._unwritten.append(record)
        return True

    async def flush(self) -> None:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            while self._unwritten:
                last = len(self._unwritten) == 1
                await self._write(self._unwritten[:1], durable=last)
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
                await self._write([record], durable=True)
                self._book.take(record)

    async def adopt(self) -> int:
        """See :class:`~callcore.store.outboxport.Outbox`."""
        async with self._writing:
            taken = _Adoption(self._file, {call.call_id for call in self._book.calls()})
            try:
                await self._guarded(lambda: journalfolder.adopt(self._file, taken.take))
            finally:
                for record in taken.records:
                    self._book.take(record)
            return taken.calls

    async def aclose(self) -> None:
        """Close the file and release its lock."""
        await self._run_sync(self._file.close)

    # -- the file --------------------------------------------------------------------

    async def _make_room(self) -> None:
        """Raise :exc:`OutboxError` rather than forget an order that is in doubt."""
        if len(self._book) < MAX_ENTRIES:
            return
        self._book.forget_answered(self._now_s() - KEEP_S)
        if len(self._book) >= MAX_ENTRIES:
            log.error("outbox full", extra={"count": len(self._book)})
            raise OutboxError("full")
        await self._compact()

    async def _write(self, records: Sequence[Record], *, durable: bool) -> None:
        if self._file.lines >= COMPACT_AFTER_LINES:
            await self._compact()
        await self._guarded(lambda: _append(self._file, records, durable=durable))

    async def _compact(self) -> None:
        lines = [_line(record) for record in self._book.records()]
        await self._guarded(lambda: self._file.rewrite(lines))

    async def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return await self._run_sync(work)
        except OSError as exc:
            raise OutboxError(exc.strerror or "write") from exc


class _Adoption:
    """What is being taken over; works where blocking work runs, so it owns no book."""

    def __init__(self, own: JournalFile, known: set[CallId]) -> None:
        self._own = own
        self._known = known
        self.records: list[Record] = []
        self.calls = 0

    def take(self, lines: Sequence[str]) -> None:
        """Write the calls that ``lines`` leave into our file; twice is as good as once."""
        theirs = _book_of(lines)
        if len(theirs) + len(self.records) > MAX_ENTRIES // 2:
            raise OSError(errno.ENOSPC, "too much to take over", str(self._own.path))
        for call in theirs.calls():
            if call.call_id in self._known:
                theirs.take({"settled": call.call_id})
        records = theirs.records()
        _append(self._own, records, durable=True)
        self.records += records
        self.calls += len(theirs.calls())


def _book_of(lines: Iterable[str]) -> Book:
    """Return what a process left that is no more."""
    book = Book()
    for line in lines:
        book.take_untrusted(_parsed_untrusted(line))
    book.mark_dead()
    return book


def _append(file: JournalFile, records: Sequence[Record], *, durable: bool) -> None:
    for number, record in enumerate(records, start=1):
        file.append(_line(record), durable=durable and number == len(records))


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":"))


def _parsed_untrusted(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


@asynccontextmanager
async def open_outbox(
    path: Path, run_sync: RunSync, now_s: Callable[[], float]
) -> AsyncIterator[FileOutbox]:
    """Open the outbox of one process; ``now_s`` is the wall clock.

    While another process holds ``path``, the next free name beside it is taken. Raises
    :exc:`OutboxError` if there is none or it cannot be read.
    """
    outbox = FileOutbox(path.parent, path.stem, run_sync, now_s)
    try:
        await outbox.load()
        yield outbox
    finally:
        with trio.move_on_after(CLEANUP_S, shield=True):
            await outbox.aclose()
