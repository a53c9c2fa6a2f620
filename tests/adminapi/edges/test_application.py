"""Headers, methods, files: tests/adminapi/security/test_http.py."""

from __future__ import annotations

import pytest

from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_an_address_with_a_slash_too_many_is_not_there(database_url):
    async with admin_house(database_url) as house:
        for path in ("/me/", "//me", "/users/not-an-id", "/users/%00"):
            told = await house.get(path, role="admin")
            assert (told.status, told.problem) == (404, "not-found"), path


async def test_an_address_of_the_api_is_never_a_page(database_url, tmp_path):
    (tmp_path / "index.html").write_text("page")
    async with admin_house(database_url, web_dir=str(tmp_path)) as house:
        assert (await house.get("/nothing")).problem == "not-found"
        assert (await house.get("/nothing", raw_path=True)).body == b"page"
        assert (await house.post("/nothing", raw_path=True)).problem == "not-found"
