"""Who changed a rollout, what, why and when: appended, never altered.

An entry is written before the change takes effect, so a change without an entry cannot
be; an entry whose change was lost to a crash can. Blocking: hand it a thread.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from callcore.shared.rollout.plan import (
    MOST_BYTES,
    PlanError,
    RolloutPlan,
    as_plain,
    plan_of_untrusted,
)
from callcore.shared.rollout.privatefile import append_line, read_bounded

AUDIT_BYTES: Final = 16_000_000  # some ten thousand changes


class AuditError(Exception):
    """The log did not take an entry, or cannot be read; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. ``before`` is ``None`` if there was no plan, or none to be read.

    Who, why and when stand in ``after``.
    """

    before: RolloutPlan | None
    after: RolloutPlan


class AuditLog(Protocol):
    """Keeps entries in order."""

    def append(self, entry: Entry) -> None:
        """Keep ``entry``, durable by the time this returns. Raises :exc:`AuditError`."""

    def newest(self, most: int) -> Sequence[Entry]:
        """Return the newest ``most`` entries, oldest first. Raises :exc:`AuditError`."""


class MemoryAudit:
    """Keeps them while the process lives; set ``broken`` and it takes none."""

    def __init__(self) -> None:
        self.broken = False
        self._entries: deque[Entry] = deque(maxlen=10_000)

    def append(self, entry: Entry) -> None:
        """See :class:`AuditLog`."""
        if self.broken:
            raise AuditError("the audit log takes no entry.")
        self._entries.append(entry)

    def newest(self, most: int) -> Sequence[Entry]:
        """See :class:`AuditLog`."""
        return list(self._entries)[-most:] if most > 0 else []


class FileAudit:
    """One JSON object a line, each on the disk before the change; private (0600).

    Damaged lines, a torn last one among them, are passed over and counted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.damaged_lines = 0  #: seen when it was read last

    def append(self, entry: Entry) -> None:
        """See :class:`AuditLog`. One writer at a time: the book's lock sees to it."""
        line = json.dumps(
            {
                "at": entry.after.changed_at,
                "by": entry.after.changed_by,
                "why": entry.after.reason,
                "before": None if entry.before is None else as_plain(entry.before),
                "after": as_plain(entry.after),
            },
            ensure_ascii=True,
        ).encode()
        try:
            append_line(self._path, line, AUDIT_BYTES)
        except OSError as error:
            raise AuditError(
                f"the audit log takes no entry: {error.strerror}."
            ) from error

    def newest(self, most: int) -> Sequence[Entry]:
        """See :class:`AuditLog`."""
        try:
            lines = read_bounded(self._path, AUDIT_BYTES).splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise AuditError(
                f"the audit log cannot be read: {error.strerror}."
            ) from error
        found = [_entry_untrusted(line) for line in lines if line]
        self.damaged_lines = found.count(None)
        return [entry for entry in found if entry is not None][-most:] if most else []


def _entry_untrusted(line: bytes) -> Entry | None:
    if len(line) > 3 * MOST_BYTES:
        return None
    try:
        raw = json.loads(line)
        before = raw["before"]
        return Entry(
            None if before is None else plan_of_untrusted(before),
            plan_of_untrusted(raw["after"]),
        )
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    except PlanError:
        return None
