from __future__ import annotations

import pytest
import trio

from callcore.engines.host.client import EngineClient
from callcore.engines.host.natives import ModelSettings
from callcore.engines.host.server import HostSettings, serve
from tests.callcore.engines.host.fakes import PATIENCE_S, fake_natives


@pytest.fixture
def natives():
    return fake_natives()


@pytest.fixture
def hung():
    return []


@pytest.fixture
def settings(tmp_path):
    return HostSettings(
        socket=tmp_path / "e.sock",
        models=ModelSettings(cache=tmp_path),
        chaos=True,
        self_watch_s=None,
        nice=0,
    )


@pytest.fixture
async def server(nursery, settings, natives, hung):
    async def run(task_status):
        await serve(
            settings, natives=natives, hung=hung.append, task_status=task_status
        )

    with trio.fail_after(PATIENCE_S):
        await nursery.start(run)
    yield settings.socket
    natives.stt.gate.set()


@pytest.fixture
async def client(nursery, server):
    client = EngineClient(server)
    with trio.fail_after(PATIENCE_S):
        await nursery.start(client.run)
        await client.wait_connected()
    return client
