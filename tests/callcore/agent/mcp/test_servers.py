"""All servers together, and real ones that are killed, stopped, changed and restarted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
import trio

from callcore.agent.extra import ExtraToolError
from callcore.agent.mcp.server import Pace
from callcore.agent.mcp.servers import open_mcp
from callcore.agent.mcp.settings import McpSettings, ToolSettings
from tests.callcore.agent.mcp.running import (
    QUICK,
    ROOT,
    THEIR_GENERATORS,
    connected,
    garage,
    stdio,
)
from tests.callcore.agent.mcp.scripted import ScriptedServer, server_settings
from tests.callcore.agent.mcp.test_leash import alive
from tests.kit.leaks import no_leaks
from tests.kit.until import until

integration = pytest.mark.integration
pytestmark = THEIR_GENERATORS


async def test_without_a_server_there_are_no_tools_and_no_tasks(autojump_clock):
    async with no_leaks(), open_mcp(McpSettings()) as mcp:
        assert mcp.tools() == ()
        assert mcp.states() == {}


def test_without_a_server_the_sdk_is_not_loaded():
    code = (
        "import sys, trio\n"
        "from callcore.agent.mcp import configfile, servers, settings\n"
        "async def main():\n"
        "    async with servers.open_mcp(settings.McpSettings()): pass\n"
        "trio.run(main)\n"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " ('mcp', 'mcp_types', 'pydantic', 'anyio', 'httpx2', 'starlette')])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "[]"


async def test_opening_waits_for_no_server_and_each_stands_alone(autojump_clock):
    quick, never = ScriptedServer(), ScriptedServer()
    never.connect_s = 1e9
    remote = {"quick": quick, "never": never}
    settings = McpSettings(
        tuple(
            server_settings(ToolSettings("fitment", f"{name}_fitment"), name=name)
            for name in remote
        )
    )

    def open_server(one):
        return remote[one.name].connect()

    async with no_leaks(), open_mcp(settings, open_server=open_server) as mcp:
        assert trio.current_time() == 0
        await trio.sleep(1)
        assert [tool.spec.name for tool in mcp.tools()] == ["quick_fitment"]
        assert mcp.states() == {"quick": "connected", "never": "connecting"}
    assert quick.open == never.open == 0


@integration
async def test_a_child_that_is_killed_is_started_again():
    async with no_leaks(), connected(stdio()) as found:
        tool = found.tool("pid")
        first = int((await tool.call({}))["result"])
        os.kill(first, signal.SIGKILL)
        await until(lambda: not found.mcp.tools())
        with pytest.raises(ExtraToolError, match="unavailable"):
            await tool.call({})
        await found.wait()
        second = int((await tool.call({}))["result"])
        assert second != first
    await until(lambda: not alive(second))


@integration
async def test_a_child_that_is_stopped_is_left_killed_and_started_again():
    pace = replace(QUICK, answer_s=0.5)
    async with no_leaks(), connected(stdio(timeout_s=0.5), pace) as found:
        first = int((await found.call("pid"))["result"])
        tool = found.tool("pid")
        os.kill(first, signal.SIGSTOP)
        began = trio.current_time()
        with pytest.raises(ExtraToolError, match="late"):
            await tool.call({})
        assert trio.current_time() - began < 1.5
        await until(lambda: not alive(first))
        await found.wait()
        assert await answered(found) != first


async def answered(found):
    """Return the pid that the child tells; a new one may be late on a busy machine."""
    with trio.fail_after(40):
        while True:
            try:
                return int((await found.call("pid"))["result"])
            except ExtraToolError:
                await trio.sleep(0.05)


@integration
async def test_children_end_with_a_process_that_is_killed():
    code = (
        "import trio\n"
        "from tests.callcore.agent.mcp.running import connected, stdio\n"
        "async def main():\n"
        "    async with connected(stdio()) as found:\n"
        "        print((await found.call('pid'))['result'], flush=True)\n"
        "        await trio.sleep_forever()\n"
        "trio.run(main)"
    )
    process = await trio.lowlevel.open_process(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout
    with trio.fail_after(60):
        child = int(await process.stdout.receive_some())
        assert alive(child)
        process.kill()
        await process.wait()
    await until(lambda: not alive(child))
    await process.stdout.aclose()


@integration
@pytest.mark.parametrize("options", [(), ("--old",)])
async def test_a_server_over_http_that_is_killed_is_found_again(options):
    async with no_leaks(), garage(*options) as running:
        async with connected(running.settings()) as found:
            tool = found.tool("pid")
            first = (await tool.call({}))["result"]
            await running.kill()
            await until(lambda: not found.mcp.tools())
            with pytest.raises(ExtraToolError, match="unavailable"):
                await tool.call({})
            await running.start()
            await found.wait()
            assert (await tool.call({}))["result"] != first


@integration
async def test_a_server_over_http_that_is_killed_in_a_call_ends_the_call():
    async with garage() as running:
        async with no_leaks(), connected(running.settings()) as found:
            async with trio.open_nursery() as nursery:

                async def ask():
                    with pytest.raises(ExtraToolError, match="late"):
                        await found.call("slow")

                nursery.start_soon(ask)
                await trio.sleep(0.2)
                await running.kill()
            _, _, word, took_s = found.told[0]
            assert (word, took_s < 2.9) == ("late", True)


@integration
async def test_a_wrong_key_offers_no_tools_and_a_mended_one_does(tmp_path, caplog):
    path = tmp_path / "key"
    path.write_text("wr0ng-key\n")
    async with garage("--key", "r1ght-key") as running:
        settings = McpSettings((running.settings(key_file=path),))
        pace = Pace(first_pause_s=0.1)
        async with no_leaks(), open_mcp(settings, pace=pace) as mcp:
            await until(lambda: "key-refused" in str(list(map(vars, caplog.records))))
            assert mcp.tools() == ()
            path.write_text("r1ght-key\n")
            await until(mcp.tools)
    said = "".join(str(vars(record)) for record in caplog.records)
    assert "-key\n" not in said
    assert "r1ght" not in said
    assert "wr0ng" not in said


@integration
async def test_a_tool_whose_schema_changes_is_no_longer_offered():
    async with no_leaks(), connected(stdio()) as found:
        assert (await found.call("roman", size=16))["result"] == "XVI"
        tool = found.tool("roman")
        await found.call("change")
        names = [offered.spec.name for offered in found.mcp.tools()]
        assert "g_fitment" in names
        await until(lambda: "g_roman" not in [t.spec.name for t in found.mcp.tools()])
        with pytest.raises(ExtraToolError, match="unavailable"):
            await tool.call({"size": 16})
