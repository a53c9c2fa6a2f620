from __future__ import annotations

import random

import pytest
import trio

from callcore.engines.scripted import FAULT_MODES, HEALTHY, Scripted
from callcore.store.memory import Fault, MemoryStore
from chaos.simulate.faults import STAGES, Trouble, draw, inflict


def test_the_same_seed_is_the_same_trouble():
    assert draw(random.Random(5)) == draw(random.Random(5))


def test_every_stage_and_mode_is_drawn_and_half_of_the_runs_have_none():
    drawn = [draw(random.Random(seed)) for seed in range(400)]
    assert {t.stage for run in drawn for t in run} == set(STAGES)
    assert {t.mode for run in drawn for t in run} == set(FAULT_MODES)
    assert 0.4 < sum(not run for run in drawn) / len(drawn) < 0.6
    assert max(map(len, drawn)) == 2


def test_a_trouble_is_told_in_one_word():
    assert str(Trouble("stt", "hang", 1.0, 3.0)) == "stt-hang@1.0-3.0s"


@pytest.mark.parametrize("mode", FAULT_MODES)
async def test_an_engine_is_broken_in_its_time_and_mended(
    autojump_clock, nursery, mode
):
    engine, store = Scripted("stt"), MemoryStore(())
    trouble = Trouble("stt", mode, 5.0, 7.0, after=1)
    nursery.start_soon(inflict, trouble, {"stt": engine}, store)
    await trio.sleep(4.9)
    assert engine.fault == HEALTHY
    await trio.sleep(0.2)
    assert (engine.fault.mode, engine.fault.after) == (mode, 1)
    await trio.sleep(2)
    assert engine.fault == HEALTHY
    assert not store.faults


@pytest.mark.parametrize(
    ("mode", "fault"),
    [
        ("hang", Fault(slow_s=30.0)),
        ("slow", Fault(slow_s=30.0)),
        ("lost", Fault(lose_reply=True)),
        ("error", Fault(unavailable="scripted")),
        ("garbage", Fault(unavailable="scripted")),
    ],
)
async def test_the_shop_is_broken_in_its_own_ways(autojump_clock, nursery, mode, fault):
    store = MemoryStore(())
    nursery.start_soon(inflict, Trouble("store", mode, 1.0, 2.0), {}, store)
    await trio.sleep(1.5)
    assert set(store.faults) == {fault}
    await trio.sleep(1)
    assert not store.faults


async def test_a_fault_for_good_stays(autojump_clock, nursery):
    engine = Scripted("tts")
    nursery.start_soon(
        inflict, Trouble("tts", "error", 0.0, 1e9), {"tts": engine}, MemoryStore(())
    )
    await trio.sleep(10_000)
    assert engine.fault.mode == "error"
    nursery.cancel_scope.cancel()
