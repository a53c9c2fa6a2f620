from __future__ import annotations

import pytest

from adminapi.auth import routes
from tests.kit.adminhouse import admin_house


@pytest.mark.integration
async def test_who_checks_a_password_is_throttled(database_url):
    async with admin_house(database_url) as house:
        table = {each.name: each.limit for each in routes.endpoints(house.office)}
        assert table["post_auth_login"] == "login"
        for name in (
            "post_me_password",
            "post_me_second_factor",
            "post_me_second_factor_confirm",
        ):
            assert table[name] == "password"
