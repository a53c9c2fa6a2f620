"""The interpreter is told, and told back."""

from __future__ import annotations

import gc
import sys

import pytest
import trio

from callcore.daemon import tuning


def test_threads_give_the_gil_back_soon():
    before = sys.getswitchinterval()
    try:
        tuning.quicken_threads()
        assert sys.getswitchinterval() == pytest.approx(0.0005)
    finally:
        sys.setswitchinterval(before)


def test_the_collector_is_in_hand_inside_only():
    with tuning.collector_in_hand():
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


async def collected(busy_rounds: int, rounds: int, monkeypatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(gc, "collect", calls.append)
    state = iter([False] * busy_rounds + [True] * (rounds - busy_rounds))
    with trio.move_on_after(rounds + 0.5):
        await tuning.collect_garbage(lambda: next(state))
    return calls


async def test_in_full_once_after_every_busy_time(autojump_clock, monkeypatch):
    assert await collected(3, 7, monkeypatch) == [0, 0, 0, 2, 0, 0, 0]


async def test_the_middle_every_ten_seconds(autojump_clock, monkeypatch):
    calls = await collected(0, 21, monkeypatch)
    assert [n for n, generation in enumerate(calls, 1) if generation == 1] == [10, 20]


async def test_in_full_every_ten_minutes_although_somebody_is_there(
    autojump_clock, monkeypatch
):
    calls = await collected(601, 601, monkeypatch)
    assert [n for n, generation in enumerate(calls, 1) if generation == 2] == [600]
