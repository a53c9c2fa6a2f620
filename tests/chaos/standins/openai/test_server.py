"""The stand-in's life: start, stop, several at once, nothing left."""

from __future__ import annotations

import socket
import threading

import openai
import pytest
import trio

from chaos.standins.openai.server import openai_standin, scripted
from chaos.standins.trouble import Trouble
from tests.chaos.standins.openai.client import (
    THEIR_GENERATORS,
    chat,
    open_client,
    text_of,
    until,
)
from tests.kit.llmserver import Reply

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]


async def test_it_serves_inside_its_block_and_leaves_no_thread():
    with openai_standin() as standin:
        async with open_client(standin) as client:
            assert text_of(await chat(client))
        assert any(one.name == "openai-standin" for one in threading.enumerate())
    assert not any(one.name == "openai-standin" for one in threading.enumerate())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", standin.port), timeout=1).close()


async def test_it_stops_while_a_request_hangs():
    async with trio.open_nursery() as nursery:
        with openai_standin(trouble=Trouble("hang")) as standin:

            async def ask():
                async with open_client(standin) as client:
                    with pytest.raises(openai.APIError):
                        await chat(client)

            nursery.start_soon(ask)
            await until(lambda: standin.open_streams == 1)
    assert standin.seen[0].ended == "cancelled"


async def test_a_script_repeats_its_last_reply():
    replies = scripted([Reply("one"), Reply("two")])
    assert [(await replies({})).text for _ in range(3)] == ["one", "two", "two"]
