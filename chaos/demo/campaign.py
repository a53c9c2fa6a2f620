"""Several callers, at once or one after another, and what came of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import trio

from chaos.demo.result import CallResult

STAGGER_S: Final = 1.7  # not in step with anything, as callers are

Make = Callable[[int], Awaitable[CallResult]]
Tell = Callable[[str], None]


async def campaign(
    calls: int, at_once: int, make: Make, tell: Tell
) -> list[CallResult]:
    """Make ``calls`` calls, ``at_once`` of them at the same time; results in order.

    Cancelled: all live calls are hung up.
    """
    slots = trio.CapacityLimiter(at_once)
    results: dict[int, CallResult] = {}

    async def one(number: int) -> None:
        async with slots:
            result = results[number] = await make(number)
        mark = "ok" if result.verdict.ok else "FAIL"
        tell(f"call {number + 1} of {calls}: {mark}, {result.verdict.why}")

    async with trio.open_nursery() as nursery:
        for number in range(calls):
            nursery.start_soon(one, number)
            if number + 1 < min(calls, at_once):
                await trio.sleep(STAGGER_S)
    return [results[number] for number in range(calls)]
