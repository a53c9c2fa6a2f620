"""Rows in clear, and rows of an older key, on a real PostgreSQL."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from callcore.archive import sealrows
from callcore.archive.sealrows import seal_anew, seal_clear
from callcore.shared.database.pool import Connection, Database, one, open_database, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from callcore.shared.sealed.places import caller_place, totp_place
from callcore.shared.worklist import table
from callcore.shared.worklist.sealing import opened
from tests.callcore.shared.worklist.worklistcontract import CALLBACK
from tests.kit.keys import DATA_KEYS, RING

pytestmark = pytest.mark.integration
NUMBER, SECRET, WORDS = "+380671234567", "JBSWY3DPEHPK3PXP", "зимові шини"
ITEM = replace(CALLBACK, phone=NUMBER, about=WORDS, note=f"спитав {NUMBER}")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with open_database(database_url) as database:
        yield database


def fill(connection: Connection, calls: int = 3) -> None:
    """Write what a version before 0006 wrote."""
    for _ in range(calls):
        connection.execute(
            "INSERT INTO calls (call_id, started_at, caller) VALUES (%s, now(), %s)",
            (uuid.uuid4(), NUMBER),
        )
    table.insert(connection, ITEM)
    connection.execute(
        "INSERT INTO users (name, name_key, role, password_hash, totp_secret) "
        "VALUES ('a', 'a', 'admin', '', %s)",
        (SECRET,),
    )


def everything(connection: Connection) -> str:
    """Return every row of every table, as a dump would."""
    tables = rows(
        connection,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    )
    told = [
        rows(connection, f"SELECT t::text AS row FROM {each['table_name']} AS t")
        for each in tables
    ]
    return "\n".join(row["row"] for found in told for row in found)


async def dump(database: Database) -> str:
    return await database.run(everything)


async def opens_with(database: Database, ring: KeyRing) -> list[str]:
    """Return all that was sealed, opened."""

    def work(connection: Connection) -> list[str]:
        callers = rows(connection, "SELECT call_id, sealed FROM call_callers")
        user: Any = one(connection, "SELECT user_id, totp_secret FROM users")
        (item,) = table.items(connection)
        seen = opened(item, ring)
        found = [ring.shown(c["sealed"], caller_place(c["call_id"])) for c in callers]
        secret = ring.shown(user["totp_secret"], totp_place(user["user_id"]))
        return [*found, secret, seen.phone, seen.about, seen.note]

    return await database.run(work)


ALL = [*[NUMBER] * 3, SECRET, NUMBER, WORDS, ITEM.note]


async def test_what_was_in_clear_is_sealed_and_in_no_dump(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealrows, "BATCH", 2)
    await database.run(fill)
    before = await dump(database)
    assert all(word in before for word in (NUMBER, SECRET, WORDS))
    assert await seal_clear(database, RING) == 5
    kept = await dump(database)
    assert not any(word in kept for word in (NUMBER, NUMBER[1:], SECRET, WORDS))
    assert await opens_with(database, RING) == ALL
    assert await seal_clear(database, RING) == 0
    clear: Any = await database.run(lambda c: one(c, sealrows.CLEAR))
    assert clear["count"] == 0


async def test_sealed_calls_are_found_by_their_marks(database: Database) -> None:
    await database.run(fill)
    await seal_clear(database, RING)

    def found(ring: KeyRing) -> Any:
        return database.run(
            lambda c: rows(
                c,
                "SELECT 1 FROM calls WHERE caller_mark = %s AND caller_marks @> %s::bigint[]",
                ring.marks.whole(NUMBER),
                [ring.marks.prefix("38067")],
            )
        )

    assert len(await found(RING)) == 3
    newer = new_key()
    await seal_anew(database, KeyRing.of(f"{newer},{DATA_KEYS}"))
    assert len(await found(RING)) == 0
    assert len(await found(KeyRing.of(newer))) == 3


async def test_after_sealing_anew_the_old_key_is_not_needed_any_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealrows, "BATCH", 2)
    await database.run(fill)
    await seal_clear(database, RING)
    newer = new_key()
    counts = await seal_anew(database, KeyRing.of(f"{newer},{DATA_KEYS}"))
    assert counts == {"sealed": 6}  # a note is a value of its own
    assert await opens_with(database, KeyRing.of(newer)) == ALL
    assert set(await opens_with(database, RING)) == {"unreadable"}


async def test_sealing_anew_that_was_killed_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.run(fill)
    await seal_clear(database, RING)
    newer = new_key()
    both = KeyRing.of(f"{newer},{DATA_KEYS}")
    monkeypatch.setattr(sealrows, "BATCH", 1)
    first, *_ = sealrows.COLUMNS
    begun: Counter[str] = Counter()
    await database.run(lambda c: sealrows.batch(c, both, first, first.before, begun))
    assert begun == {"sealed": 1}
    assert await opens_with(database, both) == ALL
    assert (await seal_anew(database, both))["sealed"] == 5
    assert await opens_with(database, KeyRing.of(newer)) == ALL
    assert await seal_anew(database, both) == {"sealed": 0}


async def test_what_does_not_open_is_counted_and_stays(database: Database) -> None:
    await database.run(fill)
    await seal_clear(database, RING)
    before = await dump(database)
    counts = await seal_anew(database, KeyRing.of(new_key()))
    assert counts == {"sealed": 0, "unreadable": 6}
    assert await dump(database) == before
    assert await opens_with(database, RING) == ALL
