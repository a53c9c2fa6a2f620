"""A child that says one message a line, or anything else."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import asynccontextmanager

import anyio
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError, JSONRPCNotification, JSONRPCResponse

from callcore.agent.mcp.link import LinkLost, News
from callcore.agent.mcp.pipes import (
    MOST_BAD_LINES,
    MOST_LINE_BYTES,
    Lines,
    environment_of,
    open_pipes,
)
from callcore.agent.mcp.settings import ServerSettings
from tests.callcore.agent.mcp.test_leash import alive
from tests.kit.leaks import no_leaks
from tests.kit.until import until

integration = pytest.mark.integration
GOOD = b'{"jsonrpc":"2.0","id":7,"result":{"a":1}}'


class Spoken(trio.abc.ReceiveStream):
    def __init__(self, data, step=65_536):
        self.data, self.step = data, step

    async def receive_some(self, _most=None):
        await trio.lowlevel.checkpoint()
        chunk, self.data = self.data[: self.step], self.data[self.step :]
        return chunk

    async def aclose(self):
        await trio.lowlevel.checkpoint()


async def heard(data, step=65_536):
    news = News()
    lines = Lines(Spoken(data, step), news)
    messages = [
        item.message async for item in lines if isinstance(item, SessionMessage)
    ]
    return messages, news.lost


@given(st.integers(1, 50))
def test_messages_are_found_however_they_are_cut(step):
    async def listen():
        return await heard(GOOD + b"\nnoise\n\n" + GOOD + b"\r\n" + GOOD, step)

    messages, lost = trio.run(listen)
    assert [type(message) for message in messages] == [JSONRPCResponse] * 2
    assert lost == "ended"


@given(st.binary(max_size=400))
def test_garbage_is_no_message_and_no_error(data):
    async def listen():
        return await heard(data + b"\n" + GOOD + b"\n", 7)

    messages, _ = trio.run(listen)
    assert messages


async def test_nothing_but_noise_is_a_loss():
    messages, lost = await heard(b"log\n" * MOST_BAD_LINES + GOOD + b"\n")
    assert (messages, lost) == ([], "garbage")


async def test_noise_between_messages_is_borne():
    some = b"log\n" * (MOST_BAD_LINES - 1) + GOOD + b"\n"
    messages, lost = await heard(some * 3)
    assert (len(messages), lost) == (3, "ended")


async def test_a_line_that_is_too_long_is_dropped_and_its_caller_told():
    huge = b'{"jsonrpc":"2.0","id":7,"result":{"a":"' + b"x" * 5 * MOST_LINE_BYTES
    messages, _ = await heard(huge + b'"}}\n' + GOOD + b"\n")
    assert [type(message) for message in messages] == [JSONRPCError, JSONRPCResponse]
    assert messages[0].id == 7
    messages, _ = await heard(b"x" * 5 * MOST_LINE_BYTES + b"\n" + GOOD + b"\n")
    assert [type(message) for message in messages] == [JSONRPCResponse]


async def test_no_more_than_one_line_is_kept():
    spoken = Spoken(b"x" * 5 * MOST_LINE_BYTES)
    lines = Lines(spoken, News())
    kept = []

    async def receive_some(most=None):
        kept.append(len(lines._buffer))
        return await Spoken.receive_some(spoken, most)

    spoken.receive_some = receive_some  # type: ignore[method-assign]
    with pytest.raises(anyio.EndOfStream):
        await lines.receive()
    assert max(kept) <= MOST_LINE_BYTES + 65_536


def test_a_child_sees_three_of_our_variables_and_what_is_configured():
    ours = {"PATH": "/bin", "HOME": "/root", "CALLCORE_STORE_KEY": "s", "USER": "x"}
    settings = ServerSettings("s", (), command=("x",), env={"HOME": "/", "T": "1"})
    assert environment_of(ours, settings) == {"PATH": "/bin", "HOME": "/", "T": "1"}


@asynccontextmanager
async def child(*command):
    news = News()
    settings = ServerSettings("s", (), command=command)
    with trio.fail_after(60):
        async with no_leaks(), open_pipes(settings, news) as (lines, tray):
            yield lines, tray, news


def python(code):
    return (sys.executable, "-c", code)


SAY_PID = (
    "import json, os, signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print(json.dumps({'jsonrpc': '2.0', 'id': 1, 'result': {'pid': os.getpid()}}),"
    " flush=True)\n"
)


@integration
async def test_a_child_that_ends_is_a_loss():
    async with child("true") as (lines, _, news):
        with pytest.raises(anyio.EndOfStream):
            await lines.receive()
        assert news.lost == "ended"


@integration
async def test_a_program_that_is_not_there_is_a_loss():
    with pytest.raises(LinkLost, match="no-such-program"):
        async with child("no-such-program-here"):
            pass


@integration
@pytest.mark.parametrize("stopped", [False, True])
async def test_a_child_that_obeys_nobody_is_dead_afterwards(stopped):
    async with child(*python(SAY_PID + "time.sleep(1000)")) as (lines, _, _news):
        pid = (await lines.receive()).message.result["pid"]
        if stopped:
            os.kill(pid, signal.SIGSTOP)
        assert alive(pid)
    await until(lambda: not alive(pid))


async def fill(tray, message):
    for _ in range(100):
        await tray.send(message)


@integration
async def test_a_child_that_reads_nothing_holds_nobody():
    async with child(*python(SAY_PID + "time.sleep(1000)")) as (lines, tray, news):
        await lines.receive()
        big = JSONRPCNotification(jsonrpc="2.0", method="x" * 100_000)
        began = trio.current_time()
        with pytest.raises(anyio.BrokenResourceError):
            await fill(tray, SessionMessage(big))
        assert trio.current_time() - began < 5
        assert news.lost == "stuck"


@integration
async def test_a_cancelled_body_leaves_no_child():
    pid = 0
    with trio.move_on_after(60) as scope:
        async with child(*python(SAY_PID + "time.sleep(1000)")) as (lines, _, _news):
            pid = (await lines.receive()).message.result["pid"]
            scope.cancel()
            await trio.sleep_forever()
    assert pid
    await until(lambda: not alive(pid))
