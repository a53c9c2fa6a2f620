from __future__ import annotations

import pytest

from adminapi import housekeeping
from callcore.shared.database.pool import one, open_database
from tests.kit.adminhouse import admin_house


@pytest.mark.integration
async def test_what_is_over_for_a_day_goes_and_the_rest_stays(database_url):
    async with admin_house(database_url) as house:
        old, fresh = house.users["viewer"], house.users["admin"]

        def age(connection):
            connection.execute(
                "UPDATE sessions SET revoked_at = now() - interval '25 h' WHERE session_id = %s",
                (old.session_id,),
            )
            connection.execute(
                "INSERT INTO idempotency_keys (user_id, key, endpoint, digest, attempt, started_at) "
                "VALUES (%s, 'k', 'e', 'd', gen_random_uuid(), now() - interval '25 h')",
                (fresh.user_id,),
            )

        await house.database.run(age)
        assert await housekeeping.clean(house.database) == 2
        assert await housekeeping.clean(house.database) == 0
        row = await house.database.run(
            lambda c: one(c, "SELECT count(*) AS n FROM sessions")
        )
        assert row == {"n": 3}


@pytest.mark.integration
async def test_a_database_that_is_down_is_asked_again_later(caplog):
    async with open_database("postgresql://nobody@127.0.0.1:1/none") as gone:
        assert await housekeeping.clean(gone) == 0
    assert "old rows stay" in caplog.text
