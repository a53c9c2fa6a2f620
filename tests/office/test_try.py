"""A browser talks to the agent: real WebSocket, real Redis, a real worker with its call."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest
import trio
from trio_websocket import ConnectionClosed

from callcore.engines.spelled import read_spelled, spell
from callcore.shared.audioformat import FRAME_BYTES
from callcore.shared.state import names
from tests.kit.adminhouse import admin_house
from tests.kit.livehouse import on_a_port, socket, ticket
from tests.kit.llmserver import ModelServer, Reply
from tests.kit.until import PATIENCE_S

pytestmark = pytest.mark.integration

FRAME_S = 0.02
SPOKEN = "I need winter tyres."
TYPED = "Four of them, please."


class Browser:
    """Sends its microphone all the time, as a page does; keeps what it hears."""

    def __init__(self, opened):
        self.opened = opened
        self.told = []
        self.sound = bytearray()
        self._speech = b""
        self._news = trio.Event()

    def say(self, text):
        self._speech += spell(text, 20)

    async def send(self, **message):
        await self.opened.send_message(json.dumps(message))

    async def speak(self):
        due_s = trio.current_time()
        while True:
            frame = self._speech[:FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
            self._speech = self._speech[FRAME_BYTES:]
            await self.opened.send_message(frame)
            due_s += FRAME_S
            await trio.sleep_until(due_s)

    async def listen(self):
        while True:
            message = await self.opened.get_message()
            if isinstance(message, bytes):
                self.sound += message
            else:
                self.told.append(json.loads(message))
            self._news.set()

    async def wait(self, wanted):
        """Return the first message that is as wanted."""
        with trio.fail_after(PATIENCE_S):
            while True:
                for told in self.told:
                    if wanted(told):
                        return told
                self._news = trio.Event()
                await self._news.wait()

    async def wait_line(self, who, text):
        def is_it(told):
            fields = told.get("fields", {})
            said = fields.get("who") == who and text in fields.get("text", "")
            return told.get("name") == names.CALL_LINE and said

        return await self.wait(is_it)

    async def wait_voice(self, text):
        with trio.fail_after(PATIENCE_S):
            while text not in read_spelled(self.sound):
                self._news = trio.Event()
                await self._news.wait()


@asynccontextmanager
async def browsing(port, given):
    async with socket(port, given, "/api/v1/try") as opened:
        browser = Browser(opened)
        try:
            async with trio.open_nursery() as nursery:
                await browser.send(type="start", language="en")
                nursery.start_soon(browser.speak)
                nursery.start_soon(browser.listen)
                yield browser
                nursery.cancel_scope.cancel(reason="the page is closed")
        except* ConnectionClosed:
            pass  # the call is over


def answer(asked):
    """Return what the model says; it is asked about guesses too."""
    last = asked["messages"][-1]
    if last["role"] == "tool":
        return Reply(text="We have them.")
    if last["content"] == TYPED:
        return Reply(tool_calls=(("search_products", '{"query": "winter tyres"}'),))
    return Reply(text="How many do you need?")


@pytest.fixture
async def port_and_house(office_house):
    servers = office_house.servers
    await office_house.wait_open()
    async with (
        admin_house(servers.database_url, servers.redis_url) as office,
        on_a_port(office) as port,
        trio.open_nursery() as nursery,
    ):
        await nursery.start(ModelServer(answer).serve, office_house.model_port)
        yield port, office
        nursery.cancel_scope.cancel(reason="the test is over")


async def test_who_tries_the_agent_talks_types_and_sees_tools_and_times(port_and_house):
    port, office = port_and_house
    given = await ticket(office, "operator", "try")
    async with browsing(port, given) as browser:
        call_id = (await browser.wait(lambda told: told["type"] == "started"))[
            "call_id"
        ]
        await browser.wait_line("agent", "")  # the greeting was heard
        browser.say(SPOKEN)
        await browser.wait_line("caller", SPOKEN)
        await browser.wait_voice("How many do you need?")
        await browser.wait_line("agent", "How many do you need?")
        await browser.send(type="text", text=TYPED)
        typed = await browser.wait(lambda told: told["type"] == "typed")
        assert typed["result"] == "done"
        await browser.wait_line("caller", TYPED)
        card = await browser.wait(lambda told: "result" in told.get("fields", {}))
        assert card["fields"]["tool"] == "search_products"
        await browser.wait_line("agent", "We have them.")
        turns = [t["fields"] for t in browser.told if t.get("name") == names.CALL_TURN]
        assert [turn["turn"] for turn in turns] == [1, 2]
        assert all(turn["total_ms"] > 0 for turn in turns)
        await browser.send(type="hangup")
        await browser.wait(lambda told: told["type"] == "ended")
    detail = await of_record(office, call_id)
    first, second = (turn for turn in detail["turns"] if turn["turn"] > 0)
    assert first["caller_at_s"] < first["caller_end_s"] < first["agent_at_s"]
    assert first["asked_at_s"] == pytest.approx(first["caller_end_s"], abs=0.1)
    assert second["caller_at_s"] is None  # it was typed
    assert "tool" in [stage["name"] for stage in second["stages"]]


async def of_record(office, call_id):
    """Return the call when the archive has all of it."""
    with trio.fail_after(PATIENCE_S):
        while True:
            told = await office.get(f"/calls/{call_id}", role="viewer")
            if told.status == 200 and told.json["call"]["ended_at"]:
                return told.json
            await trio.sleep(0.1)
