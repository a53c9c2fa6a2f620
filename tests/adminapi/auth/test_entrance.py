"""Refresh and logout: tests/adminapi/security/test_sessions.py and test_http.py."""

from __future__ import annotations

import pytest

from adminapi.auth.cookies import REFRESH
from adminapi.auth.entrance import origin_of
from tests.kit.adminhouse import ORIGIN, admin_house


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Office.Example", "https://office.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url, origin):
    assert origin_of(url) == origin


@pytest.mark.integration
async def test_a_browser_whose_token_is_over_logs_out_with_its_cookie(database_url):
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        cookie = {REFRESH: user.refresh_token}
        told = await house.post(
            "/auth/logout", cookies=cookie, headers={"Origin": ORIGIN}
        )
        assert (told.status, told.cookies) == (204, {REFRESH: ""})
        assert (await house.get("/me", token=user.token)).status == 401


@pytest.mark.integration
@pytest.mark.parametrize("cookie", ["", "x", "x" * 5_000, "ü", "'; DROP TABLE users"])
async def test_a_cookie_that_is_none_is_refused(database_url, cookie):
    async with admin_house(database_url) as house:
        for path in ("/auth/refresh", "/auth/logout"):
            told = await house.post(
                path, cookies={REFRESH: cookie}, headers={"Origin": ORIGIN}
            )
            assert told.status == 401
