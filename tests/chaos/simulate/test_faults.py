from __future__ import annotations

import math
import random

import pytest
import trio

from callcore.engines.scripted import FAULT_MODES, HEALTHY, Scripted
from callcore.store.memory import Fault, MemoryStore
from chaos.simulate.faults import STAGES, Trouble, draw, draw_vendors, inflict


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
    second = Trouble("tts", "lost", 1.0, 3.0, number=2, flaps_s=1.5)
    assert str(second) == "tts-2-lost-flapping-1.5s@1.0-3.0s"


def test_vendors_fail_at_every_stage_mostly_one_of_two_and_some_flap():
    drawn = [t for seed in range(300) for t in draw_vendors(random.Random(seed))]
    assert {t.engine for t in drawn} == {
        f"{stage}{mark}" for stage in STAGES[:3] for mark in ("", "-2")
    }
    assert 0.7 < sum(t.number == 1 for t in drawn) / len(drawn) < 0.9
    assert {t.flaps_s for t in drawn} == {math.inf, 1.5, 6.0}
    assert not any(t.mode == "garbage" for t in drawn)
    assert draw_vendors(random.Random(5)) == draw_vendors(random.Random(5))


async def test_an_engine_that_flaps_is_sick_and_well_by_turns(autojump_clock, nursery):
    first, second = Scripted("stt"), Scripted("stt-2")
    trouble = Trouble("stt", "hang", 1.0, 8.0, number=2, flaps_s=2.0)
    engines = {"stt": first, "stt-2": second}
    nursery.start_soon(inflict, trouble, engines, MemoryStore(()))
    seen: list[str] = []
    for _ in range(10):
        await trio.sleep(1 if seen else 0.5)
        seen.append(second.fault.mode)
    sick, well = "hang", "none"
    assert seen == [well, sick, sick, well, well, sick, sick, well, well, well]
    assert first.fault == HEALTHY


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
