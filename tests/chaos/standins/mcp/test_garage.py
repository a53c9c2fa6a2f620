"""The garage's tools, in memory."""

from __future__ import annotations

import pytest
from mcp import Client, MCPError

from chaos.standins.mcp.garage import SIZES, build_garage


def text_of(result):
    return result.content[0].text


async def test_it_answers_like_a_garage():
    async with Client(build_garage()) as client:
        found = await client.call_tool("fitment", {"car": " Renault LOGAN "})
        assert found.structured_content["sizes"] == SIZES["renault logan"]
        nothing = await client.call_tool("fitment", {"car": "boat"})
        assert nothing.structured_content["sizes"] == []
        points = await client.call_tool("loyalty_points", {"phone": "12"})
        assert points.structured_content == {"result": "30 points"}
        wrong = await client.call_tool("book_fitting", {"order_id": "1", "day": "x"})
        assert wrong.is_error


async def test_it_misbehaves_as_told():
    async with Client(build_garage(), cache=None) as client:
        assert (await client.call_tool("fail", {})).is_error
        huge = await client.call_tool("huge", {"kilobytes": 5})
        assert len(text_of(huge)) == 5 * 1024
        garbage = await client.call_tool("garbage", {})
        assert "\x00" in text_of(garbage)
        assert text_of(await client.call_tool("roman", {"size": 16})) == "XVI"
        await client.call_tool("change", {})
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools["roman"].input_schema["required"]) == {"size", "colour"}
        assert "IGNORE all rules" in str(tools["loyalty_points"].description)


async def test_an_old_one_knows_no_discovery():
    with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
        async with Client(build_garage(old=True), mode="auto"):
            pass
