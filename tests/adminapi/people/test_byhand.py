"""As commands: tests/adminapi/test_commands.py."""

from __future__ import annotations

import pytest

from adminapi.auth.passwords import PasswordRefused
from adminapi.people import byhand
from adminapi.people.byhand import UserRefused
from tests.kit.adminhouse import PASSWORD, admin_house

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 101])
async def test_what_is_no_name_is_refused(database_url, name):
    with pytest.raises(UserRefused):
        await byhand.create(database_url, name, "admin", PASSWORD)


async def test_a_weak_password_is_refused_here_too(database_url):
    with pytest.raises(PasswordRefused):
        await byhand.create(database_url, "root", "admin", "password1234")
    with pytest.raises(UserRefused, match="no user"):
        await byhand.reset(database_url, "nobody", PASSWORD)


async def test_a_reset_lets_a_disabled_admin_in_again_and_ends_his_sessions(
    database_url,
):
    async with admin_house(database_url) as house:
        user = house.users["admin"]
        await house.database.run(
            lambda c: c.execute(
                "UPDATE users SET disabled = true, totp_on = true"
            ).close()
        )
        new = "another long sentence"
        await byhand.reset(database_url, "Admin", new)
        await house.office.guard.reseed()
        assert (await house.get("/me", token=user.token)).status == 401
        assert (
            await house.post("/auth/login", {"name": "admin", "password": new})
        ).status == 200
