"""The port of the spool, and the kinds of records that travel through it.

A body is one JSON object of plain values. Text that somebody said has passed the sanitizer
before it is put; the caller's number is sealed for its row before it is put, and neither
the spool nor who delivers it can open it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

Kind = Literal[
    # call_id, at (unix s), worker, did, language, prompt, prompt_sha, stt_arm, and of the
    # caller's number, unless it was withheld: sealed, mark, marks (callcore.shared.sealed);
    # before migration 0006 it was caller, in clear
    "call.opened",
    # call_id, seq (1, 2, ...), t, event, fields: the masked record of the journal
    "call.event",
    # call_id, at, next, reason, duration_ms
    "call.closed",
    # call_id, name (in the archive of recordings), path (of the WAV on this machine), ms
    "recording",
    # line_id (uuid), record: a line of the ledger as callcore.shared.costs writes it
    "usage",
    # handover_id, call_id ('' if unknown), at, status, queue, waited_s, since_ai_s, member
    "handover",
    # worker, at, reason: the supervisor saw it end; its calls that are open are lost
    "worker.gone",
]
KINDS: Final = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class SpoolRecord:
    """One record as it is read back; ``number`` counts from 1 in its spool."""

    number: int
    kind: str  # a Kind, or a word of a newer version: kept, not understood
    at_s: float  # unix time at which it was put
    body: Mapping[str, object]


class Spool(Protocol):
    """Where a process puts what must not be lost."""

    def put(self, kind: Kind, body: Mapping[str, object]) -> bool:
        """Append one record; ``False`` if it had to be dropped (full disk, bound reached).

        Never blocks for the disk and never raises: the line is in the kernel's hands when
        this returns, so a killed process loses nothing, and on the disk within 200 ms, so
        that is what a power failure may cost. What is dropped is counted.
        """


class NoSpool:
    """For a house without a database: takes everything, keeps nothing."""

    def put(self, kind: Kind, body: Mapping[str, object]) -> bool:
        """Return ``True``."""
        return True


class MemorySpool:
    """Keeps records in a list; twin of the real one for tests."""

    def __init__(self, most: int = 100_000) -> None:
        self.records: list[tuple[str, Mapping[str, object]]] = []
        self._most = most

    def put(self, kind: Kind, body: Mapping[str, object]) -> bool:
        """See :class:`Spool`."""
        if len(self.records) >= self._most:
            return False
        self.records.append((kind, dict(body)))
        return True
