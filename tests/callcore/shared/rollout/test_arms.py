from __future__ import annotations

from pathlib import Path

import pytest
import trio

from callcore.shared.offload import run_inline
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.arms import DatabaseArms, FileArms
from callcore.shared.rollout.counters import Tally
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


def counted(utterances: int) -> Published:
    tally = Tally()
    tally.candidate.utterances = utterances
    return Published(1, tally, 5, 77)


def on_machine(database: InlineDatabase, folder: Path, name: str) -> DatabaseArms:
    files = FileArms(ArmFiles(folder, name), run_inline)
    return DatabaseArms(database, files, f"{folder.name}:{name}")


async def test_workers_of_all_machines_see_each_other(
    database: InlineDatabase, tmp_path: Path
) -> None:
    here = on_machine(database, tmp_path / "a", "w1")
    there = on_machine(database, tmp_path / "b", "w1")
    await here.publish(counted(2))
    await there.publish(counted(3))
    assert (await here.others(1)).candidate.utterances == 3
    assert (await there.others(1)).candidate.utterances == 2


async def test_without_postgresql_those_of_one_machine_see_each_other(
    database: InlineDatabase, tmp_path: Path, caplog
) -> None:
    first = on_machine(database, tmp_path / "a", "w1")
    second = on_machine(database, tmp_path / "a", "w2")
    database.down = True
    await first.publish(counted(2))
    await second.publish(counted(3))
    await second.publish(counted(3))
    assert (await first.others(1)).candidate.utterances == 3
    assert caplog.messages.count("rollout counters not shared") == 2  # each once


async def test_a_restart_finds_its_own_counters_and_counts_nothing_twice(
    database: InlineDatabase, tmp_path: Path
) -> None:
    await on_machine(database, tmp_path / "a", "w1").publish(counted(2))
    again = on_machine(database, tmp_path / "a", "w1")
    assert await again.own() == counted(2)
    assert await again.others(1) == Tally()


async def test_a_database_that_hangs_is_not_waited_for(
    database: InlineDatabase, tmp_path: Path, autojump_clock, monkeypatch
) -> None:
    async def hang(work):
        await trio.sleep_forever()

    arms = on_machine(database, tmp_path / "a", "w1")
    monkeypatch.setattr(database, "run", hang)
    await arms.publish(counted(2))
    assert await arms.others(1) == Tally()
    assert trio.current_time() < 10
