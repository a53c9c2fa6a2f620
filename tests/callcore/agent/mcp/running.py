"""The garage as a real server, for tests over real pipes and sockets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import trio

from callcore.agent.mcp.server import Pace
from callcore.agent.mcp.servers import open_mcp
from callcore.agent.mcp.settings import McpSettings, ServerSettings, ToolSettings
from tests.kit.until import until

ROOT = Path(__file__).parents[4]
TOOLS = ["fitment", "loyalty_points", "book_fitting", "slow", "huge", "fail", "garbage", "pid", "roman", "change"]  # fmt: skip
QUICK = Pace(check_s=0.3, answer_s=2.0, first_pause_s=0.1)
THEIR_GENERATORS = pytest.mark.filterwarnings(
    "ignore:Async generator '(httpcore2|httpx2)[.]:ResourceWarning"
)


def tools_of(names=TOOLS, timeout_s=3.0):
    return tuple(ToolSettings(name, f"g_{name}", timeout_s=timeout_s) for name in names)


def stdio(*options, **more):
    command = (sys.executable, "-m", "chaos.standins.mcp", *options)
    return ServerSettings(
        "g", tools_of(**more), command=command, env={"PYTHONPATH": str(ROOT)}
    )


class Garage:
    """A garage over HTTP that can be killed and started again on its port."""

    def __init__(self, nursery, options):
        self._nursery = nursery
        self._options = options
        self._pipes: list[trio.abc.AsyncResource] = []
        self.port = 0
        self.process: trio.Process

    async def start(self):
        command = [sys.executable, "-m", "chaos.standins.mcp", "--transport", "http"]
        self.process = await self._nursery.start(
            partial(
                trio.run_process,
                [*command, "--port", str(self.port), *self._options],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                capture_stdout=False,
                check=False,
            )
        )
        assert self.process.stdout
        with trio.fail_after(60):
            line = await self.process.stdout.receive_some()
        self._pipes.append(self.process.stdout)
        self.port = json.loads(line)["port"]

    async def close(self):
        for pipe in self._pipes:
            await pipe.aclose()

    async def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        with trio.fail_after(20):
            await self.process.wait()

    def settings(self, key_file=None, **more):
        url = f"http://127.0.0.1:{self.port}/mcp"
        return ServerSettings("g", tools_of(**more), url=url, key_file=key_file)


@asynccontextmanager
async def garage(*options):
    async with trio.open_nursery() as nursery:
        running = Garage(nursery, options)
        await running.start()
        try:
            yield running
        finally:
            nursery.cancel_scope.cancel()
            with trio.move_on_after(5, shield=True):
                await running.close()


class Connected:
    def __init__(self, mcp, told):
        self.mcp = mcp
        self.told = told

    @property
    def words(self):
        return [word for _, _, word, _ in self.told]

    def tool(self, name):
        return {tool.spec.name: tool for tool in self.mcp.tools()}[f"g_{name}"]

    async def call(self, name, **arguments):
        return await self.tool(name).call(arguments)

    async def wait(self, state="connected"):
        await until(lambda: self.mcp.states()["g"] == state, 20)


@asynccontextmanager
async def connected(settings, pace=QUICK):
    told = []
    opening = open_mcp(
        McpSettings((settings,)), on_call=lambda *what: told.append(what), pace=pace
    )
    async with opening as mcp:
        found = Connected(mcp, told)
        await found.wait()
        yield found
