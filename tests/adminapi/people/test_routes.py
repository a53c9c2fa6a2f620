from __future__ import annotations

import pytest

from adminapi.edges.endpoint import ADMIN
from adminapi.people import routes
from tests.kit.adminhouse import admin_house


@pytest.mark.integration
async def test_people_are_the_business_of_admins_only(database_url):
    async with admin_house(database_url) as house:
        table = routes.endpoints(house.office)
        assert {endpoint.roles for endpoint in table} == {ADMIN}
        changes = {e.name for e in table if e.method in ("PATCH", "PUT")}
        assert changes <= {e.name for e in table if e.matched}
