"""Several calls: all are made, not more at once than allowed, results in order."""

from __future__ import annotations

import trio

from chaos.demo.campaign import campaign
from chaos.demo.result import CallResult
from chaos.demo.scene import Scene
from chaos.demo.verdict import Verdict


async def run(calls, at_once):
    live = most = 0
    told: list[str] = []

    async def make(number):
        nonlocal live, most
        live += 1
        most = max(most, live)
        await trio.sleep(60 - number)
        live -= 1
        return CallResult(str(number), Verdict(number != 1, "why"), "end", Scene())

    results = await campaign(calls, at_once, make, told.append)
    return results, most, told


async def test_one_after_another(autojump_clock):
    results, most, told = await run(4, 1)
    assert [one.call_id for one in results] == ["0", "1", "2", "3"]
    assert most == 1
    assert len(told) == 4
    assert any("FAIL" in line for line in told)


async def test_some_at_once_but_not_more(autojump_clock):
    results, most, _ = await run(7, 3)
    assert [one.call_id for one in results] == [str(n) for n in range(7)]
    assert most == 3
