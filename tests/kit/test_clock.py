from __future__ import annotations

import pytest
import trio

from tests.kit.clock import StepTrace, deterministic, reseed, run_virtual

PINNED = "0.35"


async def race():
    order = []

    async def runner(name):
        for _ in range(5):
            await trio.sleep(1)
            order.append(name)

    async with trio.open_nursery() as nursery:
        for name in range(4):
            nursery.start_soon(runner, name, name=f"runner {name}")
    return tuple(order), trio.current_time()


def test_trio_still_has_what_determinism_leans_on():
    scheduler = trio._core._run
    assert trio.__version__.startswith(PINNED), (
        "trio has moved: run the simulation's replay tests, then raise PINNED"
    )
    assert isinstance(scheduler._ALLOW_DETERMINISTIC_SCHEDULING, bool)
    assert callable(scheduler._r.seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_seed_replays_every_step(seed):
    traces = [StepTrace() for _ in range(3)]
    results = [run_virtual(race, seed=seed, instruments=(trace,)) for trace in traces]
    assert results[0] == results[1] == results[2]
    assert traces[0].steps == traces[1].steps == traces[2].steps
    assert len(traces[0].steps) > 20


def test_other_seeds_find_other_orders():
    assert len({run_virtual(race, seed=seed)[0] for seed in range(10)}) > 5


def test_virtual_time_costs_no_real_time_and_passes_exactly():
    order, now_s = run_virtual(race)
    assert now_s == pytest.approx(5)
    assert len(order) == 20


def test_the_scheduler_is_as_before_afterwards():
    scheduler = trio._core._run
    before = scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate()
    with deterministic(7):
        assert scheduler._ALLOW_DETERMINISTIC_SCHEDULING
    assert (
        scheduler._ALLOW_DETERMINISTIC_SCHEDULING,
        scheduler._r.getstate(),
    ) == before


async def test_reseeding_inside_a_run_changes_the_order(autojump_clock):
    orders = set()
    for seed in range(10):
        reseed(seed)
        orders.add((await race())[0])
    assert len(orders) > 5
