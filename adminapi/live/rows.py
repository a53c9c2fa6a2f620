"""What the board needs of PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from callcore.shared.database.pool import Connection, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place

MOST_OPERATORS = 1_000


def callers(
    connection: Connection, call_ids: Sequence[str], ring: KeyRing
) -> Mapping[str, str]:
    """Return the numbers of calls, in clear, as far as the archive knows them."""
    known = [each for each in call_ids if _is_uuid(each)]
    found = rows(
        connection,
        "SELECT call_id, sealed FROM call_callers WHERE call_id = ANY(%s::uuid[])",
        known,
    )
    kept = {str(row["call_id"]): row["sealed"] for row in found}
    return {key: ring.shown(each, caller_place(key)) for key, each in kept.items()}


def presences(connection: Connection) -> list[dict[str, Any]]:
    """Return all operators as the board shows them, by name; plain values only."""
    found = rows(
        connection,
        "SELECT o.operator_id::text, o.name, o.interface, o.presence, o.reason, "
        'to_char(o.since, \'YYYY-MM-DD"T"HH24:MI:SS"Z"\') AS since, '
        "coalesce(array_agg(q.queue ORDER BY q.queue) FILTER (WHERE q.queue IS NOT NULL), "
        "'{}') AS queues FROM operators o LEFT JOIN operator_queues q USING (operator_id) "
        "GROUP BY o.operator_id ORDER BY o.name, o.operator_id LIMIT %s",
        MOST_OPERATORS,
    )
    return [dict(row) for row in found]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
