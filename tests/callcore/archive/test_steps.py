"""Statements on a real PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import pytest

from callcore.archive.steps import Step, run
from callcore.shared.database.errors import Rejected
from callcore.shared.database.pool import open_database

pytestmark = pytest.mark.integration


async def test_lost_calls_come_back_in_order_and_other_rows_do_not(database_url):
    ids = [UUID(int=n) for n in (3, 1)]
    steps = [Step("SELECT %s::uuid AS call_id", (each,), loses=True) for each in ids]
    steps.insert(1, Step("SELECT 1 AS other", ()))
    async with open_database(database_url) as database:
        assert await database.run(lambda c: run(c, steps)) == ids


async def test_one_bad_statement_undoes_all_of_them(database_url):
    insert = Step("INSERT INTO archive_jobs VALUES ('x', %s, now())", (UUID(int=1),))
    bad = Step("SELECT 1 / 0", ())
    async with open_database(database_url) as database:
        with pytest.raises(Rejected):
            await database.run(lambda c: run(c, [insert, bad, insert]))
        count = await database.run(
            lambda c: c.execute("SELECT count(*) AS n FROM archive_jobs").fetchone()
        )
    assert count == {"n": 0}
