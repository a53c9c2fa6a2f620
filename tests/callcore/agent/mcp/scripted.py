"""A link to a server that does what the test says, and settings for it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import asynccontextmanager

import trio

from callcore.agent.mcp.link import LinkLost, News, Offered, Returned
from callcore.agent.mcp.settings import ServerSettings, ToolSettings

SCHEMA = {"type": "object", "properties": {"car": {"type": "string"}}}


def offered(name="fitment", schema=SCHEMA, description="Sizes that fit."):
    return Offered(name, description, schema)


def server_settings(*tools, name="garage"):
    tools = tools or (ToolSettings("fitment", "garage_fitment", effects=False),)
    return ServerSettings(name, tools, command=("none",))


class ScriptedServer:
    """Counts connections; a test sets what it offers and how a call goes."""

    def __init__(self, *tools):
        self.offers = list(tools or [offered()])
        self.refuses = 0  # so many connections
        self.connect_s = 0.0
        self.answer_s = 0.0
        self.list_s = 0.0
        self.answer: object = Returned(False, {"sizes": ["R16"]}, ())
        self.times: list[float] = []
        self.open = 0
        self.calls: list[tuple[str, Mapping[str, object]]] = []
        self.told_cancelled = 0
        self.news = News()

    @property
    def connections(self):
        return len(self.times)

    @asynccontextmanager
    async def connect(self, _settings=None):
        self.times.append(trio.current_time())
        self.news = News()
        await trio.sleep(self.connect_s)
        if self.refuses:
            self.refuses -= 1
            raise LinkLost("unreachable")
        self.open += 1
        try:
            yield self
        finally:
            self.open -= 1

    async def tools(self):
        await trio.sleep(self.list_s)
        return self.offers

    async def call(self, name, arguments):
        self.calls.append((name, arguments))
        try:
            await trio.sleep(self.answer_s)
        except trio.Cancelled:
            self.told_cancelled += 1
            raise
        if isinstance(self.answer, Exception):
            raise self.answer
        assert isinstance(self.answer, Returned)
        return self.answer

    async def wait_news(self):
        return await self.news.wait()
