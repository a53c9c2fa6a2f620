from __future__ import annotations

import pytest

from adminapi.auth import sessionrows
from callcore.shared.database.pool import rows
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_only_hashes_of_refresh_tokens_are_kept(database_url):
    async with admin_house(database_url) as house:
        token = house.users["viewer"].refresh_token
        found = await house.database.run(
            lambda c: rows(c, "SELECT * FROM refresh_tokens")
        )
        assert len(found) == 4
        assert token not in str(found)
        assert sessionrows.digest(token) in [bytes(row["token_hash"]) for row in found]


async def test_a_token_with_a_role_or_user_of_somebody_else_is_not_alive(database_url):
    from dataclasses import replace

    async with admin_house(database_url) as house:
        who = house.office.guard.tokens.read(house.users["viewer"].token)
        forged = [
            replace(who, role="admin"),
            replace(who, user_id=house.users["admin"].user_id),
            replace(who, session_id="00000000-0000-4000-8000-000000000000"),
        ]
        alive = await house.database.run(
            lambda c: sessionrows.alive_among(c, [who, *forged])
        )
        assert alive == {who}


async def test_ending_is_told_once(database_url):
    async with admin_house(database_url) as house:
        user = house.users["viewer"]

        def end(connection):
            return sessionrows.end_sessions(connection, user.user_id, "test")

        assert await house.database.run(end) == [user.session_id]
        assert await house.database.run(end) == []
