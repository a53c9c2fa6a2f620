from __future__ import annotations

import os
import signal
from typing import Any

import pytest
import trio
import trio.testing

from chaos.bench import killing
from tests.kit.hall import wait_until
from tests.kit.phone.result import Outcome


class Result:
    def __init__(self, at_operator_s, outcome=Outcome.HUMAN):
        self.at_operator_s, self.outcome = at_operator_s, outcome


class House:
    """Calls that end ``takes_s`` after somebody was killed."""

    def __init__(self, takes_s):
        self._takes_s, self.load = list(takes_s), len(takes_s)
        self.killed = trio.Event()
        self.killed_s = 0.0

    async def call(self, dialled):
        assert dialled == killing.WAITS_FOR_EVER
        if not self._takes_s:
            await trio.sleep_forever()  # at the other worker
        after_s = self._takes_s.pop()
        await self.killed.wait()
        await trio.sleep(after_s)
        return Result(trio.current_time())

    async def wait_load(self, count):
        await trio.testing.wait_all_tasks_blocked()

    def taking(self):
        return {"w1": {"pid": 4711, "load": self.load}}

    async def wait(self, condition):
        await wait_until(condition)


async def test_only_the_callers_of_the_victim_are_measured(autojump_clock, monkeypatch):
    house: Any = House([0.1, 0.2, 0.9])
    signals = []

    def kill(pid, how):
        signals.append((pid, how))
        house.killed.set()

    monkeypatch.setattr(os, "kill", kill)
    found = await killing._measure(house, 5, signal.SIGKILL)
    assert signals == [(4711, signal.SIGKILL)]
    assert (found["calls"], found["at_operator"]) == (3, 3)
    assert found["median_ms"] == pytest.approx(200)
    assert found["max_ms"] == pytest.approx(900)


@pytest.mark.integration
def test_callers_of_a_killed_worker_come_to_the_operator():
    found = killing.kill(4)
    assert found["at_operator"] == found["calls"] >= 1
    assert found["max_ms"] < 10_000  # the promise; the measurement wants much less
