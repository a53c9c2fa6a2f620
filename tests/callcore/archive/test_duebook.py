"""Recordings that wait, on a real PostgreSQL."""

from __future__ import annotations

import uuid

import pytest

from callcore.archive.duebook import PostgresDueBook
from callcore.shared.database.pool import open_database, rows

pytestmark = pytest.mark.integration
HOME, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as database:
        yield database


async def put(database, home=HOME):
    call_id = uuid.uuid4()

    def work(c):
        c.execute("INSERT INTO calls (call_id, started_at) VALUES (%s, to_timestamp(5.5))", (call_id,))  # fmt: skip
        c.execute("INSERT INTO recordings_due (call_id, home, path, ms) VALUES (%s, %s, '/x', 9)", (call_id, home))  # fmt: skip

    await database.run(work)
    return call_id


async def ask(database, sql):
    return await database.run(lambda c: rows(c, sql))


async def test_each_machine_has_its_own(database):
    ours = await put(database)
    await put(database, OTHER)
    (due,) = await PostgresDueBook(database, HOME).due()
    assert (due.call_id, due.path, due.ms, due.tries) == (ours, "/x", 9, 0)
    assert due.started_s == 5.5


async def test_what_is_kept_waits_no_longer_and_the_call_has_its_name(database):
    book = PostgresDueBook(database, HOME)
    await put(database)
    (due,) = await book.due()
    await book.kept(due, "day/name", 1234)
    assert await book.due() == []
    assert await ask(database, "SELECT recording, recording_ms FROM calls") == [
        {"recording": "day/name", "recording_ms": 1234}
    ]


async def test_a_try_that_failed_comes_later_and_ever_later(database):
    book = PostgresDueBook(database, HOME)
    await put(database)
    (due,) = await book.due()
    waits = []
    for _ in range(10):
        await book.later(due)
        assert await book.due() == []
        (row,) = await ask(database, "SELECT extract(epoch FROM after - now())::int AS s FROM recordings_due")  # fmt: skip
        waits.append(row["s"])
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 600


async def test_what_is_given_up_leaves_the_call_without_a_recording(database):
    book = PostgresDueBook(database, HOME)
    await put(database)
    (due,) = await book.due()
    await book.give_up(due)
    assert await ask(database, "SELECT 1 FROM recordings_due") == []
    assert await ask(database, "SELECT recording FROM calls") == [{"recording": ""}]
