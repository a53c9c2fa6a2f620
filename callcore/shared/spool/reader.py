"""The reading end of spools: what the archive process of a machine delivers and deletes.

::

    for folder in reader.spools():
        batch = reader.read(folder, position)     position: number of the last delivered
        ... deliver batch.records and move the position to batch.last, at once or not at all
        reader.forget(folder, batch.last)

Nothing is kept here that a crash could lose: positions are where the records are. Blocking:
hand it a thread, one call at a time. Methods raise :exc:`OSError`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callcore.shared import stamps
from callcore.shared.journalfile import Taken
from callcore.shared.spool import spoolfolder
from callcore.shared.spool.port import SpoolRecord
from callcore.shared.spool.segment import MAX_LINE_BYTES, number_of, record_of
from callcore.shared.spool.spoolfolder import SpoolFolder

MOST_RECORDS: Final = 500
MOST_BYTES: Final = 1_000_000
LOCK: Final = ".reader.lock"
_TAIL_BYTES: Final = 2 * MAX_LINE_BYTES


@dataclass(frozen=True, slots=True)
class Batch:
    """What follows a position, in order and without repetition."""

    records: Sequence[SpoolRecord]
    last: int  # the position once they are delivered
    damaged: int  # numbers up to ``last`` that cannot be read, lost for good
    is_over: bool  # the writer is gone and nothing follows ``last``


@dataclass(frozen=True, slots=True)
class Pending:
    """What of one spool is not delivered."""

    folder: SpoolFolder
    is_live: bool
    records: int
    size_bytes: int
    oldest_s: float  # age of the oldest; 0 if there is none


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Where a line ends; the next one follows, here or in a later segment."""

    segment: int
    offset: int


class SpoolReader:
    """Reads all spools below one folder."""

    def __init__(self, root: Path, now_s: Callable[[], float] = stamps.now_s) -> None:
        self._root = root
        self._now_s = now_s
        self._cursors: dict[str, dict[int, _Cursor]] = {}  # by spool, by number

    def spools(self) -> Sequence[SpoolFolder]:
        """Return the spools that are there, of living writers and of dead ones."""
        spoolfolder.remove_half_made(self._root, self._now_s())
        return spoolfolder.spools(self._root)

    def read(self, folder: SpoolFolder, after: int, most: int = MOST_RECORDS) -> Batch:
        """Return at most ``most`` records (about 1 MB) that follow number ``after``.

        A damaged line is left out and counted. The torn end of a living writer's file is
        waited for, that of a dead one is damage.
        """
        is_live = folder.is_live()  # asked first: what is read then is all there was
        scan = self._scan(folder, after, most)
        is_over = scan.is_end and not is_live
        damaged = scan.damaged + (scan.bad_at_end if is_over else 0)
        return Batch(scan.records, scan.last, damaged, is_over)

    def forget(self, folder: SpoolFolder, up_to: int) -> bool:
        """Delete what was delivered, by whole segments; return whether the spool is gone.

        ``up_to`` is the position that is committed. The segment that a living writer may
        write to stays.
        """
        is_live = folder.is_live()
        scan = self._scan(folder, up_to, most=1)
        if scan.is_end and not scan.records and not is_live:
            folder.remove()
            self._cursors.pop(folder.spool_id, None)
            return True
        for number in folder.segments():
            if number < scan.cursor.segment:
                folder.segment(number).unlink(missing_ok=True)
        return False

    def pending(self, delivered: Mapping[str, int]) -> Sequence[Pending]:
        """Return what waits, for alarms; ``delivered`` has the positions by spool id.

        It reads the beginning and the end of what waits, not all of it.
        """
        found = []
        for folder in self.spools():
            with suppress(FileNotFoundError):  # deleted meanwhile
                found.append(self._pending(folder, delivered.get(folder.spool_id, 0)))
        return found

    def _pending(self, folder: SpoolFolder, after: int) -> Pending:
        is_live = folder.is_live()
        scan = self._scan(folder, after, most=1)
        if not scan.records:
            return Pending(folder, is_live, 0, 0, 0.0)
        first = scan.records[0]
        sizes = [(each, folder.segment(each).stat().st_size) for each in folder.segments() if each >= scan.began.segment]  # fmt: skip
        size = sum(size for _, size in sizes) - scan.began.offset
        waiting = max(_last_number(folder, sizes), first.number) - after
        oldest_s = max(0.0, self._now_s() - first.at_s)
        return Pending(folder, is_live, waiting, size, oldest_s)

    def _scan(self, folder: SpoolFolder, after: int, most: int) -> _Scan:
        known = self._cursors.get(folder.spool_id, {})
        scan = _Scan(after, most, known.get(after, _Cursor(0, 0)))
        scan.run(folder)
        self._cursors[folder.spool_id] = {after: scan.began, scan.last: scan.cursor}
        return scan


