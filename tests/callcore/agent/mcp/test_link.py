"""What a connection has to tell."""

from __future__ import annotations

import trio
import trio.testing

from callcore.agent.mcp.link import News


async def test_changes_are_told_once_and_a_loss_for_ever(autojump_clock):
    news = News()
    news.change()
    news.change()
    assert await news.wait() == ""
    with trio.move_on_after(1) as scope:
        await news.wait()
    assert scope.cancelled_caught
    news.lose("ended")
    news.lose("later")
    assert [await news.wait(), await news.wait()] == ["ended", "ended"]


async def test_a_waiter_is_woken():
    news = News()
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(news.wait)
            await trio.testing.wait_all_tasks_blocked()
            news.lose("ended")
