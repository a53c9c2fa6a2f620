"""The live side of a worker over a state in memory, in virtual time."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import trio
from prometheus_client import CollectorRegistry

from callcore.app import live
from callcore.app.backroom import Backroom
from callcore.app.live import Live, live_tasks, set_level
from callcore.app.office import Office
from callcore.call.control import Typed
from callcore.daemon.commands import Desk
from callcore.daemon.sidetask import keep
from callcore.daemon.switchboard import Switchboard
from callcore.shared import stamps
from callcore.shared.config import load
from callcore.shared.ids import new_call_id
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import Admission
from callcore.shared.state.buffer import Publisher
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Command, EventDraft, LiveCall, WorkerState

ME = WorkerState("host:w1:7", 0, 10, draining=False, version="1", address="h:1")


class Rig:
    def __init__(self):
        self.office = Office(ME.worker, Metrics(CollectorRegistry()), trio.current_time)
        self.state = MemoryState(trio.current_time)
        self.opened = 0
        self.broken = False
        self.board = Switchboard(5, lambda _: None)
        self.live = Live(
            open_state=self._open,
            publisher_of=Publisher,
            relay=self.office.relay,
            look=self._look,
            desk=Desk(
                worker=ME.worker,
                board=self.board,
                queues={},
                address=lambda: "h:1",
                now_s=trio.current_time,
                set_level=set_level,
                note=lambda _name, _result: None,
            ),
        )

    @asynccontextmanager
    async def _open(self):
        self.opened += 1
        yield self.state

    def _look(self):
        if self.broken:
            raise RuntimeError("a bug")
        return ME


async def test_calls_events_presence_and_commands_meet_in_the_state(
    autojump_clock, nursery
):
    rig = Rig()
    nursery.start_soon(keep, "live", rig.live.run)
    await trio.sleep(0.1)
    rig.office.relay.put(LiveCall("c1", ME.worker, 1.0))
    rig.office.relay.note(EventDraft("call:line", 1.0, "c1", {"text": "hello"}))
    await trio.sleep(1)
    assert [call.call_id for call in await rig.state.calls()] == ["c1"]
    assert (await rig.state.head()).seq == 1
    assert [each.worker for each in await rig.state.workers()] == [ME.worker]
    until_s = trio.current_time() + 5
    await rig.state.send(ME.worker, Command("x1", "say", "c9", "u1", until_s))
    with trio.fail_after(5):
        assert (await rig.state.wait_reply("x1")).result == "no-such-call"
    rig.office.relay.drop("c1")
    await rig.office.relay.wait_told()
    assert await rig.state.calls() == []


async def test_a_bug_opens_it_anew_and_the_view_heals(autojump_clock, nursery):
    rig = Rig()
    nursery.start_soon(keep, "live", rig.live.run, rig.office.note_failure)
    await trio.sleep(0.1)
    rig.office.relay.put(LiveCall("c1", ME.worker, 1.0))
    rig.broken = True
    await trio.sleep(5)
    rig.broken = False
    rig.state.forget()
    await trio.sleep(60)
    assert rig.opened > 2
    assert [call.call_id for call in await rig.state.calls()] == ["c1"]
    assert [each.worker for each in await rig.state.workers()] == [ME.worker]


async def test_a_worker_without_a_state_has_no_live_side(autojump_clock):
    config = load({"HOME": "/nowhere"})
    nobody: Any = None
    assert live_tasks(config, nobody, nobody, lambda: True) == ()


async def test_a_worker_tells_how_it_stands(autojump_clock):
    config = load(
        {
            "HOME": "/nowhere",
            "CALLCORE_REDIS_URL": "redis://127.0.0.1:1/0",
            "CALLCORE_HOST": "127.0.0.2",
        }
    )
    rig = Rig()
    worker: Any = SimpleNamespace(
        board=rig.board,
        capacity=0,
        ports=SimpleNamespace(port=9092, http_port=9292),
    )
    room = Backroom(rig.office)
    (task,) = live_tasks(config, worker, room, lambda: False)
    assert task[0] == "live"
    rig.board.close()
    found = live.worker_state(config, worker, room, warm=False)
    assert (found.worker, found.load, found.capacity) == (ME.worker, 0, 0)
    assert (found.draining, found.address) == (True, "127.0.0.2:9092")
    assert found.http.endswith(":9292")
    assert found.health["engines"]
    assert not found.health["database"]


@pytest.mark.parametrize(
    ("level", "known"), [("debug", True), ("WARN", False), ("", False)]
)
def test_the_level_of_the_log_is_one_of_four(level, known):
    root = logging.getLogger()
    before = root.level
    try:
        assert set_level(level) is known
        assert root.level == (logging.DEBUG if known else before)
    finally:
        root.setLevel(before)


@pytest.mark.integration
async def test_over_a_real_server_a_command_is_answered_and_the_view_is_there(
    redis_url, nursery
):
    rig = Rig()
    rig.live = replace(rig.live, open_state=lambda: open_state(redis_url))
    rig.live = replace(rig.live, desk=replace(rig.live.desk, now_s=stamps.now_s))
    nursery.start_soon(keep, "live", rig.live.run)
    call_id = new_call_id()
    rig.board.expect(Admission(call_id, "", "", "en"), trio.current_time())
    call = rig.board.claim(call_id, trio.current_time())
    assert call is not None
    rig.office.relay.put(LiveCall(call_id, ME.worker, 1.0, said_caller="<b>'"))
    async with open_state(redis_url) as office:
        with trio.fail_after(30):
            while not await office.workers():  # noqa: ASYNC110 - of another process
                await trio.sleep(0.02)
            until_s = stamps.now_s() + 5
            asked = Command("x1", "type", call_id, "u1", until_s, {"text": "ні"})
            await office.send(ME.worker, asked)
            assert (await office.wait_reply("x1")).result == "done"
            while not await office.calls():  # noqa: ASYNC110 - of another process
                await trio.sleep(0.02)
            assert (await office.calls())[0].said_caller == "<b>'"
    assert await call.control.wait_order() == Typed("ні")
