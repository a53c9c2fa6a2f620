"""The SDK behind our port, against its own server: in memory, over pipes, over HTTP."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing
from mcp import MCPError

from callcore.agent.extra import ExtraToolError
from callcore.agent.mcp.link import LinkLost, LinkRefused, News
from callcore.agent.mcp.sdk import open_client_link
from chaos.standins.mcp.garage import SIZES, build_garage
from tests.callcore.agent.mcp.running import (
    THEIR_GENERATORS,
    connected,
    garage,
    stdio,
)
from tests.kit.leaks import no_leaks

integration = pytest.mark.integration
pytestmark = THEIR_GENERATORS


async def test_what_is_offered_and_returned_comes_through():
    async with open_client_link(build_garage(), News()) as link:
        names = {tool.name: tool for tool in await link.tools()}
        assert names["fitment"].description == "Return the tyre sizes that fit a car."
        returned = await link.call("fitment", {"car": "Dacia Duster"})
    assert not returned.is_error
    assert isinstance(returned.structured, dict)
    assert returned.structured["sizes"] == SIZES["dacia duster"]
    assert "215/65 R16" in returned.texts[0]


async def test_a_tool_that_fails_is_an_error():
    async with open_client_link(build_garage(), News()) as link:
        assert (await link.call("fail", {})).is_error
        assert (await link.call("no_such_tool", {})).is_error


def failing(with_what, method):
    async def fail(ctx, call_next):
        if ctx.method == method:
            raise with_what
        return await call_next(ctx)

    server = build_garage()
    server.middleware.append(fail)
    return server


async def test_a_protocol_error_is_a_refusal_and_a_loss_if_the_server_is_lost():
    news = News()
    server = failing(MCPError(-32000, "with +380671234567"), "tools/call")
    async with open_client_link(server, news) as link:
        with pytest.raises(LinkRefused) as caught:
            await link.call("fitment", {"car": "a"})
        assert str(caught.value) == "tool-error"
        news.lose("ended")
        with pytest.raises(LinkLost, match="ended"):
            await link.call("fitment", {"car": "a"})


async def test_a_listing_that_fails_is_a_refusal():
    server = failing(MCPError(-32000, "no"), "tools/list")
    async with open_client_link(server, News()) as link:
        with pytest.raises(LinkRefused, match="tool-error"):
            await link.tools()


WAYS = [
    pytest.param(way, old, id=f"{way}{'-old' * old}", marks=integration)
    for way, old in (
        ("stdio", False),
        ("stdio", True),
        ("http", False),
        ("http", True),
        ("http-json", True),
    )
]


@asynccontextmanager
async def over(way, old, timeout_s=3.0):
    """Connect to a garage over real pipes or sockets; nothing may be left behind."""
    options = ["--old"] * old + ["--json"] * (way == "http-json")
    async with no_leaks():
        if way == "stdio":
            async with connected(stdio(*options, timeout_s=timeout_s)) as found:
                yield found
        else:
            async with garage(*options) as running:
                async with connected(running.settings(timeout_s=timeout_s)) as found:
                    yield found


@pytest.mark.parametrize(("way", "old"), WAYS)
async def test_every_tool_behaves_over_every_way(way, old, caplog):
    caplog.set_level(logging.DEBUG)
    async with over(way, old) as found:
        answer = await found.call("fitment", car="Skoda Octavia")
        assert answer["sizes"] == SIZES["skoda octavia"]
        booked = await found.call("book_fitting", order_id="17", day="monday")
        assert booked["booked"] is True
        garbage = str((await found.call("garbage"))["result"])
        assert garbage.replace("\n", "").isprintable()
        assert len(str(await found.call("huge", kilobytes=100))) < 4_200
        for name, arguments in (("fail", {}), ("huge", {"kilobytes": 3000})):
            with pytest.raises(ExtraToolError, match="tool-error"):
                await found.call(name, **arguments)
        words = found.tool("loyalty_points").spec.description
        assert len(words) <= 300
        assert words.isprintable()
        assert (await found.call("loyalty_points", phone="671234567"))["result"]
    said = "".join(str(vars(record)) for record in caplog.records)
    assert "671234567" not in said
    assert "garage is closed" not in said


@pytest.mark.parametrize(("way", "old"), WAYS)
async def test_slow_calls_end_in_time_and_hold_up_no_others(way, old):
    async with over(way, old, timeout_s=1.0) as found:
        with trio.move_on_after(0.2):
            await found.call("slow")
        async with trio.open_nursery() as nursery:
            for _ in range(7):
                nursery.start_soon(late, found)
            await trio.testing.wait_all_tasks_blocked(0.05)
            assert (await found.call("fitment", car="Dacia Duster"))["sizes"]
            assert found.words == ["cancelled", "ok"]
        assert found.words[2:] == ["late"] * 7
        assert max(took_s for *_, took_s in found.told) < 3


async def late(found):
    with pytest.raises(ExtraToolError, match="late"):
        await found.call("slow")
