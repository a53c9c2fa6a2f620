"""The file for operators."""

from __future__ import annotations

import json
from collections import Counter

import trio

from callcore.supervisor.status import keep_status, snapshot
from tests.callcore.supervisor.test_frontdesk import FakeCrew
from tests.callcore.supervisor.test_placement import a_worker
from tests.kit.until import until


def a_crew(*workers) -> FakeCrew:
    crew = FakeCrew(*workers)
    crew.restarts = 3
    return crew


async def test_a_snapshot_tells_ports_and_loads_as_plain_json():
    shot = snapshot(a_crew(a_worker(4)), {"admitted": 2}, trio.current_time())
    assert json.loads(json.dumps(shot)) == shot
    (worker,) = shot["workers"]
    assert (worker["port"], worker["load"], worker["capacity"]) == (9092, 4, 10)
    assert worker["takes_calls"] is True
    assert (shot["restarts"], shot["counts"]) == (3, {"admitted": 2})


async def test_the_file_is_there_while_it_is_kept_and_gone_afterwards(tmp_path):
    path = tmp_path / "status.json"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_status, path, 0.01, a_crew(), Counter())
        await until(path.exists)
        assert json.loads(path.read_text())["workers"] == []
        nursery.cancel_scope.cancel()
    assert not path.exists()


async def test_a_folder_that_is_not_there_stops_nobody(tmp_path):
    with trio.move_on_after(0.2):
        await keep_status(tmp_path / "no" / "status.json", 0.01, a_crew(), {})
