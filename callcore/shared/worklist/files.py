"""The worklist in files: one a process, read together.

A process writes to a journal of its own (:mod:`callcore.shared.journalfolder`), so that
no two ever wait for each other; whoever reads reads them all. What dead processes left is
taken over when a journal is opened. A line is one of::

    {"id": .., "at_s": .., "call_id": .., "kind": .., ...}     an item
    {"close": id, "at_s": unix s, "note": ..}                  it is done

An item that has been done for :data:`KEEP_S` is forgotten, an open one never. What an
earlier version wrote in clear is sealed when a journal is opened.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import trio

from callcore.shared import journalfolder
from callcore.shared.journalfile import read_lines
from callcore.shared.offload import RunSync
from callcore.shared.recordlog import Record, RecordLog, records_of
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.worklist.item import (
    Item,
    closed,
    cut,
    item_record,
    item_untrusted,
    trimmed,
)
from callcore.shared.worklist.port import MAX_OPEN, WorklistError
from callcore.shared.worklist.sealing import sealed_anew, sealed_note

KEEP_S: Final = 30 * 86_400.0  # done items: who did what, for a month
_READ_TRIES: Final = 20  # a file that vanishes while we read was taken over: look again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closing:
    """An item is done: which, when, and what whoever closed it has to say."""

    item_id: str
    at_s: float
    note: str


class FileWorklist:
    """A :class:`~callcore.shared.worklist.port.Worklist`; see :func:`open_worklist`."""

    def __init__(
        self,
        folder: Path,
        name: str,
        run_sync: RunSync,
        now_s: Callable[[], float],
        ring: KeyRing | None = None,
    ) -> None:
        self._folder = folder
        self._ring = ring
        self._file = RecordLog(folder, name, run_sync, WorklistError)
        self._now_s = now_s
        self._mine: dict[str, Item] = {}
        self._closings: dict[str, Closing] = {}  # of items that others wrote
        self._writing = trio.Lock()

    async def load(self) -> None:
        """Take a journal, and over what the dead left. Raises :exc:`WorklistError`."""
        left = await self._file.open()
        await self._file.adopt(lambda theirs: theirs, left)
        now = {item.id: item for item in await self.items()}
        self._keep(left, now)
        self._seal()
        await self._rewrite()

    async def add(self, item: Item) -> None:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        async with self._writing:
            if item.id in self._mine:
                return
            if sum(item.state == "open" for item in self._mine.values()) >= MAX_OPEN:
                raise WorklistError("full")
            item = trimmed(item)
            await self._file.append([item_record(item)], durable=True)
            self._mine[item.id] = item

    async def items(self) -> Sequence[Item]:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        return await self._file.guarded(lambda: read_items(self._folder))

    async def close(self, item_id: str, note: str = "") -> bool:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        async with self._writing:
            if all(item.id != item_id for item in await self.items()):
                return False
            closing = Closing(item_id, self._now_s(), cut(note))
            await self._file.append([_closing_record(closing)], durable=True)
            if item_id in self._mine:
                mine = self._mine[item_id]
                self._mine[item_id] = closed(mine, closing.at_s, note)
            else:
                self._closings.setdefault(item_id, closing)
            return True

    async def open_items(self) -> int:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        return sum(item.state == "open" for item in await self.items())

    def own(self) -> tuple[Sequence[Item], Sequence[Closing]]:
        """Return what this process keeps: items, and closings of other writers' items."""
        return list(self._mine.values()), list(self._closings.values())

    async def forget(self, gone: Sequence[Item | Closing]) -> None:
        """Forget what is kept elsewhere now, unless it has changed since.

        Raises :exc:`WorklistError`.
        """
        async with self._writing:
            for each in gone:
                if isinstance(each, Closing):
                    self._closings.pop(each.item_id, None)
                elif self._mine.get(each.id) == each:
                    del self._mine[each.id]
            await self._rewrite()

    async def aclose(self) -> None:
        """Close the journal and release its lock."""
        await self._file.aclose()

    def _keep(self, left: Sequence[Record], now: dict[str, Item]) -> None:
        """Forget what has long been done; a closing outlives the item that it closes."""
        oldest = self._now_s() - KEEP_S
        items, closings = folded(left)
        self._mine = {
            key: now[key]
            for key in items
            if now[key].state == "open" or now[key].closed_s >= oldest
        }
        self._closings = {
            key: closing
            for key, closing in closings.items()
            if key not in items and (key in now or closing.at_s >= oldest)
        }

    def _seal(self) -> None:
        ring = self._ring
        if ring is None:
            return
        self._mine = {key: sealed_anew(item, ring) for key, item in self._mine.items()}
        self._closings = {
            key: replace(each, note=sealed_note(key, each.note, ring))
            for key, each in self._closings.items()
        }

    async def _rewrite(self) -> None:
        items = [item_record(item) for item in self._mine.values()]
        closings = [_closing_record(each) for each in self._closings.values()]
        await self._file.rewrite(items + closings)


def read_items(folder: Path) -> list[Item]:
    """Return what all processes wrote, oldest first. Blocking; raises :exc:`OSError`."""
    for _ in range(_READ_TRIES):
        try:
            lines = [
                line
                for path in journalfolder.files_of(folder)
                for line in read_lines(path)
            ]
        except FileNotFoundError:
            continue
        items, _closings = folded(records_of(lines))
        return sorted(items.values(), key=lambda item: item.at_s)
    raise OSError(11, "the files keep changing", str(folder))


def folded(
    records: Iterable[Record],
) -> tuple[dict[str, Item], dict[str, Closing]]:
    """Return the items in ``records``, and the closings by id; either may come first."""
    items: dict[str, Item] = {}
    closings: dict[str, Closing] = {}
    for raw in records:
        if "close" in raw:
            closing = _closing_untrusted(raw)
            closings.setdefault(closing.item_id, closing)
            continue
        try:
            item = item_untrusted(raw)
        except (ValueError, TypeError):
            log.warning("worklist line not understood")
        else:
            items.setdefault(item.id, item)
    for key, closing in closings.items():
        if key in items:
            items[key] = closed(items[key], closing.at_s, closing.note)
    return items, closings


def _closing_record(closing: Closing) -> Record:
    return {"close": closing.item_id, "at_s": closing.at_s, "note": closing.note}


def _closing_untrusted(raw: Record) -> Closing:
    at_s = raw.get("at_s")
    seconds = float(at_s) if isinstance(at_s, int | float) else 0.0
    return Closing(str(raw["close"]), seconds, cut(str(raw.get("note", ""))))


@asynccontextmanager
async def open_worklist(
    folder: Path,
    name: str,
    run_sync: RunSync,
    now_s: Callable[[], float],
    ring: KeyRing | None = None,
) -> AsyncIterator[FileWorklist]:
    """Open the worklist in ``folder`` for a process called ``name``.

    ``now_s`` is the wall clock; ``ring`` seals what is found in clear, and
    anew what an older key sealed. New items are kept as
    they come: :class:`~callcore.shared.worklist.sealing.SealedWorklist` seals them. Raises
    :exc:`WorklistError`.
    """
    worklist = FileWorklist(folder, name, run_sync, now_s, ring)
    try:
        await worklist.load()
        yield worklist
    finally:
        await worklist.aclose()
