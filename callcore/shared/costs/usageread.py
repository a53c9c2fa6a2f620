"""Recorded usage, read back: from any number of files, whatever state they are in.

A line that was torn by a crash, or is garbage, is counted and passed over. A record that
stands in two files, because somebody copied a folder, counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Final

from callcore.shared.costs.usagelog import MOST_LINE_BYTES
from callcore.shared.costs.usagerecords import (
    CallFacts,
    Record,
    Spent,
    record_of_untrusted,
)

MOST_RECORDS: Final = 500_000  # about 1.1 kB each in memory, 17 us to read
_MOST_FILES: Final = 10_000


@dataclass(slots=True)
class Recorded:
    """What was read. ``left`` counts what was beyond :data:`MOST_RECORDS`.

    ``torn`` are last lines without an end, ``garbage`` are other lines that hold no record,
    ``unreadable`` names files that could not be read.
    """

    spent: list[Spent] = field(default_factory=list)
    calls: list[CallFacts] = field(default_factory=list)
    torn: int = 0
    garbage: int = 0
    left: int = 0
    unreadable: list[Path] = field(default_factory=list)


def usage_files(places: Iterable[Path]) -> list[Path]:
    """Return the files of usage in ``places``: files themselves, or folders of them."""
    found: dict[Path, None] = {}
    for place in places:
        inside = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
        found.update(dict.fromkeys(path.resolve() for path in inside))
    return list(found)[:_MOST_FILES]


def read_usage(files: Iterable[Path], most: int = MOST_RECORDS) -> Recorded:
    """Return what stands in ``files``; never raises for what is in them."""
    found, reader = Recorded(), _Reader(most)
    for path in files:
        try:
            with path.open("rb") as file:
                for line in lines_in(file):
                    reader.take(line, found)
        except OSError:
            found.unreadable.append(path)
    return found


def lines_in(file: BufferedReader) -> Iterator[bytes]:
    """Yield lines in pieces of bounded size: a file without newlines fills no memory."""
    while line := file.readline(MOST_LINE_BYTES + 1):
        yield line


class _Reader:
    def __init__(self, most: int) -> None:
        self._most = most
        self._events: set[str] = set()
        self._calls: set[str] = set()

    def take(self, line: bytes, found: Recorded) -> None:
        if not line.strip():
            return
        try:
            record = record_of_untrusted(line)
        except ValueError:
            if line.endswith(b"\n"):
                found.garbage += 1
            else:
                found.torn += 1
            return
        self._keep(record, found)

    def _keep(self, record: Record, found: Recorded) -> None:
        if len(found.spent) + len(found.calls) >= self._most:
            found.left += 1
        elif isinstance(record, CallFacts):
            if record.call_id not in self._calls:
                self._calls.add(record.call_id)
                found.calls.append(record)
        elif record.event.id not in self._events:
            self._events.add(record.event.id)
            found.spent.append(record)
