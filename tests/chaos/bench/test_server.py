from __future__ import annotations

from typing import Any

import pytest
import trio

from callcore.daemon.worker import Worker, WorkerPlan
from callcore.desk.linkpipe import open_link
from callcore.shared.ids import new_call_id
from callcore.shared.records import Admission
from callcore.transport.ear import EnergyEar
from chaos.bench import server
from tests.kit.hall import Hall


async def test_the_measured_call_core_answers_at_once(autojump_clock):
    services = server.services_of(EnergyEar())
    found = []
    async with services.llm.reply([], (), "en") as deltas:
        async for delta in deltas:
            found.append(delta)  # noqa: PERF401 -- an async loop, and short
    assert "".join(getattr(d, "text", "") for d in found) == "Hello."
    assert trio.current_time() == pytest.approx(trio.current_time())
    assert services.phrases == {}
    assert services.open_recording(Admission(new_call_id(), "", "1", "en")) is None


def test_it_has_all_that_a_call_needs():
    """The bench and the simulation run the same call core."""
    mine = server.services_of(EnergyEar())
    others = Hall()._services(10.0)
    for name in type(others).__slots__:
        assert callable(getattr(mine, name)) == callable(getattr(others, name)), name
    for name in dir(others.metrics):
        if not name.startswith("_") and callable(getattr(others.metrics, name)):
            assert hasattr(mine.metrics, name), name


def test_the_cheap_ear_loads_no_model():
    assert isinstance(server.ear_of("energy"), EnergyEar)


async def test_what_a_call_could_leave_behind_is_told():
    link, theirs = open_link()
    nobody: Any = None
    worker = Worker(WorkerPlan(), link, nobody)
    found: Any = server.stats(worker)
    assert found["live"] == 0
    call_id = server._admit(worker)
    assert len(call_id) == 36
    found = server.stats(worker)
    assert found["live"] == 1
    assert min(found["tasks"], found["fds"], found["threads"]) > 0
    assert found["rss_kb"] > 10_000
    link.close()
    theirs.close()
