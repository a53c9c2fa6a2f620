"""The records of one process, one JSON object a line, in a folder of such journals.

What the outbox and the worklist have in common: a journal of one's own
(:mod:`callcore.shared.journalfolder`), what the dead left, and one exception of the user's
for whatever a disk does. What is no JSON object is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import trio

from callcore.shared import journalfolder
from callcore.shared.journalfile import JournalFile
from callcore.shared.offload import RunSync

CLEANUP_S: Final = 1.0
Record = dict[str, object]
T = TypeVar("T")


class RecordLog:
    """Every method is cancel-safe, as ``run_sync`` is, and raises only ``trouble``."""

    def __init__(
        self,
        folder: Path,
        name: str,
        run_sync: RunSync,
        trouble: Callable[[str], Exception],
    ) -> None:
        self._folder = folder
        self._name = name
        self._file = JournalFile(folder / name)  # another one is taken by open()
        self._run_sync = run_sync
        self._trouble = trouble

    @property
    def path(self) -> Path:
        """Return the file that this process took."""
        return self._file.path

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""
        return self._file.lines

    @property
    def damaged_lines(self) -> int:
        """Return how many lines could not be read when it was opened."""
        return self._file.damaged_lines

    async def open(self) -> list[Record]:
        """Take a journal and return what is in it."""

        def work() -> list[str]:
            self._file, lines = journalfolder.open_free(self._folder, self._name)
            return lines

        return records_of(await self.guarded(work))

    async def append(self, records: Sequence[Record], *, durable: bool) -> None:
        """Add records; ``durable`` waits for the disk, once."""
        await self.guarded(lambda: self._append(records, durable=durable))

    async def rewrite(self, records: Iterable[Record]) -> None:
        """Replace the whole journal in one step."""
        lines = [line_of(record) for record in records]
        await self.guarded(lambda: self._file.rewrite(lines))

    async def adopt(
        self, take: Callable[[list[Record]], Sequence[Record]], kept: list[Record]
    ) -> None:
        """Take over what dead processes left; ``kept`` gets what is ours from now on.

        ``take`` is told what one of them left, where blocking work runs, and returns what is
        to stand in our journal; that is durable before theirs is removed. It may raise
        :exc:`OSError`, then theirs stays. What came into ``kept`` before an error counts.
        """

        def take_lines(lines: Sequence[str]) -> None:
            records = take(records_of(lines))
            self._append(records, durable=True)
            kept.extend(records)

        await self.guarded(lambda: journalfolder.adopt(self._file, take_lines))

    async def guarded(self, work: Callable[[], T]) -> T:
        """Return what blocking ``work`` returns."""
        try:
            return await self._run_sync(work)
        except OSError as error:
            raise self._trouble(error.strerror or "disk") from error

    async def aclose(self) -> None:
        """Close the journal and release its lock."""
        with trio.move_on_after(CLEANUP_S, shield=True):
            await self._run_sync(self._file.close)

    def _append(self, records: Sequence[Record], *, durable: bool) -> None:
        for number, record in enumerate(records, start=1):
            last = durable and number == len(records)
            self._file.append(line_of(record), durable=last)


def records_of(lines: Iterable[str]) -> list[Record]:
    """Return the objects in ``lines``."""
    return [found for line in lines if (found := _parsed_untrusted(line)) is not None]


def line_of(record: Record) -> str:
    """Return ``record`` as a line; what cannot be written becomes a question mark."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()


def _parsed_untrusted(line: str) -> Record | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
