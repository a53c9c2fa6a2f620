from __future__ import annotations

import pytest

from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_prices_are_set_by_admins_only(database_url: str) -> None:
    async with admin_house(database_url) as house:
        for role in ("viewer", "operator", "supervisor"):
            told = await house.post("/prices", {"yaml": "x"}, role=role)
            assert told.problem == "forbidden"
            assert (
                await house.post("/prices/1/activate", {}, role=role)
            ).problem == "forbidden"
            assert (await house.get("/prices", role=role)).status == 200
