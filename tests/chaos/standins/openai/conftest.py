from __future__ import annotations

import pytest

from chaos.standins.openai.server import openai_standin
from tests.chaos.standins.openai.client import open_client


@pytest.fixture
def standin():
    with openai_standin() as standin:
        yield standin


@pytest.fixture
async def client(standin):
    async with open_client(standin) as client:
        yield client
