from __future__ import annotations

from functools import partial
from typing import Any

import psycopg
import pytest

from callcore.shared.database.pool import one
from callcore.store import outboxtable
from callcore.store.outboxbook import begin_record
from callcore.store.outboxport import Entry
from callcore.store.outboxtable import Snapshot
from tests.callcore.store.outboxcontract import CALL, OTHER
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration
ME, YOU = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
BEGIN = begin_record(Entry("op", "key", 1.0, CALL, "create", "\x00 \ud800 '"))
LEASE_S = 600.0


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


def at(version: int, call_id=CALL) -> Snapshot:
    return Snapshot(call_id, version, [BEGIN])


async def save(
    database: InlineDatabase, snapshot: Snapshot, owner: str = ME, lease_s=LEASE_S
) -> int | None:
    return await database.run(
        partial(outboxtable.save, owner=owner, lease_s=lease_s, snapshot=snapshot)
    )


async def claim(database: InlineDatabase, owner: str, *dead: str) -> list[Snapshot]:
    return await database.run(
        partial(outboxtable.claim, owner=owner, lease_s=LEASE_S, heirs_of=dead)
    )


async def row(database: InlineDatabase) -> dict[str, Any]:
    found = await database.run(lambda found: one(found, "SELECT * FROM outbox"))
    assert found is not None
    return found


async def test_a_call_comes_back_as_it_was(database: InlineDatabase) -> None:
    assert await save(database, at(1)) is None
    assert await claim(database, ME) == [at(1)]


async def test_the_newest_version_wins_whenever_it_arrives(
    database: InlineDatabase,
) -> None:
    for version in (1, 5, 3, 5):
        assert await save(database, at(version)) is None
    assert (await row(database))["version"] == 5


async def test_another_owner_who_is_as_new_is_told(database: InlineDatabase) -> None:
    await save(database, at(3), YOU)
    assert await save(database, at(2)) == 3
    assert await save(database, at(3)) == 3
    assert await save(database, at(4)) is None
    assert str((await row(database))["owner"]) == ME


async def test_a_call_that_is_settled_is_nobodys(database: InlineDatabase) -> None:
    await save(database, at(1))
    await save(database, Snapshot(CALL, 2, []))
    assert await claim(database, ME, YOU) == []
    await save(database, at(1))  # which arrives late
    assert await claim(database, ME) == []


async def test_the_calls_of_the_living_stay_and_those_of_the_dead_come(
    database: InlineDatabase,
) -> None:
    await save(database, at(1), YOU)
    await save(database, at(1, OTHER), YOU, lease_s=-1.0)
    assert [each.call_id for each in await claim(database, ME)] == [OTHER]
    assert await database.run(partial(outboxtable.left_by, owners=[ME, YOU])) == {
        ME,
        YOU,
    }
    both = await claim(database, ME, YOU)
    assert {each.call_id for each in both} == {CALL, OTHER}
    assert await database.run(partial(outboxtable.left_by, owners=[YOU])) == set()


async def test_who_renews_his_lease_lives(database: InlineDatabase) -> None:
    await save(database, at(1), YOU, lease_s=-1.0)
    await database.run(partial(outboxtable.renew, owner=YOU, lease_s=LEASE_S))
    assert await claim(database, ME) == []


async def test_what_is_taken_over_at_once_is_bounded_and_theirs_come_first(
    database: InlineDatabase, monkeypatch
) -> None:
    monkeypatch.setattr(outboxtable, "MOST_ROWS", 2)
    for number in range(3):
        await save(database, at(1, f"mine {number}"))
        await save(database, at(1, f"theirs {number}"), YOU)
    names = [each.call_id for each in await claim(database, ME, YOU)]
    assert len(names) == 2
    assert all(name.startswith("theirs") for name in names)


async def test_what_was_settled_long_ago_is_forgotten_and_nothing_else(
    database: InlineDatabase,
) -> None:
    await save(database, at(1, OTHER))
    await save(database, Snapshot(CALL, 2, []))
    await database.run(outboxtable.forget)
    assert await save(database, at(1)) is None  # still known as newer
    await database.run(
        lambda found: found.execute(
            "UPDATE outbox SET settled_at = now() - interval '4 days', "
            "changed_at = now() - interval '4 days' WHERE settled_at IS NOT NULL"
        )
    )
    await database.run(outboxtable.forget)
    assert (await row(database))["call_id"] == OTHER


async def test_a_row_that_somebody_spoilt_harms_nobody(
    database: InlineDatabase,
) -> None:
    await save(database, at(1))
    await database.run(
        lambda found: found.execute("UPDATE outbox SET records='[5, {}]'")
    )
    assert await claim(database, ME) == [Snapshot(CALL, 1, [{}])]
    await database.run(lambda found: found.execute("UPDATE outbox SET records='5'"))
    assert await claim(database, ME) == [Snapshot(CALL, 1, [])]


async def test_a_row_that_another_is_taking_is_not_waited_for(
    database: InlineDatabase, database_url: str
) -> None:
    await save(database, at(1), YOU, lease_s=-1.0)
    with psycopg.connect(database_url) as other:
        other.execute("SELECT 1 FROM outbox FOR UPDATE")
        assert await claim(database, ME) == []
    assert await claim(database, ME) == [at(1)]
