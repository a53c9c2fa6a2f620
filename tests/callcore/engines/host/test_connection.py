from __future__ import annotations

import pytest
import trio

from callcore.engines.host.connection import Connection
from callcore.engines.host.requests import Ping
from callcore.engines.host.wire import Packet, Unpacker, WireError, pack


@pytest.fixture
def pair():
    return trio.testing.memory_stream_pair()


async def answers(stream):
    unpacker, got = Unpacker(), []
    with trio.move_on_after(1):
        while data := await stream.receive_some(4096):
            got += [packet.fields for packet in unpacker.feed_untrusted(data)]
    return got


async def test_a_ticket_that_is_not_open_gets_no_reply(autojump_clock, pair, nursery):
    mine, theirs = pair
    connection = Connection(mine, lambda _connection, _request: None)
    nursery.start_soon(connection.run)
    connection.reply(7, "done")
    connection.drop(8, "busy")
    connection.answer(9, "done", {"a": 1})
    connection.refuse(10, "never")
    assert await answers(theirs) == [
        {"ticket": 9, "kind": "done", "a": 1},
        {"ticket": 10, "kind": "error", "reason": "never", "refused": True},
    ]
    await theirs.aclose()


async def test_requests_reach_the_desk_however_they_are_cut(
    autojump_clock, pair, nursery
):
    mine, theirs = pair
    got = []
    connection = Connection(mine, lambda _connection, request: got.append(request))
    nursery.start_soon(connection.run)
    for byte in pack(Packet({"op": "ping", "ticket": 3})):
        await theirs.send_all(bytes([byte]))
    await trio.testing.wait_all_tasks_blocked()
    assert got == [Ping(3, stats=False)]
    await theirs.aclose()


async def test_a_worker_that_does_not_read_is_dropped(autojump_clock):
    mine, theirs = trio.testing.lockstep_stream_pair()

    def flood(connection, _request):
        for _ in range(10):
            connection.answer(1, "done", {}, bytes(1 << 20))

    async with theirs:
        error = pytest.RaisesExc(WireError, match="does not read")
        with pytest.RaisesGroup(error, flatten_subgroups=True):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(Connection(mine, flood).run)
                await theirs.send_all(pack(Packet({"op": "ping", "ticket": 1})))
