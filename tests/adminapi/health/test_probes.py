"""The probes against parts that hang, in virtual time."""

from types import SimpleNamespace

import pytest
import trio

from adminapi.health.probes import PROBE_S, Probes, read_figures
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.state.memory import MemoryState


class Database:
    def __init__(self):
        self.trouble = None
        self.hangs = False
        self.asked = 0

    async def run(self, _work):
        self.asked += 1
        await trio.lowlevel.checkpoint()
        if self.hangs:
            await trio.sleep_forever()
        if self.trouble:
            raise self.trouble
        return {"prompt": None, "prices_days": None, "runner_s": None}


@pytest.fixture
def office(tmp_path):
    state = MemoryState(trio.current_time)
    config = SimpleNamespace(data_dir=tmp_path)
    return SimpleNamespace(state=state, database=Database(), config=config, now_s=trio.current_time)  # fmt: skip


def states(told):
    return {verdict.name: verdict.state for verdict, _ in told}


async def test_a_part_that_hangs_costs_a_second(office):
    office.database.hangs = True
    began_s = trio.current_time()
    told = await Probes(office).ask()
    assert trio.current_time() - began_s < PROBE_S + 1
    assert states(told)["postgres"] == "down"
    assert states(told)["redis"] == "ok"


async def test_many_who_ask_at_once_cost_one_probe(office):
    probes = Probes(office)
    async with trio.open_nursery() as nursery:
        for _ in range(20):
            nursery.start_soon(probes.ask)
    assert office.database.asked == 1


async def test_since_is_when_it_changed(office):
    probes = Probes(office)
    first = dict_of(await probes.ask())
    probes._asked_s = -9.0
    office.database.trouble = DatabaseDown("unreachable")
    second = dict_of(await probes.ask())
    assert second["postgres"] > first["postgres"]
    assert second["redis"] == first["redis"]


def dict_of(told):
    return {verdict.name: since_s for verdict, since_s in told}


@pytest.mark.parametrize("text", ["", "[]", "{", "x" * 10, "[" * 200_000])
def test_figures_that_are_none_are_not_believed(tmp_path, text):
    path = tmp_path / "archive.json"
    assert read_figures(path) is None
    path.write_text(text)
    assert read_figures(path) is None
    path.write_text('{"at_s": 1.5}')
    assert read_figures(path) == {"at_s": 1.5}
