"""The application in memory, behind Quart's own test client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from quart_trio import QuartTrio

from chaos.store.app import build_app
from chaos.store.database import Database
from chaos.store.products import catalogue


@pytest.fixture
def app() -> Iterator[QuartTrio]:
    with closing(Database(":memory:", catalogue())) as database:
        yield build_app(database, chaos=True)
