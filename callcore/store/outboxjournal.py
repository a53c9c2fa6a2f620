"""The journal of calls that PostgreSQL does not know yet: records with versions. Pure.

A journal without versions and owners, as it was written before there was a database, is
understood: its calls are of version 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import CallId
from callcore.shared.recordlog import Record
from callcore.store.outboxbook import Book
from callcore.store.outboxtable import Snapshot

VERSION: Final = "v"
_MOST_VERSION: Final = 2**53
_OWNERS: Final = ("owner", "heir")


@dataclass(frozen=True, slots=True)
class Left:
    """What a journal says: calls by id, and whose rows its writer had."""

    calls: Mapping[CallId, Snapshot]
    owners: frozenset[str]

    @property
    def lines(self) -> list[Record]:
        """Return what an heir writes down."""
        told: list[Record] = [{"heir": owner} for owner in sorted(self.owners)]
        return told + [line for call in self.calls.values() for line in anew(call)]

    @property
    def size(self) -> int:
        """Return how many lines that is."""
        return len(self.lines)

    def newer_than(self, versions: Mapping[CallId, int]) -> Left:
        """Return it without the calls that are known as they are there, or newer."""
        calls = {
            call_id: call
            for call_id, call in self.calls.items()
            if call.version > versions.get(call_id, -1)
        }
        return Left(calls, self.owners)


def anew(snapshot: Snapshot) -> list[Record]:
    """Return the lines that make a call again, whatever stood before them."""
    before: list[Record] = [{"settled": snapshot.call_id}]
    return before + versioned(snapshot, snapshot.records)


def versioned(snapshot: Snapshot, records: Sequence[Record]) -> list[Record]:
    """Return lines for ``records`` of a call, or for its end if it is settled."""
    told = [{"settled": snapshot.call_id}] if snapshot.settled else records
    return [{**record, VERSION: snapshot.version} for record in told]


def read_untrusted(lines: Iterable[Record]) -> Left:
    """Return what stands in a journal; what makes no sense is left out."""
    book, versions, owners = Book(), dict[CallId, int](), set[str]()
    gone: dict[CallId, int] = {}
    for line in lines:
        owners |= _owner(line)
        book.take_untrusted(line)
        call_id, version = _call_of(line, book), _version(line)
        if call_id is None:
            continue
        versions[call_id] = max(version, versions.get(call_id, 0))
        gone.pop(call_id, None)
        if "settled" in line and VERSION in line:  # without it: PostgreSQL has it
            gone[call_id] = version
    calls = {
        call.call_id: Snapshot(
            call.call_id, versions.get(call.call_id, 0), book.records_of(call.call_id)
        )
        for call in book.calls()
    }
    settled = {
        call_id: Snapshot(call_id, version, ())
        for call_id, version in gone.items()
        if call_id not in calls
    }
    return Left({**calls, **settled}, frozenset(owners))


def _owner(line: Record) -> set[str]:
    found = [line.get(word) for word in _OWNERS]
    return {each for each in found if isinstance(each, str) and _is_uuid(each)}


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        set(part) <= set("0123456789abcdef") for part in parts
    )


def _call_of(line: Record, book: Book) -> CallId | None:
    for field in ("call", "over", "settled"):
        if isinstance(line.get(field), str):
            return CallId(str(line[field]))
    entry = book.entry(str(line.get("op", "")))
    return entry.call_id if entry is not None else None


def _version(line: Record) -> int:
    found = line.get(VERSION)
    if isinstance(found, bool) or not isinstance(found, int):
        return 0
    return found if 0 <= found < _MOST_VERSION else 0
