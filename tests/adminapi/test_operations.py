from __future__ import annotations

import pytest

from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_it_is_ready_without_redis_and_says_so(database_url):
    async with admin_house(database_url) as house:
        assert (await house.operations("/live")).status == 200
        assert (await house.operations("/ready")).body == b"ready\n"
        house.state.down = "test"
        told = await house.operations("/ready")
        assert (told.status, told.body) == (200, b"down: redis\n")


async def test_it_is_not_ready_without_postgresql(database_url):
    async with admin_house(database_url) as house:
        house.database._url = "postgresql://nobody@127.0.0.1:1/none"
        while house.database._idle:
            house.database._idle.pop().close()
        told = await house.operations("/ready")
        assert (told.status, told.body) == (503, b"down: postgres\n")
