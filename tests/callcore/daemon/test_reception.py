"""From a connection to a mark, over real sockets and a fake answer."""

from __future__ import annotations

import logging
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
import trio

from callcore.call.control import CallControl
from callcore.daemon.lobby import Lobby, LobbyLimits
from callcore.daemon.reception import Reception
from callcore.daemon.switchboard import Switchboard
from callcore.protocol.audiosocket import Decoder, Kind
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.records import Admission, Outcome
from callcore.transport.line import Line
from callcore.transport.ticker import EpollReadiness, Ticker
from tests.kit.until import until

pytestmark = pytest.mark.integration

HANGUP = b"\0\0\0"


class Rig:
    """A reception at a real port; ``answers`` decides every call."""

    def __init__(self, limits: LobbyLimits) -> None:
        self.outcome = Outcome("end", "goodbye")
        self.error: Exception | None = None
        self.until = trio.Event()
        self.until.set()
        self.lines: list[Line] = []
        self.ticker = Ticker(EpollReadiness())
        self.board = Switchboard(10, lambda _: None)
        self.lobby = Lobby(limits)
        allowed = frozenset({"sales,s,1"})
        self.reception = Reception(
            self.ticker, self.board, self.lobby, self._answer, allowed
        )
        self.port = 0

    async def _answer(
        self, line: Line, _admission: Admission, control: CallControl
    ) -> Outcome:
        self.lines.append(line)
        await self.until.wait()
        if self.error is not None:
            raise self.error
        return self.outcome

    def expect(self) -> CallId:
        call_id = new_call_id()
        self.board.expect(Admission(call_id, "", "", "en"), trio.current_time())
        return call_id

    async def connect(self) -> trio.SocketStream:
        return await trio.open_tcp_stream("127.0.0.1", self.port)

    async def call(self, call_id: str) -> bytes:
        """Say who calls; return all that came until the end."""
        stream = await self.connect()
        async with stream:
            await stream.send_all(b"\x01\0\x10" + uuid.UUID(call_id).bytes)
            return await read_all(stream)


async def read_all(stream: trio.SocketStream) -> bytes:
    got = bytearray()
    with trio.fail_after(20):
        async for data in stream:
            got += data
    return bytes(got)


@asynccontextmanager
async def open_rig(limits: LobbyLimits | None = None) -> AsyncIterator[Rig]:
    rig = Rig(limits or LobbyLimits())
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    rig.port = listener.socket.getsockname()[1]
    async with trio.open_nursery() as services:
        services.start_soon(rig.ticker.run)
        services.start_soon(
            partial(trio.serve_listeners, rig.reception.serve, [listener])
        )
        yield rig
        services.cancel_scope.cancel()


async def test_a_call_is_answered_marked_and_said_goodbye_to():
    async with open_rig() as rig:
        call_id = rig.expect()
        assert (await rig.call(call_id)).endswith(HANGUP)
        assert rig.board.mark_of(call_id) == "end"
        assert rig.reception.tally == {"served": 1}


async def test_the_mark_is_kept_before_the_goodbye():
    async with open_rig() as rig:
        call_id = rig.expect()
        stream = await rig.connect()
        async with stream:
            await stream.send_all(b"\x01\0\x10" + uuid.UUID(call_id).bytes)
            decoder, kinds = Decoder(), set()
            decoder.receive_data_untrusted(b"\x01\0\x10" + bytes(16))  # as if from us
            with trio.fail_after(20):
                while Kind.HANGUP not in kinds:
                    data = bytes(await stream.receive_some())
                    kinds |= {k for k, _ in decoder.receive_data_untrusted(data)}
            assert rig.board.mark_of(call_id) == "end"


@pytest.mark.parametrize(
    ("next_", "mark"),
    [
        ("human", "human"),
        ("sales,s,1", "sales,s,1"),
        ("evil,s,1", "human"),
        ("", "human"),
    ],
)
async def test_the_mark_is_checked(next_, mark):
    async with open_rig() as rig:
        rig.outcome = Outcome(next_, "test")
        call_id = rig.expect()
        await rig.call(call_id)
        assert rig.board.mark_of(call_id) == mark


async def test_a_bug_of_a_call_is_a_human_and_stays_with_it():
    async with open_rig() as rig:
        rig.error = RuntimeError("+15550100")
        call_id = rig.expect()
        assert (await rig.call(call_id)).endswith(HANGUP)
        assert rig.board.mark_of(call_id) == "human"
        rig.error = None
        other = rig.expect()
        await rig.call(other)
        assert rig.board.mark_of(other) == "end"


async def test_a_cancelled_call_is_a_human_and_hears_goodbye():
    async with open_rig() as rig:
        rig.until = trio.Event()
        call_id = rig.expect()
        async with trio.open_nursery() as nursery:
            heard: list[bytes] = []

            async def call() -> None:
                heard.append(await rig.call(call_id))

            nursery.start_soon(call)
            await until(lambda: rig.lines)
            rig.board.cancel_all("test")
        assert heard[0].endswith(HANGUP)
        assert rig.board.mark_of(call_id) == "human"


async def test_an_unknown_or_used_id_hears_nothing_but_goodbye(caplog):
    async with open_rig() as rig:
        call_id = rig.expect()
        await rig.call(call_id)
        for wrong in (call_id, str(uuid.uuid4())):
            assert (await rig.call(wrong)).endswith(HANGUP)
        assert rig.reception.tally == {"served": 1, "refused": 2}
        refusals = [each for each in caplog.records if each.levelno >= logging.WARNING]
        assert len(refusals) == 2
        assert call_id not in str([vars(record) for record in refusals])


async def test_whoever_says_nothing_is_dropped_after_two_seconds():
    async with open_rig() as rig:
        began_s = trio.current_time()
        stream = await rig.connect()
        async with stream:
            await read_all(stream)
        assert 1.5 < trio.current_time() - began_s < 10
        assert rig.reception.tally == {"silent": 1}


async def test_whoever_leaves_or_talks_garbage_is_only_counted():
    async with open_rig() as rig:
        (await rig.connect()).socket.close()
        stream = await rig.connect()
        async with stream:
            await stream.send_all(b"GET / HTTP/1.1\r\n\r\n")
            with suppress(trio.BrokenResourceError):
                await read_all(stream)
        await until(lambda: rig.reception.tally["left"] == 2)
        assert rig.ticker.lines == 0


async def test_a_flood_of_silent_connections_does_not_keep_a_caller_out():
    async with open_rig(LobbyLimits(total=8, per_source=8)) as rig:
        silent = [await rig.connect() for _ in range(40)]
        call_id = rig.expect()
        await rig.call(call_id)
        assert rig.board.mark_of(call_id) == "end"
        assert len(rig.lobby) <= 8
        for stream in silent:
            await stream.aclose()


async def test_a_reset_before_the_id_is_nothing_special():
    async with open_rig() as rig:
        stream = await rig.connect()
        stream.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
        )
        stream.socket.close()
        call_id = rig.expect()
        await rig.call(call_id)
        assert rig.board.mark_of(call_id) == "end"
