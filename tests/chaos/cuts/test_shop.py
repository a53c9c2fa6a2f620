from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from chaos.cuts.shop import open_shop

pytestmark = pytest.mark.integration


def test_it_comes_back_on_the_same_books_and_port(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop, httpx.Client(trust_env=False) as client:
        url = shop.url
        shop.revive()
        assert shop.deaths == 0  # it was well
        os.kill(shop.pid, signal.SIGKILL)
        shop.wait_death(0, 20)
        shop.revive()
        assert (shop.deaths, shop.url) == (1, url)
        shop.wait_death(0, 20)  # it has died since: there is nothing to wait for
        stock = client.get(f"{url}/products/t01", timeout=30).json()["stock"]
    assert stock > 50_000
