"""The worklist in files: one a process, read together.

A process writes to a journal of its own (:mod:`callcore.shared.journalfolder`), so that
no two ever wait for each other; whoever reads reads them all. What dead processes left is
taken over when a journal is opened. A line is one of::

    {"id": .., "at_s": .., "call_id": .., "kind": .., ...}     an item
    {"close": id, "at_s": unix s, "note": ..}                  it is done

An item that has been done for :data:`KEEP_S` is forgotten, an open one never.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import trio

from callcore.shared import journalfolder
from callcore.shared.journalfile import JournalFile, read_lines
from callcore.shared.offload import RunSync
from callcore.shared.worklist.item import (
    Item,
    Record,
    closed,
    cut,
    item_record,
    item_untrusted,
    trimmed,
)
from callcore.shared.worklist.port import MAX_OPEN, WorklistError

KEEP_S: Final = 30 * 86_400.0  # done items: who did what, for a month
CLEANUP_S: Final = 1.0
_READ_TRIES: Final = 20  # a file that vanishes while we read was taken over: look again

log = logging.getLogger(__name__)
T = TypeVar("T")


class FileWorklist:
    """A :class:`~callcore.shared.worklist.port.Worklist`; see :func:`open_worklist`."""

    def __init__(
        self, folder: Path, name: str, run_sync: RunSync, now_s: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._name = name
        self._file = JournalFile(folder / name)  # another one is taken by load()
        self._run_sync = run_sync
        self._now_s = now_s
        self._mine: dict[str, Item] = {}
        self._writing = trio.Lock()

    async def load(self) -> None:
        """Take a journal, and over what the dead left. Raises :exc:`WorklistError`."""
        await self._guarded(self._load)

    async def add(self, item: Item) -> None:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        async with self._writing:
            if item.id in self._mine:
                return
            if sum(item.state == "open" for item in self._mine.values()) >= MAX_OPEN:
                raise WorklistError("full")
            item = trimmed(item)
            await self._append(item_record(item))
            self._mine[item.id] = item

    async def items(self) -> Sequence[Item]:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        return await self._guarded(lambda: read_items(self._folder))

    async def close(self, item_id: str, note: str = "") -> bool:
        """See :class:`~callcore.shared.worklist.port.Worklist`."""
        async with self._writing:
            if all(item.id != item_id for item in await self.items()):
                return False
            at_s = self._now_s()
            await self._append({"close": item_id, "at_s": at_s, "note": cut(note)})
            if item_id in self._mine:
                self._mine[item_id] = closed(self._mine[item_id], at_s, note)
            return True

    async def aclose(self) -> None:
        """Close the journal and release its lock."""
        await self._run_sync(self._file.close)

    async def _append(self, record: Record) -> None:
        line = _line(record)
        await self._guarded(lambda: self._file.append(line, durable=True))

    async def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return await self._run_sync(work)
        except OSError as exc:
            raise WorklistError(exc.strerror or "disk") from exc

    def _load(self) -> None:
        self._file, lines = journalfolder.open_free(self._folder, self._name)
        left: list[str] = list(lines)

        def take(theirs: Sequence[str]) -> None:
            for line in theirs:
                self._file.append(line, durable=False)
            self._file.sync()
            left.extend(theirs)

        journalfolder.adopt(self._file, take)
        self._rewrite(left)

    def _rewrite(self, lines: Sequence[str]) -> None:
        """Forget what has long been done; a closing outlives the item that it closes."""
        oldest = self._now_s() - KEEP_S
        items, closings = _folded(lines)
        now = {item.id: item for item in read_items(self._folder)}
        self._mine = {
            key: now[key]
            for key in items
            if now[key].state == "open" or now[key].closed_s >= oldest
        }
        kept = [item_record(item) for item in self._mine.values()]
        kept += [
            record
            for key, record in closings.items()
            if key not in items and (key in now or _seconds(record) >= oldest)
        ]
        self._file.rewrite([_line(record) for record in kept])


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
        items, _closings = _folded(lines)
        return sorted(items.values(), key=lambda item: item.at_s)
    raise OSError(11, "the files keep changing", str(folder))


def _folded(lines: Iterable[str]) -> tuple[dict[str, Item], dict[str, Record]]:
    """Return the items, and the closings by id; a closing may come before its item."""
    items: dict[str, Item] = {}
    closings: dict[str, Record] = {}
    for line in lines:
        try:
            raw = json.loads(line)
            if "close" in raw:
                closings.setdefault(str(raw["close"]), raw)
            else:
                item = item_untrusted(raw)
                items.setdefault(item.id, item)
        except (ValueError, TypeError, AttributeError, RecursionError):
            log.warning("worklist line not understood")
    for key, raw in closings.items():
        if key in items:
            items[key] = closed(items[key], _seconds(raw), str(raw.get("note", "")))
    return items, closings


def _seconds(raw: Record) -> float:
    at_s = raw.get("at_s")
    return float(at_s) if isinstance(at_s, int | float) else 0.0


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


@asynccontextmanager
async def open_worklist(
    folder: Path, name: str, run_sync: RunSync, now_s: Callable[[], float]
) -> AsyncIterator[FileWorklist]:
    """Open the worklist in ``folder`` for a process called ``name``.

    ``now_s`` is the wall clock. Raises :exc:`WorklistError`.
    """
    worklist = FileWorklist(folder, name, run_sync, now_s)
    try:
        await worklist.load()
        yield worklist
    finally:
        with trio.move_on_after(CLEANUP_S, shield=True):
            await worklist.aclose()
