"""grpc.aio under Trio, against a small echo server on threads."""

import asyncio
import gc
import logging
import threading
from concurrent import futures
from typing import Any

import grpc
import grpc.aio
import pytest
import trio

from callcore.engines.vendors.asyncbridge import (
    MAX_UNREAD,
    StreamBrokenError,
    open_bridge,
)
from tests.kit.leaks import no_leaks
from tests.kit.until import until

pytestmark = pytest.mark.integration

LIMIT_S = 30
AT_ONCE_S = 1.0  # measured: 2 to 20 ms; the promise is 100, the machine may be busy
THREADS = 8


class Echo(grpc.GenericRpcHandler):
    """A server of bytes. What a stream does is the name of its method."""

    def __init__(self):
        self.ended = threading.Event()
        self.sent = 0
        self.metadata = ()
        self.address = ""

    def service(self, details):
        work = getattr(self, details.method.rpartition("/")[2], None)
        return work and grpc.stream_stream_rpc_method_handler(work)

    def echo(self, requests, context):
        self.metadata = context.invocation_metadata()
        context.add_callback(self.ended.set)
        yield from requests

    def refuse(self, requests, context):
        next(requests)
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "who are you?")

    def flood(self, requests, context):
        context.add_callback(self.ended.set)
        for _ in range(5_000):
            self.sent += 1
            yield bytes(10_000)

    def vast(self, requests, context):
        yield bytes(5_000_000)

    def half(self, requests, context):
        yield next(requests)
        context.abort(grpc.StatusCode.ABORTED, "enough")


@pytest.fixture
def echo():
    threads = futures.ThreadPoolExecutor(THREADS)
    together = threading.Barrier(THREADS + 1)
    for _ in range(THREADS):  # all of them exist before a leak is looked for
        threads.submit(together.wait)
    together.wait()
    server = grpc.server(threads)
    made = Echo()
    server.add_generic_rpc_handlers((made,))
    made.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield made
    server.stop(0).wait(5)
    threads.shutdown()


@pytest.fixture
async def channel(echo):
    async with open_bridge() as bridge:
        yield await bridge.open_channel(lambda: grpc.aio.insecure_channel(echo.address))


def call(channel, method, limit_s=LIMIT_S):
    return channel.stream(f"/test/{method}", (("x-who", "me"),), limit_s)


async def test_what_is_sent_comes_back_in_order_and_then_the_end(channel, echo):
    sent = [bytes([at]) * at for at in range(200)]
    with call(channel, "echo") as stream:
        for message in sent:
            stream.send(message)
        stream.finish()
        assert [await stream.receive() for _ in sent] == sent
        assert await stream.receive() is None
        assert stream.over
        assert stream.answered
    assert ("x-who", "me") in [tuple(pair) for pair in echo.metadata]


async def test_a_stream_waits_for_work_without_a_task_a_message(channel):
    with call(channel, "echo") as stream:
        for at in range(5):
            stream.send(b"%d" % at)
            assert await stream.receive() == b"%d" % at
        await stream.wait_sent()
        assert (stream.unsent, stream.unsent_bytes) == (0, 0)


async def test_the_reason_of_an_end_survives_writes_that_race_with_it(channel):
    # grpc/grpc#36066: call.write() says "Internal error from Core" instead
    for _ in range(20):
        with call(channel, "refuse") as stream:
            for _ in range(300):
                stream.send(bytes(1600))
            with trio.fail_after(5), pytest.raises(StreamBrokenError) as raised:
                await stream.receive()
            assert raised.value.code is grpc.StatusCode.UNAUTHENTICATED
            assert "who" not in str(raised.value)
            stream.send(b"too late")
            with trio.fail_after(1):
                await stream.wait_sent()


async def test_what_came_before_a_failure_is_delivered_first(channel):
    with call(channel, "half") as stream:
        stream.send(b"one")
        assert await stream.receive() == b"one"
        for _ in range(2):
            with pytest.raises(StreamBrokenError) as raised:
                await stream.receive()
            assert raised.value.code is grpc.StatusCode.ABORTED


