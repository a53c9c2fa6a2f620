"""How an answer ends and how that is written down; troubles over the wire elsewhere."""

from __future__ import annotations

from contextlib import aclosing

import pytest
import trio
from quart import Response

from chaos.standins.openai.refusal import Refusal
from chaos.standins.openai.suffering import Cut, attend, streamed, streaming
from chaos.standins.seen import Seen


async def parts(*given):
    for part in given:
        if part is Cut:
            raise Cut
        yield part
        await trio.lowlevel.checkpoint()


async def test_a_stream_to_its_end_is_done():
    seen = Seen("test")
    assert [part async for part in streamed(seen, parts(b"1", b"2"))] == [b"1", b"2"]
    assert seen.ended == "done"


async def test_a_stream_that_is_left_is_cancelled():
    seen = Seen("test")
    async with aclosing(streamed(seen, parts(b"1", b"2"))) as stream:
        async for _ in stream:
            break
    assert seen.ended == "cancelled"


async def test_a_cut_ends_a_stream_quietly():
    seen = Seen("test", ended="cut")
    assert [part async for part in streamed(seen, parts(b"1", Cut, b"2"))] == [b"1"]
    assert seen.ended == "cut"


@pytest.mark.parametrize(
    ("result", "status", "ended"),
    [
        (Response("fine"), 200, "done"),
        (Refusal(404, "no"), 404, "refused"),
        (Cut(), 200, "cut"),
    ],
)
async def test_how_a_request_ended_is_written_down(result, status, ended):
    async def work():
        await trio.lowlevel.checkpoint()
        if isinstance(result, Exception):
            seen.ended = "cut" if isinstance(result, Cut) else "open"
            raise result
        return result

    seen = Seen("test")
    assert (await attend(seen, work)).status_code == status
    assert seen.ended == ended


async def test_a_request_whose_client_leaves_is_cancelled():
    seen = Seen("test")
    with trio.move_on_after(0):
        await attend(seen, trio.sleep_forever)
    assert seen.ended == "cancelled"


async def test_a_streaming_answer_has_no_time_limit_and_ends_later():
    async def work():
        await trio.lowlevel.checkpoint()
        return streaming(seen, parts(b"1"), "audio/pcm")

    seen = Seen("test")
    response = await attend(seen, work)
    assert response.timeout is None
    assert seen.ended not in {"done", "cancelled"}
    assert await response.get_data() == b"1"
    assert seen.ended == "done"
