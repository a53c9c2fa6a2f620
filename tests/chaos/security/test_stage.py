from __future__ import annotations

import httpx
import pytest

from chaos.security.stage import stage

pytestmark = pytest.mark.integration


def test_the_api_stands_on_a_port_with_an_admin_logged_in():
    with stage() as where:
        told = httpx.get(
            f"{where.url}/api/v1/me", headers={"Authorization": f"Bearer {where.token}"}
        )
        assert told.json()["role"] == "admin"
        assert where.token not in repr(told.headers)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{where.url}/api/v1/me")