async def test_an_unknown_method_and_a_vast_message_are_failures(channel):
    for method, code in (("nothing", "UNIMPLEMENTED"), ("vast", "RESOURCE_EXHAUSTED")):
        with call(channel, method) as stream:
            stream.send(b"x")
            with trio.fail_after(5), pytest.raises(StreamBrokenError) as raised:
                await stream.receive()
            assert raised.value.code.name == code


async def test_a_server_that_floods_is_held_back_until_somebody_reads(channel, echo):
    with call(channel, "flood") as stream:
        with trio.fail_after(5):
            await stream.receive()
        with pytest.raises(trio.TooSlowError):
            await until(lambda: echo.sent > 1_000, 1)
        assert len(stream._incoming) <= MAX_UNREAD
        with trio.fail_after(20):
            got = 1
            while await stream.receive() is not None:
                got += 1
        assert got == 5_000


@pytest.mark.parametrize("method", ["echo", "flood"])
@pytest.mark.parametrize("moment_s", [0, 0.001, 0.005, 0.05, 0.3])
async def test_leaving_ends_the_servers_side_at_once(channel, echo, method, moment_s):
    with trio.move_on_after(moment_s) as scope:
        with call(channel, method) as stream:
            stream.send(b"x")
            while True:
                await stream.receive()
    assert scope.cancelled_caught
    if moment_s >= 0.05:  # else it may not have begun
        await until(echo.ended.is_set, AT_ONCE_S)


async def test_a_call_has_an_end_even_if_nobody_watches(channel):
    with call(channel, "echo", limit_s=0.2) as stream:
        with trio.fail_after(3), pytest.raises(StreamBrokenError) as raised:
            await stream.receive()
    assert raised.value.code is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_tasks_that_know_nothing_of_the_bridge_may_use_it(echo):
    ready, done = trio.Event(), trio.Event()
    box: list[Any] = []

    async def stranger():
        await ready.wait()
        with call(box[0], "echo") as stream:
            stream.send(b"hello")
            box.append(await stream.receive())
        done.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(stranger)  # begun before, so without the bridge's context
        async with open_bridge() as bridge:
            channel = await bridge.open_channel(
                lambda: grpc.aio.insecure_channel(echo.address)
            )
            box.append(channel)
            ready.set()
            with trio.fail_after(5):
                await done.wait()
    assert box[1] == b"hello"


async def test_bridges_can_be_opened_one_after_the_other_and_leave_nothing(echo):
    async with no_leaks():
        for _ in range(3):
            async with open_bridge() as bridge:
                channel = await bridge.open_channel(
                    lambda: grpc.aio.insecure_channel(echo.address)
                )
                for method in ("echo", "flood", "echo"):
                    with call(channel, method) as stream:
                        stream.send(b"x")
                        assert await stream.receive()
            del channel, bridge, stream


async def test_cancelling_the_worker_closes_the_bridge(echo):
    async with no_leaks():
        with trio.move_on_after(0.2) as scope:
            async with open_bridge() as bridge:
                channel = await bridge.open_channel(
                    lambda: grpc.aio.insecure_channel(echo.address)
                )
                with call(channel, "flood") as stream:
                    while await stream.receive():
                        pass
        assert scope.cancelled_caught
        del channel, bridge, stream
        gc.collect()  # the cancellation that passed through holds its frames


def test_a_thread_that_runs_a_loop_of_its_own_gets_a_plain_one():
    async def kind():
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, threading.active_count)
        return type(loop)

    with futures.ThreadPoolExecutor(1) as threads:
        found = threads.submit(lambda: asyncio.run(kind())).result(10)
    assert found is asyncio.SelectorEventLoop


async def test_a_callback_that_fails_is_logged_and_the_loop_lives(channel, caplog):
    def fail(error):
        raise error

    channel._loop.call_soon(fail, ZeroDivisionError("secret"))
    channel._loop.call_soon(fail, BlockingIOError(11, "poller"))
    with caplog.at_level(logging.ERROR), call(channel, "echo") as stream:
        stream.send(b"x")
        assert await stream.receive() == b"x"
    ours = [one for one in caplog.records if one.name.startswith("callcore")]
    (record,) = [one for one in ours if one.error == "ZeroDivisionError"]
    assert record.message == "asyncio callback failed"
    assert not [one for one in ours if one.error == "BlockingIOError"], ours
