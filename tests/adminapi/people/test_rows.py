from __future__ import annotations

import pytest

from adminapi.people import rows
from adminapi.people.rows import EntryFilter
from tests.kit.adminhouse import admin_house

HOSTILE = "'; DROP TABLE users; -- %s %(x)s"


@pytest.mark.integration
async def test_hostile_text_is_only_data(database_url):
    async with admin_house(database_url) as house:
        found = await house.database.run(
            lambda c: (
                rows.users(c, part=HOSTILE, role="", after="", limit=5),
                rows.entries(c, EntryFilter(action=HOSTILE, subject=HOSTILE), 5),
                rows.users(c, part="%", role="", after="", limit=5),
            )
        )
        assert found == ([], [], [])
        assert await house.database.run(
            lambda c: rows.user(c, house.users["admin"].user_id)
        )
