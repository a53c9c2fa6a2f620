from __future__ import annotations

import pytest
import trio

from adminapi import app
from adminapi.auth.keys import KeyRefused
from tests.kit.adminhouse import admin_house, config_of


@pytest.mark.integration
async def test_an_office_opens_on_urls_and_closes_without_a_leak(
    database_url, redis_url
):
    config = config_of(database_url=database_url, redis_url=redis_url)
    with trio.fail_after(30):
        async with app.open_office(config) as office:
            assert await office.database.run(lambda c: c.execute("SELECT 1").fetchone())
            await office.state.ping()


async def test_an_office_without_a_key_does_not_open():
    with pytest.raises(KeyRefused):
        async with app.open_office(config_of(signing_key="")):
            pass


@pytest.mark.integration
async def test_the_document_has_every_endpoint_and_itself(database_url):
    async with admin_house(database_url) as house:
        told = await house.get("/openapi.json")
        names = {
            operation["operationId"]
            for path in told.json["paths"].values()
            for operation in path.values()
        }
        assert names == {each.name for each in house.house.endpoints}
