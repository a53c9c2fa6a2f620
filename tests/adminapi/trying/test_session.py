"""A try against a worker that a test plays, on loopback."""

import json
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
import trio

from adminapi.edges.closing import NONSENSE, TRY_LATER, Closing
from adminapi.trying import session
from adminapi.trying.session import Tries, by_load
from callcore.protocol import audiosocket
from callcore.shared.state import names
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import EventDraft, Reply, WorkerState
from tests.kit.adminhouse import admin_house
from tests.kit.livehouse import on_a_port, socket, ticket
from tests.kit.peer import FakePeer
from tests.kit.until import until

pytestmark = pytest.mark.integration
WORKER = "h:w1:1"


def worker(name=WORKER, load=0, capacity=4, draining=False):
    return WorkerState(name, load, capacity, draining, "1", "127.0.0.1:1")


class Worker:
    """Expects a call, takes its line, echoes its sound, takes typed text."""

    def __init__(self, state):
        self.state = state
        self.address = ""
        self.admit = "done"
        self.expected = []
        self.called = ""
        self.typed = []
        self.heard = bytearray()
        self.line = None
        self.hung_up = trio.Event()

    async def run(self, task_status=trio.TASK_STATUS_IGNORED):
        async with trio.open_nursery() as nursery:
            listeners = await nursery.start(trio.serve_tcp, self._serve, 0)
            port = listeners[0].socket.getsockname()[1]
            self.address = f"127.0.0.1:{port}"
            await self.state.beat(worker())
            nursery.start_soon(self._beat)
            task_status.started()
            while True:
                for command in await self.state.take(WORKER):
                    await self._obey(command)

    async def _beat(self):
        while True:
            await self.state.beat(worker())
            await trio.sleep(1)

    async def _obey(self, command):
        fields = {}
        if command.name == "admit":
            self.expected.append(command)
            fields = {"address": self.address} if self.admit == "done" else {}
            await self.state.reply(Reply(command.command_id, self.admit, fields))
        else:
            self.typed.append(command.arguments["text"])
            await self.state.reply(Reply(command.command_id, "done"))

    async def _serve(self, stream):
        self.line = stream
        decoder = audiosocket.Decoder()
        try:
            async for data in stream:
                for frame in decoder.receive_data_untrusted(data):
                    await self._take(stream, frame)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        self.hung_up.set()

    async def _take(self, stream, frame):
        if frame.kind is audiosocket.Kind.UUID:
            self.called = str(UUID(bytes=frame.payload))
            return
        self.heard += frame.payload
        await stream.send_all(audiosocket.encode_audio(frame.payload))


class Try:
    """A browser, a worker, and the office between them."""

    def __init__(self, house, worker):
        self.house, self.worker, self.peer = house, worker, FakePeer()
        self.closings = []
        self.who = house.office.guard.tokens.read(house.users["operator"].token)

    async def hold(self):
        try:
            await Tries(self.house.office).hold(self.who, self.peer)
        except* Closing as group:
            self.closings.append(first(group))


def first(group):
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


@pytest.fixture
async def trying(database_url, nursery):
    async with admin_house(database_url, state=MemoryState()) as house:
        played = Worker(house.state)
        await nursery.start(played.run)
        nursery.start_soon(house.office.hub.run)
        await trio.sleep(0.05)
        with trio.fail_after(30):
            yield Try(house, played)
        nursery.cancel_scope.cancel()


def sound(peer):
    return b"".join(each for each in peer.heard if isinstance(each, bytes))


@asynccontextmanager
async def held(trying):
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trying.hold)
        yield trying
        nursery.cancel_scope.cancel()


async def test_a_browser_talks_and_types_to_a_real_line(trying):
    peer = trying.peer
    peer.say({"type": "start", "language": "uk"})
    async with held(trying):
        call_id = (await peer.wait("started"))["call_id"]
        asked = trying.worker.expected[0]
        assert asked.call_id == call_id
        assert dict(asked.arguments) == {"language": "uk", "did": "try", "caller": ""}
        peer.say(bytes(range(160)) * 8)
        peer.say({"type": "text", "text": "winter tyres"})
        assert (await peer.wait("typed"))["result"] == "done"
        assert trying.worker.typed == ["winter tyres"]
        line = {"who": "agent", "text": "good day"}
        await trying.house.state.publish(
            [EventDraft(names.CALL_LINE, 0.0, call_id, line)]
        )
        assert (await peer.wait("event"))["fields"] == line
        await until(lambda: sound(peer) == bytes(range(160)) * 8)
        assert trying.worker.called == call_id
        assert bytes(trying.worker.heard) == bytes(range(160)) * 8


