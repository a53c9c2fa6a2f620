from __future__ import annotations

import pytest

from callcore.shared import audit
from callcore.shared.audit import HOUSE, Actor
from callcore.shared.database.pool import one, open_database

pytestmark = pytest.mark.integration
WHO = Actor("Olha", "11111111-1111-4111-8111-111111111111")


async def noted(url, **fields):
    wanted = {"by": WHO, "action": "thing.done", "subject": "it", **fields}
    async with open_database(url) as database:
        await database.run(lambda c: audit.note(c, **wanted))
        return await database.run(lambda c: one(c, "SELECT * FROM audit"))


async def test_an_act_is_kept_with_who_and_what(database_url):
    row = await noted(database_url, detail={"role": ["viewer", "admin"], "n": 1})
    assert (str(row["by_user"]), row["by_name"]) == (WHO.user_id, "Olha")
    assert (row["action"], row["subject"]) == ("thing.done", "it")
    assert row["detail"] == {"role": ["viewer", "admin"], "n": 1}


async def test_the_house_acts_without_a_user(database_url):
    assert (await noted(database_url, by=HOUSE))["by_user"] is None


async def test_it_is_not_there_if_the_act_was_rolled_back(database_url):
    def work(connection):
        audit.note(connection, by=WHO, action="a", subject="s")
        raise ZeroDivisionError

    async with open_database(database_url) as database:
        with pytest.raises(ZeroDivisionError):
            await database.run(work)
        assert await database.run(lambda c: one(c, "SELECT 1 FROM audit")) is None


async def test_what_the_database_cannot_hold_is_made_holdable(database_url):
    row = await noted(
        database_url,
        subject="nul \0 and \ud800",
        detail={"a\0": ["b\0", {"c\ud800": 1}]},
    )
    assert row["subject"] == "nul  and ?"
    assert row["detail"] == {"a": ["b", {"c?": 1}]}


async def test_what_is_too_long_is_cut_or_said_to_be(database_url):
    row = await noted(database_url, subject="x" * 999, detail={"text": "x" * 9_999})
    assert len(row["subject"]) == audit.LONGEST
    assert row["detail"] == {"too_long": True}