class _Scan:
    """One pass over the lines that follow ``after``."""

    def __init__(self, after: int, most: int, start: _Cursor) -> None:
        self.records: list[SpoolRecord] = []
        self.last = after
        self.damaged = 0
        self.bad_at_end = 0  # damaged lines that no good one follows
        self.is_end = False  # and not only a bound
        self.began = start  # behind ``after``
        self.cursor = start  # behind ``last``
        self._most = most
        self._size_bytes = 0
        self._is_whole = False

    def run(self, folder: SpoolFolder) -> None:
        """Read until a bound or the end."""
        self._is_whole = folder.segment(1).exists()
        for line, behind in _lines(folder, self.began):
            if len(self.records) >= self._most or self._size_bytes >= MOST_BYTES:
                return
            found = number_of(line) if behind else None
            if found is None:
                self.bad_at_end += bool(line)
            elif behind:
                self._take(*found, behind, len(line))
        self.is_end = True

    def _take(self, number: int, rest: str, behind: _Cursor, size_bytes: int) -> None:
        record = record_of(number, rest) if number > self.last else None
        if record is not None:
            if self.last or self._is_whole:  # else the position was lost, not lines
                self.damaged += number - self.last - 1
            self.records.append(record)
            self.last = number
            self._size_bytes += size_bytes
        elif number > self.last:
            self.bad_at_end += 1
            return
        elif not self.records:
            self.began = behind
        self.bad_at_end = 0
        self.cursor = behind


def _lines(
    folder: SpoolFolder, start: _Cursor
) -> Iterator[tuple[bytes, _Cursor | None]]:
    """Yield lines and where they end; a torn one at the end of all ends nowhere.

    A segment grows until a later one has its first line: only then its end is its end.
    """
    for number in folder.segments():
        if number < start.segment:
            continue
        is_final = _has_lines_after(folder, number)
        offset = start.offset if number == start.segment else 0
        yield from _lines_of(folder.segment(number), number, offset)
        if not is_final:
            return


def _has_lines_after(folder: SpoolFolder, number: int) -> bool:
    later = [each for each in folder.segments() if each > number]
    return any(folder.segment(each).stat().st_size for each in later)


def _lines_of(
    path: Path, number: int, offset: int
) -> Iterator[tuple[bytes, _Cursor | None]]:
    with path.open("rb") as file:
        while True:
            file.seek(offset)
            chunk = file.read(MOST_BYTES)
            if b"\n" not in chunk and len(chunk) < MOST_BYTES:
                yield chunk, None
                return
            # without a line break it is a piece of a line that is too long to be ours
            whole = chunk[: chunk.rfind(b"\n") + 1] or chunk
            for line in whole.splitlines(keepends=True):
                offset += len(line)
                yield line.rstrip(b"\n"), _Cursor(number, offset)


def _last_number(folder: SpoolFolder, sizes: Sequence[tuple[int, int]]) -> int:
    """Return the number of the last good line near the end, 0 if there is none."""
    for segment, size in reversed(sizes):
        start = _Cursor(segment, max(0, size - _TAIL_BYTES))
        lines = _lines_of(folder.segment(segment), segment, start.offset)
        found = [number_of(line) for line, behind in lines if behind]
        good = [each[0] for each in found if each]
        if good:
            return good[-1]
    return 0


@contextmanager
def open_reader(
    root: Path, now_s: Callable[[], float] = stamps.now_s
) -> Iterator[SpoolReader]:
    """Open the one reader of ``root``.

    Raises :exc:`~callcore.shared.journalfile.Taken` if another process reads there.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(fd, root)
        yield SpoolReader(root, now_s)
    finally:
        os.close(fd)


def _lock(fd: int, root: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        said = "another process reads the spools"
        raise Taken(error.errno, said, str(root)) from error
