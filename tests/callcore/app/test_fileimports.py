from __future__ import annotations

from pathlib import Path

import pytest

from callcore.app import fileimports
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usagerecords import line_of
from callcore.shared.database.pool import one, rows
from callcore.shared.offload import run_inline
from callcore.shared.recordlog import line_of as record_line
from callcore.shared.rollout import plantable
from callcore.shared.rollout.book import FileBook
from callcore.shared.rollout.changes import widened
from callcore.store.outboxbook import begin_record
from callcore.store.outboxport import Entry
from tests.callcore.shared.costs.madeup import ended, spent, stt
from tests.callcore.shared.rollout.plans import ANN, running
from tests.callcore.store.outboxcontract import CALL
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration
TABLE = packaged_prices()
OWNER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


async def test_a_call_of_the_file_can_be_taken_over_at_once(
    database: InlineDatabase,
) -> None:
    begin = begin_record(Entry("op", "key", 1.0, CALL, "create", ""))
    lines = [record_line(begin), "garbage", record_line({"owner": OWNER})]
    for _ in range(2):
        count = await database.run(lambda found: fileimports.outbox_file(found, lines))
        assert count == 1
    (row,) = await database.run(
        lambda found: rows(
            found, "SELECT version, leased_until <= now() AS free FROM outbox"
        )
    )
    assert row == {"version": 0, "free": True}


async def test_lines_that_are_torn_or_garbage_are_passed_over(
    database: InlineDatabase, tmp_path: Path
) -> None:
    path = tmp_path / "w1-2026-11-22.jsonl"
    good = line_of(spent(stt(15_000), TABLE, 1, CALL))
    path.write_bytes(b"garbage\n" + good + good + line_of(ended(CALL)) + good[:40])
    assert await fileimports.usage_file(database, path) == 3
    assert await fileimports.usage_file(database, path) == 3
    counts = await database.run(
        lambda found: one(
            found,
            "SELECT (SELECT count(*) FROM ledger) AS lines, "
            "(SELECT count(*) FROM calls) AS calls, "
            "(SELECT cost_micros FROM calls) = "
            "(SELECT sum(amount_micros) FROM ledger) AS summed",
        )
    )
    assert counts == {"lines": 1, "calls": 1, "summed": True}


async def test_a_rollout_without_a_log_and_one_with(
    database: InlineDatabase, tmp_path: Path
) -> None:
    job = lambda found: fileimports.rollout_files(found, tmp_path)  # noqa: E731
    assert not await database.run(job)
    book = FileBook(tmp_path, run_inline)
    await book.change(running(), 0)
    await book.change(widened(running(), 900, None, ANN), 1)
    assert await database.run(job)
    assert not await database.run(job)
    entries = await database.run(lambda found: plantable.history(found, 9))
    assert [entry.after.version for entry in entries] == [1, 2]
