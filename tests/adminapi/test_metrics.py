from __future__ import annotations

import pytest

from tests.kit.adminhouse import PASSWORD, admin_house


@pytest.mark.integration
async def test_requests_logins_and_denials_are_counted_without_names(database_url):
    async with admin_house(database_url) as house:
        await house.get("/me", role="viewer")
        await house.get("/me")
        await house.post("/auth/login", {"name": "viewer", "password": PASSWORD})
        await house.post("/auth/login", {"name": "nobody", "password": PASSWORD})
        house.state.down = "test"
        await house.get("/me", role="viewer")
        await house.post("/auth/logout", role="viewer")
        page = (await house.operations("/metrics")).body.decode()
        for line in (
            'adminapi_requests_total{endpoint="get_me",status="200"} 2.0',
            'adminapi_requests_total{endpoint="get_me",status="401"} 1.0',
            'adminapi_logins_total{result="ok"} 1.0',
            'adminapi_logins_total{result="unknown user"} 1.0',
            "adminapi_denylist_unknown_total 2.0",
            "adminapi_denials_untold 2.0",
            'adminapi_request_seconds_count{endpoint="get_me"} 3.0',
        ):
            assert line in page, line
        assert house.users["viewer"].user_id not in page
