"""Old records on a real PostgreSQL."""

from __future__ import annotations

import uuid

import pytest

from callcore.archive.books import PostgresBooks
from callcore.archive.oldbook import BATCH, BEGINNING, PostgresOldBook
from callcore.shared.database.pool import open_database, rows
from tests.callcore.archive.records import a_call
from tests.callcore.archive.test_books import HOME, Spooled
from tests.kit.keys import keep_caller

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as database:
        yield database


@pytest.fixture
def book(database):
    return PostgresOldBook(database, HOME)


async def ask(database, sql, *values):
    return await database.run(lambda c: rows(c, sql, *values))


async def age(database, call_id, days):
    await ask(database, "UPDATE calls SET started_at = now() - make_interval(days => %s) WHERE call_id = %s RETURNING 1", days, call_id)  # fmt: skip


async def a_kept_call(database, days):
    call_id = str(uuid.uuid4())
    await Spooled(PostgresBooks(database)).put(*a_call(call_id))
    await age(database, call_id, days)
    await database.run(lambda c: keep_caller(c, call_id, "+380671234567"))
    await ask(database, "UPDATE calls SET recording = 'r-' || call_id WHERE call_id = %s RETURNING 1", call_id)  # fmt: skip
    return call_id


async def test_words_go_and_times_and_costs_stay(database, book):
    old, young = await a_kept_call(database, 31), await a_kept_call(database, 29)
    assert await book.forget_words(30) == 1
    assert await book.forget_words(30) == 0
    (call,) = await ask(database, "SELECT * FROM calls WHERE call_id = %s", old)
    assert (call["caller"], call["search"]) == ("", "")
    assert (call["caller_mark"], call["caller_marks"]) == (None, [])
    kept = await ask(database, "SELECT call_id::text FROM call_callers")
    assert [row["call_id"] for row in kept] == [young]
    assert call["transcript_gone_at"] is not None
    assert (call["turns"], call["cost_micros"], call["worst_turn_ms"], call["outcome"]) == (2, 700, 1200, "ended")  # fmt: skip
    turns = await ask(database, "SELECT * FROM turns WHERE call_id = %s", old)
    assert {t["caller_text"] + t["agent_text"] for t in turns} == {""}
    assert {t["total_ms"] for t in turns} == {None, 900.0, 1200.0}
    tools = await ask(database, "SELECT * FROM tool_calls WHERE call_id = %s", old)
    assert {t["arguments"] + t["result"] for t in tools} == {""}
    assert (
        await ask(database, "SELECT 1 FROM call_events WHERE call_id = %s", old) == []
    )
    assert len(await ask(database, "SELECT 1 FROM call_events WHERE call_id = %s", young)) == 15  # fmt: skip


async def test_whom_a_done_task_was_about_goes_and_what_came_of_it_stays(
    database, book
):
    for name, state, days in (("old", "done", 31), ("new", "done", 29), ("open", "open", 99)):  # fmt: skip
        await ask(
            database,
            "INSERT INTO worklist (item_id, at, call_id, kind, phone, sealed, outcome, state, closed_at) "
            "VALUES (%s, now(), 'c', 'callback', '+380671234567', 'v1.k.x', 'reached', %s, "
            "CASE WHEN %s = 'done' THEN now() - make_interval(days => %s) END) RETURNING 1",
            name, state, state, days,
        )  # fmt: skip
    assert await book.forget_tasks(30) == 1
    assert await book.forget_tasks(30) == 0
    found = await ask(database, "SELECT * FROM worklist WHERE item_id = 'old'")
    assert (found[0]["phone"], found[0]["sealed"], found[0]["outcome"]) == ("", "", "reached")  # fmt: skip
    kept = await ask(database, "SELECT phone FROM worklist WHERE phone <> ''")
    assert len(kept) == 2


async def test_a_late_line_of_the_ledger_does_not_bring_the_counts_to_nothing(
    database, book
):
    from tests.callcore.archive.records import usage

    old = await a_kept_call(database, 31)
    await book.forget_words(30)
    await Spooled(PostgresBooks(database)).put(usage(old, 9))
    (call,) = await ask(database, "SELECT * FROM calls WHERE call_id = %s", old)
    assert (call["barge_ins"], call["degradations"]) == (1, 1)


async def test_old_recordings_come_in_the_order_of_their_age(database, book):
    ids = {days: await a_kept_call(database, days) for days in (40, 95, 91, 89)}
    first = await book.recordings(90, BEGINNING)
    assert [name for _, name in first] == [f"r-{ids[95]}", f"r-{ids[91]}"]
    assert [n for _, n in await book.recordings(90, first[0][0])] == [f"r-{ids[91]}"]
    await book.recordings_gone([uuid.UUID(ids[95])])
    assert [n for _, n in await book.recordings(90, BEGINNING)] == [f"r-{ids[91]}"]


async def test_a_batch_is_bounded(database, book):
    await ask(
        database,
        "INSERT INTO calls (call_id, started_at) SELECT gen_random_uuid(), "
        "now() - interval '50 days' FROM generate_series(1, %s) RETURNING 1",
        BATCH + 5,
    )
    assert [await book.forget_words(30) for _ in range(3)] == [BATCH, 5, 0]


async def test_one_machine_does_it_at_a_time(database, book):
    other = PostgresOldBook(database, uuid.uuid4())
    assert await book.lease()
    assert await book.lease()  # renewed
    assert not await other.lease()
    await book.done({"recordings": 0})
    assert await other.lease()
    await ask(database, "UPDATE archive_jobs SET until = now() - interval '1 s' RETURNING 1")  # fmt: skip
    assert await book.lease()  # the other one died


async def test_what_was_done_is_on_the_audit_if_anything_was(database, book):
    await book.done({"recordings": 0, "transcripts": 0})
    assert await ask(database, "SELECT 1 FROM audit") == []
    await book.done({"recordings": 2, "transcripts": 3})
    (row,) = await ask(database, "SELECT by_name, action, detail FROM audit")
    assert row["action"] == "retention.done"
    assert row["detail"] == {"recordings": 2, "transcripts": 3}


async def test_calls_of_machines_that_never_came_back_are_lost(database, book):
    await ask(
        database,
        "INSERT INTO calls (call_id, started_at) VALUES (gen_random_uuid(), now() - "
        "interval '25 h'), (gen_random_uuid(), now() - interval '2 h') RETURNING 1",
    )
    assert await book.lose_old() == 1
    found = await ask(database, "SELECT outcome FROM calls ORDER BY started_at")
    assert [row["outcome"] for row in found] == ["lost", "live"]


async def test_positions_of_spools_long_gone_are_forgotten(database, book):
    await ask(
        database,
        "INSERT INTO spool_positions (spool_id, writer, delivered, over_at) VALUES "
        "(gen_random_uuid(), 'old', 1, now() - interval '91 days'), "
        "(gen_random_uuid(), 'over', 1, now()), "
        "(gen_random_uuid(), 'live', 1, NULL) RETURNING 1",
    )
    await book.done({})
    found = await ask(database, "SELECT writer FROM spool_positions ORDER BY writer")
    assert [row["writer"] for row in found] == ["live", "over"]
