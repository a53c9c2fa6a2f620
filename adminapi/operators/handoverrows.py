"""Hand-overs in PostgreSQL: the list, a queue's report, what follows from new reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from callcore.shared.worklist import table
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.sealing import sealed

#: the operator hung up, or the caller did while they talked
ANSWERED: Final = ("ANSWER", "CONTINUE")
BATCH: Final = 100
LOOK_BACK_DAYS: Final = 7  # older reports come from a restored copy: nobody calls back
Row = dict[str, Any]


def page(connection: Connection, wanted: Row, most: int) -> list[Row]:
    """Return hand-overs, newest first; ``None`` in ``wanted`` means all."""
    found = connection.execute(
        "SELECT h.handover_id::text, h.call_id::text, h.at, h.status, h.queue, "
        "h.waited_s, h.since_ai_s, h.member, o.name AS operator, "
        "h.status = ANY(%(all_answered)s) AS answered "
        "FROM handovers h LEFT JOIN operators o ON o.interface = h.member "
        "WHERE (%(since)s::timestamptz IS NULL OR h.at >= %(since)s) "
        "AND (%(until)s::timestamptz IS NULL OR h.at < %(until)s) "
        "AND (%(status)s::text IS NULL OR h.status = %(status)s) "
        "AND (%(queue)s::text IS NULL OR h.queue = %(queue)s) "
        "AND (%(member)s::text IS NULL OR h.member = %(member)s) "
        "AND (%(call_id)s::uuid IS NULL OR h.call_id = %(call_id)s) "
        "AND (%(answered)s::boolean IS NULL "
        "     OR (h.status = ANY(%(all_answered)s)) = %(answered)s) "
        "AND (%(after_at)s::timestamptz IS NULL "
        "     OR (h.at, h.handover_id) < (%(after_at)s, %(after_id)s::uuid)) "
        "ORDER BY h.at DESC, h.handover_id DESC LIMIT %(most)s",
        {**wanted, "all_answered": list(ANSWERED), "most": most},
    )
    return found.fetchall()


def report(
    connection: Connection, queue: str, since: datetime, until: datetime, level_s: int
) -> Row:
    """Return the counts and waits of a queue in a range."""
    found = one(
        connection,
        "SELECT count(*)::int AS handed_over, "
        "(count(*) FILTER (WHERE status = ANY(%s)))::int AS answered, "
        "(count(*) FILTER (WHERE status = 'ABANDON'))::int AS abandoned, "
        "(count(*) FILTER (WHERE status = ANY(%s) AND waited_s <= %s))::int AS in_time, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY waited_s) "
        "FILTER (WHERE status = ANY(%s)) AS wait_p50_s, "
        "percentile_cont(0.95) WITHIN GROUP (ORDER BY waited_s) "
        "FILTER (WHERE status = ANY(%s)) AS wait_p95_s "
        "FROM handovers WHERE queue = %s AND at >= %s AND at < %s",
        *(list(ANSWERED), list(ANSWERED), level_s, list(ANSWERED), list(ANSWERED)),
        *(queue, since, until),
    )
    assert found is not None
    return found


def take_new(connection: Connection) -> list[Row]:
    """Mark some reports that nobody has drawn conclusions from, and return them.

    Each is returned once, whichever process asks, as long as the transaction commits.
    """
    return rows(
        connection,
        "WITH new AS (INSERT INTO handovers_seen (handover_id) "
        "SELECT h.handover_id FROM handovers h "
        "WHERE h.at > now() - make_interval(days => %s) AND NOT EXISTS "
        "(SELECT 1 FROM handovers_seen s WHERE s.handover_id = h.handover_id) "
        "ORDER BY h.at LIMIT %s ON CONFLICT DO NOTHING RETURNING handover_id) "
        "SELECT h.handover_id::text, h.call_id::text, h.status, h.queue, h.member, "
        "extract(epoch FROM h.at)::float8 AS at_s, coalesce(c.sealed, '') AS caller "
        "FROM new JOIN handovers h USING (handover_id) "
        "LEFT JOIN call_callers c ON c.call_id = h.call_id ORDER BY h.at",
        LOOK_BACK_DAYS,
        BATCH,
    )


def seen_again(connection: Connection, interface: str, at_s: float) -> Row | None:
    """Note that an operator has finished a conversation.

    Returns him if that changes his presence.
    """
    connection.execute(
        "UPDATE operators SET seen_at = greatest(seen_at, to_timestamp(%s)) "
        "WHERE interface = %s",
        (at_s, interface),
    )
    return one(
        connection,
        "UPDATE operators SET presence = 'free', reason = 'by report', since = now(), "
        "version = version + 1 WHERE interface = %s AND presence IN ('busy', 'offline') "
        "AND since < to_timestamp(%s) RETURNING operator_id::text, presence, reason",
        interface,
        at_s,
    )


def callback_of(handover: Row, ring: KeyRing) -> Item:
    """Return the item for a caller whom nobody answered, sealed. Its id is the report's."""
    place = caller_place(handover["call_id"])
    item = Item(
        id=f"h-{handover['handover_id']}",
        at_s=handover["at_s"],
        call_id=handover["call_id"] or "",
        kind="callback",
        reason=f"not-answered-{handover['status'].lower()}"[:100],
        phone=ring.shown(handover["caller"], place),
        about=handover["queue"],
    )
    return sealed(item, ring)


def add_callback(connection: Connection, item: Item) -> None:
    """Put it on the worklist, once, even if that is full: it was promised by ringing."""
    table.insert(connection, item)
