"""The tray between the SDK and a server that may have stopped reading."""

from __future__ import annotations

import anyio
import pytest
import trio
import trio.testing
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCNotification

from callcore.agent.mcp.link import News
from callcore.agent.mcp.tray import MOST_WAITING, Tray


def message(method="a"):
    return SessionMessage(JSONRPCNotification(jsonrpc="2.0", method=method))


async def test_what_goes_in_comes_out_in_order(autojump_clock):
    tray = Tray(News())
    sent = [message(str(n)) for n in range(3)]
    for one in sent:
        await tray.send(one)
    assert [await tray.take() for _ in sent] == sent


async def test_a_taker_waits_for_the_next(autojump_clock):
    tray = Tray(News())
    taken = []

    async def take():
        taken.append(await tray.take())

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take)
        await trio.testing.wait_all_tasks_blocked()
        await tray.send(message())
    assert taken


async def test_nobody_waits_to_put_one_in_and_a_full_one_is_a_loss(autojump_clock):
    news = News()
    tray = Tray(news)
    for _ in range(MOST_WAITING):
        await tray.send(message())
    with pytest.raises(anyio.BrokenResourceError):
        await tray.send(message())
    assert news.lost == "stuck"
    assert trio.current_time() == 0


async def test_a_closed_one_is_emptied_and_takes_no_more(autojump_clock):
    async with Tray(News()) as tray:
        await tray.send(message())
    with pytest.raises(anyio.ClosedResourceError):
        await tray.send(message())
    assert await tray.take()
    assert await tray.take() is None
