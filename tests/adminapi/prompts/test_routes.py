from __future__ import annotations

import pytest

from adminapi.edges.endpoint import ADMIN
from adminapi.prompts import packaged
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_the_packaged_prompts_are_told(database_url: str) -> None:
    async with admin_house(database_url) as house:
        listed = await house.get("/prompts", role="viewer")
        newest = listed.json["packaged"][-1]
        told = await house.get(f"/prompts/packaged/{newest}", role="viewer")
        none = await house.get("/prompts/packaged/v0", role="viewer")
    assert listed.json["items"] == []
    assert told.json["texts"] == packaged.texts_of(newest)
    assert none.problem == "not-found"


async def test_only_admins_decide_what_callers_hear(database_url: str) -> None:
    async with admin_house(database_url) as house:
        deciding = [
            e
            for e in house.house.endpoints
            if "publish" in e.path or "rollback" in e.path
        ]
    assert len(deciding) == 2
    assert all(endpoint.roles == ADMIN for endpoint in deciding)
