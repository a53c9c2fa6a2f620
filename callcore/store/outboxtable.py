"""The outbox's table: one row a call, of which the newest version wins.

A row is written whole, so a write may be repeated, and one that arrives late changes nothing.
Jobs for :meth:`callcore.shared.database.pool.Database.run`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.ids import CallId
from callcore.shared.recordlog import Record

MOST_ROWS: Final = 500  # that are taken over at once; the rest the next time
KEEP_S: Final = 3 * 86_400.0  # what is settled: longer than a shop remembers a key
MOST_FORGOTTEN: Final = 5_000  # at once


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A call at one version; without records it is settled."""

    call_id: CallId
    version: int
    records: Sequence[Record]

    @property
    def settled(self) -> bool:
        """Return whether nothing of it is in doubt."""
        return not self.records


def save(
    connection: Connection, owner: str, lease_s: float, snapshot: Snapshot
) -> int | None:
    """Keep ``snapshot``. Returns the version of another owner if that one is as new.

    Of our own versions a newer one stays, which is no trouble either: it was a write of
    ours, given up for lost, that arrived.
    """
    taken = one(
        connection,
        "INSERT INTO outbox AS kept "
        "(call_id, owner, version, records, leased_until, settled_at) "
        "VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s), "
        "        CASE WHEN %s THEN now() END) "
        "ON CONFLICT (call_id) DO UPDATE SET owner = excluded.owner, "
        "version = excluded.version, records = excluded.records, "
        "leased_until = excluded.leased_until, settled_at = excluded.settled_at, "
        "changed_at = now() "
        "WHERE kept.version < excluded.version RETURNING version",
        snapshot.call_id,
        owner,
        snapshot.version,
        json.dumps(list(snapshot.records), separators=(",", ":")),
        lease_s,
        snapshot.settled,
    )
    if taken is not None:
        return None
    found = one(
        connection,
        "SELECT owner::text, version FROM outbox WHERE call_id = %s",
        snapshot.call_id,
    )
    return None if found is None or found["owner"] == owner else int(found["version"])


def claim(
    connection: Connection, owner: str, lease_s: float, heirs_of: Sequence[str]
) -> list[Snapshot]:
    """Make what dead owners left ours, and return all that is ours or was theirs.

    Dead are those in ``heirs_of``, and whoever has not renewed his lease. Ours come along,
    last, because an earlier answer to this may have been lost.
    """
    found = connection.execute(
        "WITH free AS (SELECT call_id FROM outbox WHERE settled_at IS NULL "
        "AND (owner = %(me)s OR owner = ANY (%(dead)s::uuid[]) OR leased_until < now()) "
        "ORDER BY owner = %(me)s, changed_at LIMIT %(most)s FOR UPDATE SKIP LOCKED) "
        "UPDATE outbox AS kept SET owner = %(me)s, "
        "leased_until = now() + make_interval(secs => %(lease_s)s) "
        "FROM free WHERE kept.call_id = free.call_id "
        "RETURNING kept.call_id, kept.version, kept.records",
        {"me": owner, "dead": list(heirs_of), "most": MOST_ROWS, "lease_s": lease_s},
    )
    return [_snapshot_untrusted(row) for row in found]


def left_by(connection: Connection, owners: Sequence[str]) -> set[str]:
    """Return those of ``owners`` who still have calls that are not settled."""
    found = rows(
        connection,
        "SELECT DISTINCT owner::text FROM outbox WHERE settled_at IS NULL "
        "AND owner = ANY (%s::uuid[])",
        list(owners),
    )
    return {row["owner"] for row in found}


def renew(connection: Connection, owner: str, lease_s: float) -> None:
    """Say that ``owner`` lives."""
    connection.execute(
        "UPDATE outbox SET leased_until = now() + make_interval(secs => %s) "
        "WHERE owner = %s AND settled_at IS NULL",
        (lease_s, owner),
    )


def forget(connection: Connection) -> None:
    """Delete some of what has been settled for :data:`KEEP_S`."""
    connection.execute(
        "DELETE FROM outbox WHERE call_id IN (SELECT call_id FROM outbox "
        "WHERE settled_at < now() - make_interval(secs => %s) LIMIT %s "
        "FOR UPDATE SKIP LOCKED)",
        (KEEP_S, MOST_FORGOTTEN),
    )


def _snapshot_untrusted(row: dict[str, Any]) -> Snapshot:
    found = row["records"]
    records = found if isinstance(found, list) else []
    return Snapshot(
        CallId(row["call_id"]),
        int(row["version"]),
        [record for record in records if isinstance(record, dict)],
    )
