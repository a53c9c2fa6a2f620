from __future__ import annotations

import pytest

from adminapi.auth import userrows
from callcore.shared.database.errors import Conflict
from tests.kit.adminhouse import admin_house


@pytest.mark.parametrize("name", ["olha", "OLHA", " Olha ", "\uff2f\uff4c\uff48\uff41"])
def test_one_user_has_one_key_however_it_is_typed(name):
    assert userrows.key_of(name) == "olha"


@pytest.mark.integration
async def test_two_users_cannot_have_names_that_look_the_same(database_url):
    async with admin_house(database_url) as house:
        with pytest.raises(Conflict):
            await house.add_user("ADMIN", "viewer")


@pytest.mark.integration
async def test_a_step_and_a_recovery_code_are_used_once(database_url):
    async with admin_house(database_url) as house:
        user_id = house.users["viewer"].user_id

        def work(connection):
            userrows.keep_recovery_codes(connection, user_id, ["abcde-fghij"])
            use_code, use_step = userrows.use_recovery_code, userrows.use_step
            return (
                use_code(connection, user_id, "abcde fghij"),
                use_code(connection, user_id, "abcde-fghij"),
                use_step(connection, user_id, 5),
                use_step(connection, user_id, 5),
                use_step(connection, user_id, 4),
            )

        assert await house.database.run(work) == (True, False, True, False, False)


def test_an_account_shows_no_secret():
    assert "hash" not in repr(userrows.nobody("hash"))
