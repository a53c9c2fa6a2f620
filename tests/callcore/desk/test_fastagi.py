"""The Trio shell of FastAGI: limits, and failures that stay with their connection."""

from __future__ import annotations

import trio
import trio.testing

from callcore.desk.fastagi import REQUEST_S, AgiChannel, AgiService
from tests.kit.agi import ask


async def test_a_handler_reads_the_request_and_sets_and_gets_variables():
    got: list[str] = []

    async def handler(agi: AgiChannel) -> None:
        request = await agi.wait_request()
        got.extend([request.script, *request.args, await agi.get_variable("IN")])
        assert await agi.get_variable("NOTHING") == ""
        assert await agi.set_variable("OUT", 'a "b"')

    variables = await ask(handler, "greet", ("one", "two"), IN="value")
    assert got == ["greet", "one", "two", "value"]
    assert variables["OUT"] == 'a "b"'


async def test_a_request_that_never_comes_is_dropped_after_three_seconds(
    autojump_clock,
):
    ours, theirs = trio.testing.memory_stream_pair()

    async def handler(agi: AgiChannel) -> None:
        await agi.wait_request()

    began_s = trio.current_time()
    await AgiService("test", handler).serve(theirs)
    assert trio.current_time() - began_s == REQUEST_S
    assert await ours.receive_some() == b""


async def test_one_byte_a_second_does_not_buy_more_time(autojump_clock):
    ours, theirs = trio.testing.memory_stream_pair()

    async def handler(agi: AgiChannel) -> None:
        await agi.wait_request()

    async def drip() -> None:
        while True:
            await ours.send_all(b"a")
            await trio.sleep(0.8)

    began_s = trio.current_time()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(drip)
        await AgiService("test", handler).serve(theirs)
        nursery.cancel_scope.cancel()
    assert trio.current_time() - began_s == REQUEST_S


async def test_connections_beyond_the_limit_are_closed_at_once(autojump_clock):
    async def handler(_agi: AgiChannel) -> None:
        await trio.sleep(1)

    service = AgiService("test", handler, max_connections=2)
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            _, theirs = trio.testing.memory_stream_pair()
            nursery.start_soon(service.serve, theirs)
        await trio.testing.wait_all_tasks_blocked()
        ours, theirs = trio.testing.memory_stream_pair()
        await service.serve(theirs)
        assert await ours.receive_some() == b""
    assert service.refused == 1
    _, theirs = trio.testing.memory_stream_pair()
    await service.serve(theirs)
    assert service.refused == 1


async def test_garbage_is_one_line_without_its_content(caplog):
    ours, theirs = trio.testing.memory_stream_pair()

    async def handler(agi: AgiChannel) -> None:
        await agi.wait_request()

    await ours.send_all(b"secret +15550100\n\n")
    await AgiService("test", handler).serve(theirs)
    (record,) = caplog.records
    assert record.getMessage() == "FastAGI garbage"
    assert "15550100" not in str(vars(record))


async def test_a_peer_that_leaves_in_the_middle_is_one_line(caplog):
    ours, theirs = trio.testing.memory_stream_pair()

    async def handler(agi: AgiChannel) -> None:
        await agi.wait_request()

    await ours.aclose()
    await AgiService("test", handler).serve(theirs)
    assert len(caplog.records) == 1


async def test_a_bug_of_a_handler_stays_with_its_connection(caplog):
    async def handler(_agi: AgiChannel) -> None:
        raise RuntimeError("the caller +15550100 said")

    ours, theirs = trio.testing.memory_stream_pair()
    await AgiService("test", handler).serve(theirs)
    assert await ours.receive_some() == b""
    (record,) = caplog.records
    assert "RuntimeError" in str(vars(record))
    assert "15550100" not in str(vars(record))
