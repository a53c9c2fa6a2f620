from __future__ import annotations

import trio

from callcore.engines.instant import Instant


async def test_the_items_come_in_order_and_without_a_wait(autojump_clock):
    started_s = trio.current_time()
    async with Instant("abc") as items:
        assert [item async for item in items] == ["a", "b", "c"]
    assert trio.current_time() == started_s


async def test_it_may_be_left_early_and_gone_on_with():
    async with Instant("abc") as items:
        async for _ in items:
            break
        assert [item async for item in items] == ["b", "c"]


async def test_it_can_be_cancelled():
    with trio.CancelScope() as scope:
        scope.cancel(reason="a test")
        async with Instant("abc") as items:
            _ = [item async for item in items]
    assert scope.cancelled_caught
