from __future__ import annotations

from functools import partial

import pytest

from adminapi.edges.problem import Problem
from adminapi.prompts import rows
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import Connection, open_database
from tests.adminapi.prompts.test_checks import GOOD

pytestmark = pytest.mark.integration


def add(connection: Connection, version: str) -> str:
    row = rows.added(connection, version, GOOD, based_on="v2", note="", by="admin")
    return str(row["prompt_id"])


async def test_the_table_itself_holds_one_published_prompt_at_most(
    database_url: str,
) -> None:
    async with open_database(database_url) as database:
        ids = [await database.run(partial(add, version=v)) for v in ("one", "two")]
        await database.run(lambda c: rows.publish(c, ids[0], "admin"))
        with pytest.raises(Conflict):
            await database.run(
                lambda c: c.execute(
                    "UPDATE prompts SET state = 'published' WHERE prompt_id = %s",
                    (ids[1],),
                )
            )
        await database.run(lambda c: rows.publish(c, ids[1], "admin"))
        assert (await database.run(rows.published) or {})["version"] == "two"


async def test_drafts_are_bounded(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_DRAFTS", 1)
    async with open_database(database_url) as database:
        await database.run(lambda c: add(c, "one"))
        with pytest.raises(Problem, match="conflict"):
            await database.run(lambda c: add(c, "two"))


async def test_a_runner_is_there_if_it_was_seen_lately(database_url: str) -> None:
    async with open_database(database_url) as database:
        assert (await database.run(rows.runner_seen)) == (None, False)
        await database.run(
            lambda c: c.execute(
                "INSERT INTO prompt_runners VALUES ('a', now() - interval '6 min')"
            )
        )
        assert (await database.run(rows.runner_seen))[1] is False
        await database.run(
            lambda c: c.execute("INSERT INTO prompt_runners VALUES ('b')")
        )
        assert (await database.run(rows.runner_seen))[1] is True
