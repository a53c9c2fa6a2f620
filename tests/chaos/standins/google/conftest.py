from __future__ import annotations

import pytest

from chaos.standins.google.server import google_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.google import clients


@pytest.fixture(scope="package")
def shared_standin():
    with google_standin() as standin:
        yield standin


@pytest.fixture
def standin(shared_standin):
    shared_standin.trouble = Trouble()
    return shared_standin


@pytest.fixture
def v1(standin):
    with clients.v1(standin) as client:
        yield client


@pytest.fixture
def v2(standin):
    with clients.v2(standin) as client:
        yield client
