"""Where usage is kept: the port, one log in memory and one in files.

A log never raises and never holds the loop up: what it cannot keep is counted in
``dropped`` and told, since money that nobody sees is still owed.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from callcore.shared.costs.usagerecords import Record, line_of

_LOG = logging.getLogger(__name__)

FOLDER: Final = "usage"  # below the data folder
# 100 calls at once, all day: 60 lines a second of 330 bytes are 1.7 GB
MOST_DAY_BYTES: Final = 2_000_000_000
MOST_LINE_BYTES: Final = 8_192
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_-]")


class UsageLog(Protocol):
    """Takes the records of a worker's calls, in the order in which they happen."""

    @property
    def dropped(self) -> int:
        """Return how many records could not be kept."""

    def append(self, record: Record) -> None:
        """Keep one record. Never raises; takes microseconds."""

    def close(self) -> None:
        """Take no more records; later ones are dropped. May be called twice."""


class MemoryUsageLog:
    """Keeps the first ``most`` records; twin of :class:`FileUsageLog`."""

    def __init__(
        self, on_drop: Callable[[], object] = lambda: None, most: int = 100_000
    ) -> None:
        self.records: list[Record] = []
        self.dropped = 0
        self._on_drop = on_drop
        self._most = most

    def append(self, record: Record) -> None:
        """Keep one record; beyond ``most`` it is dropped."""
        if len(self.records) < self._most:
            self.records.append(record)
            return
        self.dropped += 1
        self._on_drop()

    def close(self) -> None:
        """Take no more records."""
        self._most = 0


class FileUsageLog:
    """Appends JSON lines to ``folder/<worker>-<day>.jsonl``, which only its owner reads.

    The day is the record's, in UTC. One record is one write of a few hundred bytes into the
    page cache (about 5 us), so that a line is torn only when the machine dies or its disk is
    full; the next line then starts on a line of its own. A file that cannot be opened is
    tried again with every record.
    """

    def __init__(
        self,
        folder: Path,
        worker: str,
        on_drop: Callable[[], object] = lambda: None,
        most_day_bytes: int = MOST_DAY_BYTES,
    ) -> None:
        self.dropped = 0
        self._folder = folder
        self._worker = _NOT_IN_NAMES.sub("-", worker)
        self._on_drop = on_drop
        self._most_bytes = most_day_bytes
        self._told: set[str] = set()  # reasons of today, each is logged once a day
        self._day = ""
        self._fd = -1
        self._size_bytes = 0
        self._torn = False
        self._closed = False

    def append(self, record: Record) -> None:
        """Write one record. Never raises."""
        if self._closed:
            self._drop("closed")
            return
        day = record.at[:10]
        if day != self._day or self._fd < 0:
            self._turn_to(day)
        if self._fd < 0:
            return
        try:
            line = line_of(record)
        except (TypeError, ValueError):  # a number that is none, as numpy's
            self._drop("not plain")
            return
        self._write(line)

    def close(self) -> None:
        """Close the file; later records are dropped. May be called twice."""
        self._closed = True
        self._close_file()

    def _write(self, line: bytes) -> None:
        if self._torn:
            line = b"\n" + line
        if (
            len(line) > MOST_LINE_BYTES
            or self._size_bytes + len(line) > self._most_bytes
        ):
            self._drop("full")
            return
        try:
            written = os.write(self._fd, line)
        except OSError as error:
            self._drop(type(error).__name__, error.errno)
            return
        self._size_bytes += written
        self._torn = written < len(line)
        if self._torn:
            self._drop("short write")

    def _turn_to(self, day: str) -> None:
        self._close_file()
        if day != self._day:
            self._told.clear()
        self._day = day
        name = f"{self._worker}-{_NOT_IN_NAMES.sub('-', day)}.jsonl"
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._fd = os.open(self._folder / name, flags, 0o600)
            self._size_bytes = os.fstat(self._fd).st_size
            last = os.pread(self._fd, 1, max(0, self._size_bytes - 1))
            self._torn = last not in (b"", b"\n")
        except OSError as error:
            self._close_file()
            self._drop(type(error).__name__, error.errno)

    def _close_file(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _drop(self, reason: str, errno: int | None = None) -> None:
        self.dropped += 1
        self._on_drop()
        if reason not in self._told:
            self._told.add(reason)
            _LOG.warning("usage dropped", extra={"reason": reason, "errno": errno})
