"""One callcore with breakable servers, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from callcore.shared.embedded.postgres import ROOT_FOLDER
from tests.kit.officehouse import OfficeHouse
from tests.kit.officeservers import Servers
from tests.kit.servers import remove_leftovers

pytest.register_assert_rewrite("tests.office.wholeness")


@pytest.fixture(scope="session")
def office_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Yield a PostgreSQL and a Valkey that may be broken, and are healed after a test."""
    remove_leftovers(ROOT_FOLDER)
    servers = Servers(tmp_path_factory.mktemp("office"))
    servers.start()
    try:
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="session")
def closed_house(
    office_servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OfficeHouse]:
    """Yield a callcore that perhaps nobody has started yet."""
    house = OfficeHouse(tmp_path_factory.mktemp("house"), office_servers)
    try:
        yield house
    finally:
        house.stop()


@pytest.fixture
def office_house(closed_house: OfficeHouse) -> OfficeHouse:
    """Return it started; each test waits until it is open."""
    if not closed_house.is_started:
        closed_house.start()
    return closed_house
