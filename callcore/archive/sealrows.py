"""Seals what stands in clear, and seals anew what an older key sealed: batches in SQL.

In clear are rows of versions before 0006, and what their workers still put on the way. Every
batch is a short transaction that may be repeated, and takes only rows that nobody else has
locked. What does not open is left as it is: its key may come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from callcore.shared.database.pool import Connection, Database, rows
from callcore.shared.sealed.form import is_sealed
from callcore.shared.sealed.keyring import KeyRing, Unreadable
from callcore.shared.sealed.places import (
    caller_place,
    note_place,
    totp_place,
    worklist_place,
)
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.sealing import sealed

_NIL: Final = str(UUID(int=0))
BATCH: Final = 500  # rows: some 20 ms
Row = dict[str, Any]

_CALLERS: Final = """
SELECT call_id, caller FROM calls WHERE caller <> '' LIMIT %s FOR UPDATE SKIP LOCKED
"""
_CALLER_KEPT: Final = (
    "INSERT INTO call_callers (call_id, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING"
)
_CALLER_MARKED: Final = "UPDATE calls SET caller = '', caller_mark = %s, caller_marks = %s WHERE call_id = %s"
_ITEMS: Final = """
SELECT item_id, phone, about, wished, note, sealed FROM worklist
WHERE (phone, about, wished) <> ('', '', '') OR (note <> '' AND note NOT LIKE 'v1.%%')
LIMIT %s FOR UPDATE SKIP LOCKED
"""
_ITEM_KEPT: Final = (
    "UPDATE worklist SET phone = '', about = '', wished = '', sealed = %s, note = %s "
    "WHERE item_id = %s"
)
_FACTORS: Final = """
SELECT user_id, totp_secret FROM users
WHERE totp_secret <> '' AND totp_secret NOT LIKE 'v1.%%' LIMIT %s FOR UPDATE SKIP LOCKED
"""
_FACTOR_KEPT: Final = "UPDATE users SET totp_secret = %s WHERE user_id = %s"
CLEAR: Final = """
SELECT (SELECT count(*) FROM calls WHERE caller <> '') + (SELECT count(*) FROM worklist
  WHERE (phone, about, wished) <> ('', '', '') OR (note <> '' AND note NOT LIKE 'v1.%%'))
  + (SELECT count(*) FROM users WHERE totp_secret <> '' AND totp_secret NOT LIKE 'v1.%%')
  AS count
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed texts, and the place of each."""

    table: str
    key: str
    name: str
    place: Callable[[Any], str]
    before: str  # what comes before every key


COLUMNS: Final = (
    Column("call_callers", "call_id", "sealed", caller_place, _NIL),
    Column("worklist", "item_id", "sealed", worklist_place, ""),
    Column("worklist", "item_id", "note", note_place, ""),
    Column("users", "user_id", "totp_secret", totp_place, _NIL),
)


async def seal_clear(database: Database, ring: KeyRing) -> int:
    """Seal every row that is in clear; return how many. Raises DatabaseError."""
    count = 0
    for work in (callers, items, secrets):
        while done := await database.run(partial(work, ring=ring)):
            count += done
    return count


async def seal_anew(database: Database, ring: KeyRing) -> Counter[str]:
    """Seal everything with the first key; count ``sealed`` and ``unreadable`` values.

    Marks are made anew with it. Raises DatabaseError; it may be repeated.
    """
    counts: Counter[str] = Counter(sealed=await seal_clear(database, ring))
    for column in COLUMNS:
        after: str | None = column.before
        while after is not None:
            work = partial(batch, ring=ring, column=column, after=after, counts=counts)
            after = await database.run(work)
    return counts


def callers(connection: Connection, ring: KeyRing) -> int:
    """Seal the numbers of some calls; return how many."""
    found = rows(connection, _CALLERS, BATCH)
    for row in found:
        number, call_id = row["caller"], row["call_id"]
        kept = ring.seal(number, caller_place(call_id))
        connection.execute(_CALLER_KEPT, (call_id, kept))
        connection.execute(_CALLER_MARKED, (*_marks(ring, number), call_id))
    return len(found)


def items(connection: Connection, ring: KeyRing) -> int:
    """Seal some items of the worklist; return how many."""
    found = rows(connection, _ITEMS, BATCH)
    for row in found:
        item = sealed(_item(row), ring)
        connection.execute(_ITEM_KEPT, (item.sealed, item.note, item.id))
    return len(found)


def secrets(connection: Connection, ring: KeyRing) -> int:
    """Seal some second factors; return how many."""
    found = rows(connection, _FACTORS, BATCH)
    for row in found:
        kept = ring.seal(row["totp_secret"], totp_place(row["user_id"]))
        connection.execute(_FACTOR_KEPT, (kept, row["user_id"]))
    return len(found)


def batch(
    connection: Connection,
    ring: KeyRing,
    column: Column,
    after: str,
    counts: Counter[str],
) -> str | None:
    """Seal the next values of a column anew; return the last key, ``None`` at the end."""
    found = rows(
        connection,
        f"SELECT {column.key} AS key, {column.name} AS value FROM {column.table} "  # noqa: S608 - our own names
        f"WHERE {column.name} <> '' AND {column.name} NOT LIKE %s "
        f"AND {column.key} > %s "
        f"ORDER BY {column.key} LIMIT %s FOR UPDATE",
        f"v1.{ring.current}.%",
        *(after, BATCH),
    )
    for row in found:
        try:
            _again(connection, ring, column, row)
        except Unreadable:
            counts["unreadable"] += 1
        else:
            counts["sealed"] += 1
    return str(found[-1]["key"]) if found else None


def _again(connection: Connection, ring: KeyRing, column: Column, row: Row) -> None:
    place = column.place(row["key"])
    plain = ring.open(row["value"], place) if is_sealed(row["value"]) else row["value"]
    connection.execute(
        f"UPDATE {column.table} SET {column.name} = %s WHERE {column.key} = %s".encode(),  # noqa: S608
        (ring.seal(plain, place), row["key"]),
    )
    if column.table == "call_callers":
        connection.execute(_CALLER_MARKED, (*_marks(ring, plain), row["key"]))


def _marks(ring: KeyRing, number: str) -> Sequence[object]:
    return ring.marks.whole(number), ring.marks.prefixes(number)


def _item(row: Row) -> Item:
    """Return what is personal of an item; what is sealed already stays."""
    return Item(
        id=row["item_id"],
        at_s=0.0,
        call_id="",
        kind="",
        phone=row["phone"],
        about=row["about"],
        when=row["wished"],
        note=row["note"],
        sealed=row["sealed"],
    )
