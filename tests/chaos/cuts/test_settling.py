from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import trio

from callcore.shared.ids import CallId
from callcore.shared.offload import run_inline
from callcore.store.outbox import open_outbox
from chaos.cuts.settling import PACE, Settling, is_quiet, settle_all

NEVER_GIVE_UP = replace(PACE.times, give_up_s=float("inf"))
CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")


async def test_it_is_quiet_once_nothing_of_anybody_is_left(tmp_path: Path) -> None:
    async with open_outbox(tmp_path / "w1.jsonl", run_inline, lambda: 1.0) as dead:
        await dead.key_of("op", CALL, "create", "")
        async with open_outbox(tmp_path / "s1.jsonl", run_inline, lambda: 1.0) as mine:
            assert not await is_quiet(mine)
            await dead.aclose()
            assert not await is_quiet(mine)
            await mine.settled(CALL)
            assert await is_quiet(mine)


async def test_it_is_not_quiet_while_an_adoption_is_under_way(tmp_path: Path) -> None:
    """The suite once ended here too early, with everything still in doubt."""
    async with open_outbox(tmp_path / "w1.jsonl", run_inline, lambda: 1.0) as dead:
        await dead.key_of("op", CALL, "create", "")
    quiet: list[bool] = []
    async with open_outbox(tmp_path / "s1.jsonl", run_inline, lambda: 1.0) as mine:

        async def look() -> None:
            quiet.append(await is_quiet(mine))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(mine.adopt)
            nursery.start_soon(look)
    assert quiet == [False]


@pytest.mark.integration
async def test_with_nothing_to_do_it_ends_at_once(tmp_path: Path) -> None:
    assert await settle_all(Settling("http://127.0.0.1:9", tmp_path, "s1"))


@pytest.mark.integration
async def test_a_shop_that_stays_away_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("chaos.cuts.settling.DEADLINE_S", 0.5)
    path = tmp_path / "outbox" / "w1.jsonl"
    async with open_outbox(path, run_inline, lambda: 1.0) as dead:
        await dead.key_of("op", CALL, "create", "")
        dead.call_over(CALL, "ended")
        await dead.flush()
    monkeypatch.setattr("chaos.cuts.settling.PACE", replace(PACE, times=NEVER_GIVE_UP))
    assert not await settle_all(Settling("http://127.0.0.1:9", tmp_path, "s1"))


def test_it_is_in_a_hurry_and_otherwise_the_product() -> None:
    assert PACE.times.yes_s == 900
    assert PACE.times.human_s < 10
