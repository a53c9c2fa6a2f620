"""The worklist's table, as workers and the command use it.

Jobs for :meth:`callcore.shared.database.pool.Database.run`. What people at the admin API do
with it is in :mod:`callcore.shared.worklist.office`.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.worklist import port
from callcore.shared.worklist.item import Item, cut

DONE_S: Final = 30 * 86_400.0  # done items are shown for a month
MOST_DONE: Final = 10_000
COLUMNS: Final = (
    "item_id, extract(epoch FROM at)::float8 AS at_s, call_id, kind, reason, order_id, "
    "phone, about, wished, sealed, state, claimed_by, "
    "extract(epoch FROM claimed_at)::float8 AS claimed_s, "
    "extract(epoch FROM closed_at)::float8 AS closed_s, closed_by, outcome, note, "
    "reopened, changes"
)
Added = Literal["added", "known", "full"]


def add(connection: Connection, item: Item) -> Added:
    """Insert ``item``; one that is known is left as it is."""
    if one(connection, "SELECT 1 FROM worklist WHERE item_id = %s", item.id):
        return "known"
    if item.state == "open" and open_items(connection) >= port.MAX_OPEN:
        return "full"
    insert(connection, item)
    return "added"


def insert(connection: Connection, item: Item) -> None:
    """Insert ``item`` whatever there is; one that is done here closes one that is open."""
    done = item.state == "done"
    connection.execute(
        "INSERT INTO worklist AS kept (item_id, at, call_id, kind, reason, order_id, "
        "phone, about, wished, sealed, state, closed_at, note) "
        "VALUES (%s, to_timestamp(%s), %s, %s, %s, %s, %s, %s, %s, %s, %s, "
        "CASE WHEN %s THEN to_timestamp(%s) END, %s) "
        "ON CONFLICT (item_id) DO UPDATE SET state = 'done', "
        "closed_at = excluded.closed_at, note = excluded.note, "
        "changes = kept.changes + 1 "
        "WHERE excluded.state = 'done' AND kept.state = 'open' AND kept.reopened = 0",
        (
            _text(item.id),
            item.at_s,
            _text(item.call_id),
            _text(item.kind),
            _text(item.reason),
            _text(item.order_id),
            _text(item.phone),
            _text(item.about),
            _text(item.when),
            _text(item.sealed),
            item.state,
            done,
            item.closed_s,
            _text(item.note),
        ),
    )


def close(connection: Connection, item_id: str, at_s: float, note: str) -> bool:
    """Close an item; ``False``: nobody knows it. The first who closes it is remembered."""
    connection.execute(
        "UPDATE worklist SET state = 'done', closed_at = to_timestamp(%s), note = %s, "
        "changes = changes + 1 WHERE item_id = %s AND state = 'open'",
        (at_s, _text(cut(note)), _text(item_id)),
    )
    found = one(connection, "SELECT 1 FROM worklist WHERE item_id = %s", _text(item_id))
    return found is not None


def items(connection: Connection) -> list[Item]:
    """Return what is open and what was done lately, oldest first."""
    found = rows(
        connection,
        f"(SELECT {COLUMNS} FROM worklist WHERE state = 'open' ORDER BY at LIMIT %s) "  # noqa: S608 - a constant
        f"UNION ALL (SELECT {COLUMNS} FROM worklist WHERE state = 'done' "
        "AND closed_at > now() - make_interval(secs => %s) ORDER BY at DESC LIMIT %s) "
        "ORDER BY at_s, item_id",
        2 * port.MAX_OPEN,  # another machine may have brought its own
        DONE_S,
        MOST_DONE,
    )
    return [item_of(row) for row in found]


def item_of(row: dict[str, Any]) -> Item:
    """Return the item in a row of :data:`COLUMNS`."""
    return Item(
        id=row["item_id"],
        at_s=row["at_s"],
        call_id=row["call_id"],
        kind=row["kind"],
        reason=row["reason"],
        order_id=row["order_id"],
        phone=row["phone"],
        about=row["about"],
        when=row["wished"],
        state=row["state"],
        closed_s=row["closed_s"] or 0.0,
        note=row["note"],
        sealed=row["sealed"],
    )


def open_items(connection: Connection) -> int:
    """Return how many items wait for a human."""
    found = one(
        connection, "SELECT count(*) AS open FROM worklist WHERE state = 'open'"
    )
    assert found is not None
    return int(found["open"])


def _text(text: str) -> str:
    """Return what PostgreSQL can keep: it has no NUL."""
    return text.replace("\0", "\ufffd")
