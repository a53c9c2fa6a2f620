"""Keys for tests: a ring of the moment, and a call's number as the archive keeps it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from callcore.shared.database.pool import Connection
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from callcore.shared.sealed.places import caller_place

DATA_KEYS: Final = new_key()
RING: Final = KeyRing.of(DATA_KEYS)


def keep_caller(
    connection: Connection, call_id: str | UUID, number: str, ring: KeyRing = RING
) -> None:
    """Give a call that is there its number, sealed and marked."""
    connection.execute(
        "UPDATE calls SET caller_mark = %s, caller_marks = %s WHERE call_id = %s",
        (ring.marks.whole(number), ring.marks.prefixes(number), call_id),
    )
    connection.execute(
        "INSERT INTO call_callers (call_id, sealed) VALUES (%s, %s)",
        (call_id, ring.seal(number, caller_place(call_id))),
    )
