"""Guessing: tests/adminapi/security/test_logins.py."""

from __future__ import annotations

import pytest

from adminapi.auth.login import Credentials, LoggedIn, digest
from adminapi.auth.userrows import nobody
from tests.kit.adminhouse import PASSWORD, admin_house


def test_what_holds_secrets_shows_none():
    shown = Credentials("n", "hunter2", "123456", "hunter3", "1.1.1.1", "", "")
    assert "hunter" not in repr(shown)
    assert "hunter" not in repr(LoggedIn(nobody("hunter2"), "s", "hunter3", ()))


def test_no_name_stands_in_a_key_of_a_limit():
    assert "olha" not in digest("olha")


@pytest.mark.integration
async def test_a_one_time_password_lets_in_once_and_only_to_choose_another(
    database_url,
):
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        made = await house.post(f"/users/{user.user_id}/password", role="admin")
        login = {"name": "viewer", "password": made.json["one_time_password"]}
        assert (
            await house.post("/auth/login", login)
        ).problem == "new-password-required"
        same = {**login, "new_password": login["password"]}
        assert (await house.post("/auth/login", same)).status == 422
        own = {**login, "new_password": "a sentence of my very own"}
        assert (await house.post("/auth/login", own)).status == 200
        assert (await house.post("/auth/login", own)).problem == "wrong-login"
        assert (
            await house.post("/auth/login", {"name": "viewer", "password": PASSWORD})
        ).status == 401


@pytest.mark.integration
async def test_the_login_used_longest_ago_makes_room(database_url):
    from adminapi.auth.sessionrows import MOST_SESSIONS

    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        for _ in range(MOST_SESSIONS - 1):
            await house.log_in(user.user_id, user.name, user.role)
        assert (await house.get("/me", token=user.token)).status == 200
        told = await house.post("/auth/login", {"name": "viewer", "password": PASSWORD})
        assert told.status == 200
        assert (await house.get("/me", token=user.token)).status == 401
