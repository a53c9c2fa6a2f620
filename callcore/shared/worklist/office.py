"""What people do with the worklist: look at it, claim an item, finish it, open it again.

Jobs for :meth:`callcore.shared.database.pool.Database.run`, of the admin API; who did it is
noted by the caller, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.worklist.item import MAX_TEXT, Item, cut
from callcore.shared.worklist.table import COLUMNS, item_of

MOST_A_PAGE: Final = 200
OUTCOMES: Final = ("reached", "not-reached", "placed", "cancelled", "nothing-to-do")
IS_OPEN: Final = "state = 'open'"
IS_DONE: Final = "state = 'done'"
IS_FREE: Final = "state = 'open' AND (claimed_by = '' OR claimed_by = %s)"
Claimed = Literal["any", "nobody", "somebody"]


@dataclass(frozen=True, slots=True)
class Task:
    """An item with what people did about it."""

    item: Item
    claimed_by: str  # a user's id, '' while nobody is at it
    claimed_s: float  # unix time, 0 if never
    closed_by: str
    outcome: str
    reopened: int  # how often
    changes: int  # for the ETag


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to list; empty means all."""

    state: str = ""
    kind: str = ""
    call_id: str = ""
    claimed_by: str = ""
    claimed: Claimed = "any"


class Refused(Exception):
    """It cannot be done to this item now; the message is a machine word."""


def page(
    connection: Connection,
    wanted: Wanted,
    after: tuple[float, str] | None = None,
    most: int = 50,
) -> list[Task]:
    """Return the items that are wanted, newest first, ``after`` (at_s, id) of the last."""
    at_s, item_id = (None, "") if after is None else after
    found = connection.execute(
        f"SELECT {COLUMNS} FROM worklist WHERE "  # noqa: S608 - a constant
        "(%(state)s = '' OR state = %(state)s) AND (%(kind)s = '' OR kind = %(kind)s) "
        "AND (%(call_id)s = '' OR call_id = %(call_id)s) "
        "AND (%(by)s = '' OR claimed_by = %(by)s) "
        "AND (%(claimed)s = 'any' OR (claimed_by <> '') = (%(claimed)s = 'somebody')) "
        "AND (%(at_s)s::float8 IS NULL "
        "     OR (at, item_id) < (to_timestamp(%(at_s)s::float8), %(item_id)s)) "
        "ORDER BY at DESC, item_id DESC LIMIT %(most)s",
        {
            "state": wanted.state,
            "kind": wanted.kind,
            "call_id": wanted.call_id,
            "by": wanted.claimed_by,
            "claimed": wanted.claimed,
            "at_s": at_s,
            "item_id": item_id,
            "most": min(most, MOST_A_PAGE),
        },
    )
    return [_task(row) for row in found]


def task(connection: Connection, item_id: str) -> Task | None:
    """Return one item, ``None`` if there is none."""
    found = one(
        connection,
        f"SELECT {COLUMNS} FROM worklist WHERE item_id = %s",  # noqa: S608 - a constant
        item_id,
    )
    return None if found is None else _task(found)


def claim(connection: Connection, item_id: str, by: str) -> Task:
    """Say that ``by`` is at it; twice by the same is no error.

    Raises :exc:`Refused`: ``unknown``, ``done``, ``claimed`` by somebody else.
    """
    return _changed(
        connection,
        item_id,
        "claimed_by = %s, claimed_at = now()",
        (by,),
        IS_FREE,
        (by,),
    )


def release(connection: Connection, item_id: str) -> Task:
    """Say that nobody is at it. Raises :exc:`Refused`: ``unknown``, ``done``."""
    return _changed(
        connection, item_id, "claimed_by = '', claimed_at = NULL", (), IS_OPEN
    )


def finish(
    connection: Connection, item_id: str, by: str, outcome: str, note: str
) -> Task:
    """Close it. Raises :exc:`Refused`: ``unknown``, ``done``, ``claimed``."""
    return _changed(
        connection,
        item_id,
        "state = 'done', closed_at = now(), closed_by = %s, outcome = %s, note = %s",
        (by, outcome[:MAX_TEXT], cut(note)),
        IS_FREE,
        (by,),
    )


def reopen(connection: Connection, item_id: str) -> Task:
    """Open it again; what was noted stays. Raises :exc:`Refused`: ``unknown``, ``open``."""
    return _changed(
        connection,
        item_id,
        "state = 'open', closed_at = NULL, closed_by = '', claimed_by = '', "
        "claimed_at = NULL, reopened = reopened + 1",
        (),
        IS_DONE,
    )


def _changed(
    connection: Connection,
    item_id: str,
    change: str,
    values: Sequence[object],
    condition: str,
    more: Sequence[object] = (),
) -> Task:
    found = rows(
        connection,
        f"UPDATE worklist SET {change}, changes = changes + 1 "  # noqa: S608 - constants of this file
        f"WHERE item_id = %s AND {condition} RETURNING {COLUMNS}",
        *values,
        item_id,
        *more,
    )
    if found:
        return _task(found[0])
    now = task(connection, item_id)
    if now is None:
        raise Refused("unknown")
    wrong_state = now.item.state == "done" or condition == IS_DONE
    raise Refused(now.item.state if wrong_state else "claimed")


def _task(row: dict[str, Any]) -> Task:
    return Task(
        item=item_of(row),
        claimed_by=row["claimed_by"],
        claimed_s=row["claimed_s"] or 0.0,
        closed_by=row["closed_by"],
        outcome=row["outcome"],
        reopened=row["reopened"],
        changes=row["changes"],
    )
