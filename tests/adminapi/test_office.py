from __future__ import annotations

import pytest

from tests.kit.adminhouse import SIGNING_KEY, admin_house


@pytest.mark.integration
async def test_each_purpose_has_keys_of_its_own(database_url):
    async with admin_house(database_url) as house:
        keys = house.office.keys
        assert keys.derived("recordings") != keys.derived("access token")
        assert SIGNING_KEY not in repr(keys)
