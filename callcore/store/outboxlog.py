"""Where an outbox writes: the port, and the journal of this process alone.

A change comes with the records that it adds and with all records of its call, so that a log
may keep lines (the journal) or whole calls (:mod:`callcore.store.outboxtwice`).
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from callcore.shared.ids import CallId
from callcore.shared.offload import RunSync
from callcore.shared.recordlog import Record, RecordLog
from callcore.store.outboxbook import Book
from callcore.store.outboxport import OutboxError

MAX_ENTRIES: Final = 20_000  # some 5 MB; a worker takes a few hundred orders a day


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be kept of one call: what is new, and all of it (none: it is settled)."""

    call_id: CallId
    new: Sequence[Record]
    whole: Sequence[Record]


class Log(Protocol):
    """Keeps records; every method is cancel-safe and raises :exc:`OutboxError`."""

    @property
    def path(self) -> Path:
        """Return the file that this process took."""

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""

    @property
    def damaged_lines(self) -> int:
        """Return how many lines could not be read when it was opened."""

    async def open(self) -> Sequence[Record]:
        """Take a file and return what it knows."""

    async def write(self, change: Change, *, durable: bool) -> None:
        """Keep a change; ``durable``: by the time this returns."""

    async def rewrite(self, records: Sequence[Record]) -> None:
        """Compact the file; ``records`` are all that the book holds."""

    async def adopt(self, known: Callable[[CallId], bool], kept: list[Record]) -> None:
        """Take over what dead processes left; ``kept`` gets the records of their calls.

        ``known`` says which calls our book has. What came into ``kept`` before an error is
        ours.
        """

    async def claim(self) -> Sequence[Record]:
        """Return what dead processes left elsewhere: the records of their calls."""

    async def aclose(self) -> None:
        """Close the file and release its lock."""


class FileLog:
    """The journal: a :class:`Log` of one process on one machine."""

    def __init__(self, folder: Path, name: str, run_sync: RunSync) -> None:
        self._file = RecordLog(folder, name, run_sync, OutboxError)

    @property
    def path(self) -> Path:
        """See :class:`Log`."""
        return self._file.path

    @property
    def lines(self) -> int:
        """See :class:`Log`."""
        return self._file.lines

    @property
    def damaged_lines(self) -> int:
        """See :class:`Log`."""
        return self._file.damaged_lines

    async def open(self) -> Sequence[Record]:
        """See :class:`Log`."""
        return dead_records(await self._file.open())

    async def write(self, change: Change, *, durable: bool) -> None:
        """See :class:`Log`."""
        await self._file.append(change.new, durable=durable)

    async def rewrite(self, records: Sequence[Record]) -> None:
        """See :class:`Log`."""
        await self._file.rewrite(records)

    async def claim(self) -> Sequence[Record]:
        """See :class:`Log`. There is nowhere else."""
        return ()

    async def adopt(self, known: Callable[[CallId], bool], kept: list[Record]) -> None:
        """See :class:`Log`."""

        def take(theirs: Sequence[Record]) -> Sequence[Record]:
            left = book_of(theirs)
            for call in left.calls():
                if known(call.call_id):
                    left.take({"settled": call.call_id})
            left.mark_dead()
            records = left.records()
            refuse_too_many(len(kept) + len(records))
            return records

        await self._file.adopt(take, kept)

    async def aclose(self) -> None:
        """See :class:`Log`."""
        await self._file.aclose()


def refuse_too_many(count: int) -> None:
    """Raise :exc:`OSError` if so many records are not taken over at once."""
    if count > MAX_ENTRIES // 2:
        raise OSError(errno.ENOSPC, "too much to take over")


def book_of(records: Sequence[Record]) -> Book:
    """Return what ``records``, which anybody may have written, come to."""
    book = Book()
    for record in records:
        book.take_untrusted(record)
    return book


def dead_records(records: Sequence[Record]) -> Sequence[Record]:
    """Return what a process left that is no more."""
    book = book_of(records)
    book.mark_dead()
    return book.records()
