"""How long callers take to the operator when a worker is killed or frozen."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path
from typing import Any

import trio

from tests.kit.house import House, open_ready_house
from tests.kit.phone.result import CallResult, Outcome

WAITS_FOR_EVER = "9"  # what tests.kit.dummyworker does with this number


def kill(calls: int = 50) -> dict[str, Any]:
    """SIGKILL one of two workers; return when its callers were at the operator."""
    return trio.run(_hurt, calls, signal.SIGKILL)


def wedge(calls: int = 20) -> dict[str, Any]:
    """SIGSTOP one of two workers; return when its callers were at the operator."""
    return trio.run(_hurt, calls, signal.SIGSTOP)


async def _hurt(calls: int, how: signal.Signals) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        # the product's own deadlines, not the easy ones of the tests
        async with open_ready_house(Path(folder)) as house:
            return await _measure(house, calls, how)


async def _measure(house: House, calls: int, how: signal.Signals) -> dict[str, Any]:
    results: list[CallResult] = []

    async def one() -> None:
        results.append(await house.call(WAITS_FOR_EVER))

    async with trio.open_nursery() as nursery:
        for _ in range(calls):
            nursery.start_soon(one)
        await house.wait_load(calls)
        victim = next(iter(house.taking().values()))
        hurt_s = trio.current_time()
        os.kill(victim["pid"], how)
        count = victim["load"]
        await house.wait(lambda: len(results) == count)
        nursery.cancel_scope.cancel(reason="the others are of no interest")
    took = sorted(1000 * (r.at_operator_s or 1e9) - 1000 * hurt_s for r in results)
    return {
        "calls": count,
        "at_operator": sum(r.outcome is Outcome.HUMAN for r in results),
        "median_ms": round(took[len(took) // 2], 1),
        "max_ms": round(took[-1], 1),
    }
