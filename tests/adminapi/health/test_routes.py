"""Health over HTTP, on a real PostgreSQL."""

import json

import pytest

from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import WorkerState
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_health_tells_each_part_the_worst_first(database_url, tmp_path):
    state = MemoryState()
    async with admin_house(database_url, state=state, data_dir=str(tmp_path)) as house:
        sick = {"store": "the shop is closed"}
        await state.beat(WorkerState("w1", 0, 4, False, "1", "a:1", health=sick))
        figures = {"at_s": house.office.now_s(), "waiting_records": 7}
        (tmp_path / "archive.json").write_text(json.dumps(figures))
        told = (await house.get("/health", role="viewer")).json
    assert told["state"] == "degraded"
    first = told["dependencies"][0]
    assert (first["name"], first["workers"]) == ("worker.store", ["w1"])
    assert first["hears"]["ru"] == "the shop is closed"
    by_name = {each["name"]: each for each in told["dependencies"]}
    assert by_name["postgres"]["state"] == "ok"
    assert by_name["archive"]["detail"] == "7"
    assert by_name["prompt"]["detail"] == "packaged"
    assert [(each["worker"], each["capacity"]) for each in told["workers"]] == [
        ("w1", 4)
    ]


async def test_while_the_state_is_down_health_tells_no_workers(database_url):
    state = MemoryState()
    async with admin_house(database_url, state=state) as house:
        await state.beat(WorkerState("w1", 0, 4, False, "1", "a:1"))
        state.down = "test"
        told = await house.get("/health", role="viewer")
    assert (told.status, told.json["workers"]) == (200, [])
