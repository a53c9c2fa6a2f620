from __future__ import annotations

import os

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.agent.prompts.loader import packaged
from callcore.app.backroom import SPOOL, open_backroom
from callcore.shared.config import load
from callcore.shared.observe.metrics import Metrics
from callcore.shared.spool.port import NoSpool
from callcore.shared.workername import worker_id
from tests.kit.keys import DATA_KEYS
from tests.kit.until import until

pytestmark = pytest.mark.integration


async def keep_prices(database):
    assert database is not None
    await trio.sleep_forever()


def settings(tmp_path, **variables):
    return load({"HOME": "/nowhere", "CALLCORE_DATA_DIR": str(tmp_path)} | variables)


async def test_without_a_database_nothing_is_opened(tmp_path):
    metrics = Metrics(CollectorRegistry())
    async with open_backroom(settings(tmp_path), "w1", metrics) as room:
        assert isinstance(room.records, NoSpool)
        assert room.tasks(keep_prices) == []
        assert room.database is None
        assert room.spool_trouble == ""
        assert room.prompts_now() == packaged()
        assert room.office.worker == worker_id("w1", os.getpid())
    assert list(tmp_path.iterdir()) == []


async def test_with_a_database_records_lie_in_the_spool_of_the_worker(tmp_path):
    registry = CollectorRegistry()
    url = "postgresql://127.0.0.1:1/nobody"
    config = settings(tmp_path, CALLCORE_DATABASE_URL=url, CALLCORE_DATA_KEYS=DATA_KEYS)
    async with open_backroom(config, "w1", Metrics(registry)) as room:
        names = [name for name, _ in room.tasks(keep_prices)]
        assert names == ["spool", "prompts", "prices"]
        async with trio.open_nursery() as nursery:
            for _, task in room.tasks(keep_prices):
                nursery.start_soon(task)
            await until(lambda: room.records.put("worker.gone", {"worker": "x"}))
            await until(
                lambda: registry.get_sample_value("callcore_spool_bytes") or None
            )
            nursery.cancel_scope.cancel(reason="seen")
    assert list((tmp_path / SPOOL).rglob("*"))