async def test_when_the_browser_goes_the_line_hangs_up(trying):
    trying.peer.say({"type": "start"})
    async with held(trying):
        await trying.peer.wait("started")
    await trying.worker.hung_up.wait()


async def test_a_browser_can_hang_up(trying):
    trying.peer.say({"type": "start"})
    async with held(trying):
        await trying.peer.wait("started")
        trying.peer.say({"type": "hangup"})
        assert (await trying.peer.wait("ended"))["reason"] == "caller-hung-up"
        await trying.worker.hung_up.wait()


async def test_when_the_call_ends_the_browser_hears_why(trying):
    trying.peer.say({"type": "start"})
    async with held(trying):
        call_id = (await trying.peer.wait("started"))["call_id"]
        await until(lambda: trying.worker.line)
        await trying.worker.line.send_all(audiosocket.HANGUP_FRAME)
        ended = EventDraft(names.CALL_ENDED, 0.0, call_id, {"reason": "goodbye"})
        await trying.house.state.publish([ended])
        assert (await trying.peer.wait("ended"))["reason"] == "goodbye"


async def test_a_try_stands_in_the_audit(trying):
    trying.peer.say({"type": "start"})
    async with held(trying):
        call_id = (await trying.peer.wait("started"))["call_id"]
    row = await trying.house.database.run(
        lambda c: c.execute(
            "SELECT by_name, subject FROM audit WHERE action = 'call.tried'"
        ).fetchone()
    )
    assert row == {"by_name": "operator", "subject": call_id}


@pytest.mark.parametrize("result", ["full", "invalid"])
async def test_without_a_worker_that_takes_it_one_may_come_later(trying, result):
    trying.worker.admit = result
    trying.peer.say({"type": "start"})
    await trying.hold()
    assert [(each.code, str(each)) for each in trying.closings] == [
        (TRY_LATER, "no-worker")
    ]


async def test_a_worker_whose_line_is_dead_is_not_waited_for(trying):
    trying.worker.address = "127.0.0.1:9"
    trying.peer.say({"type": "start"})
    await trying.hold()
    assert str(trying.closings[0]) == "worker-gone"


async def test_only_so_many_tries_run_at_once(trying, monkeypatch):
    monkeypatch.setattr(session, "MOST_TRIES", 0)
    await trying.hold()
    assert trying.closings[0].code == TRY_LATER


@pytest.mark.parametrize(
    "said",
    [
        b"\x00" * 320,
        "nonsense",
        {"type": "text", "text": "x"},
        {"type": "start", "language": "fr"},
        {"type": "start", "language": ["uk"]},
    ],
)
async def test_a_try_that_does_not_begin_properly_is_closed(trying, said):
    trying.peer.say(said)
    await trying.hold()
    assert trying.closings[0].code == NONSENSE
    assert not trying.worker.expected


@pytest.mark.parametrize(
    "said", [{"type": "text"}, {"type": "text", "text": "x" * 501}, {"type": "x"}, "]"]
)
async def test_nonsense_in_a_try_ends_it_and_its_line(trying, said):
    trying.peer.say({"type": "start"})
    trying.peer.say(said)
    await trying.hold()
    assert trying.closings[0].code == NONSENSE
    await trying.worker.hung_up.wait()
    assert not trying.house.office.hub.listeners


async def test_a_try_over_a_real_websocket(trying):
    async with on_a_port(trying.house) as port:
        given = await ticket(trying.house, "operator", "try")
        async with socket(port, given, "/api/v1/try") as opened:
            await opened.send_message(json.dumps({"type": "start", "language": "en"}))
            assert json.loads(await opened.get_message())["type"] == "started"
            await opened.send_message(bytes(640))
            assert await opened.get_message() == bytes(320)


async def test_a_viewer_gets_no_ticket_for_a_try(trying):
    told = await trying.house.post("/try/ticket", role="viewer")
    assert told.status == 403


def test_the_least_loaded_worker_with_room_is_first():
    workers = [
        worker("full", 4, 4),
        worker("half", 2, 4),
        worker("leaving", 0, 4, draining=True),
        worker("large", 3, 10),
    ]
    assert [each.worker for each in by_load(workers)] == ["large", "half"]
