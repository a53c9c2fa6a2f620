"""The stand-in's life: start, stop, several at once, nothing left."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from google.api_core import exceptions

from callcore.engines.spelled import spell
from chaos.standins.google.house import House
from chaos.standins.google.server import Server, google_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.google import clients
from tests.chaos.standins.google.clients import finals, recognise_v2

pytestmark = pytest.mark.integration


def ours():
    """Return the threads of stand-ins; other tests may share one that lives on."""
    return {one for one in threading.enumerate() if one.name.startswith("google")}


def test_it_serves_inside_its_block_and_leaves_no_thread():
    before = ours()
    with google_standin() as standin, clients.v2(standin) as client:
        assert standin.endpoint == f"http://127.0.0.1:{standin.port}"
        assert finals(recognise_v2(client, spell("hi"))) == ["hi"]
        assert ours() > before
    assert ours() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", standin.port), timeout=1).close()


def test_two_of_them_do_not_know_each_other():
    with google_standin() as one, google_standin(trouble=Trouble("limit")) as two:
        with clients.v2(one) as well, clients.v2(two) as limited:
            with pytest.raises(exceptions.ResourceExhausted):
                recognise_v2(limited, spell("hi"))
            assert finals(recognise_v2(well, spell("hi"))) == ["hi"]
        assert (len(one.seen), len(two.seen)) == (1, 1)


def test_it_stops_while_a_stream_hangs():
    with google_standin(trouble=Trouble("hang")) as standin:
        client = clients.v2(standin)
        call = threading.Thread(target=lambda: _fails(client), name="caller")
        call.start()
        clients.until(lambda: standin.open_streams == 1)
    call.join(5)
    assert not call.is_alive()
    assert standin.seen[0].ended == "cancelled"


def _fails(client):
    with client, pytest.raises(exceptions.GoogleAPICallError):
        recognise_v2(client, spell("hi"))


async def test_it_serves_beside_a_trio_run():
    with google_standin() as standin, clients.v2(standin) as client:
        assert finals(recognise_v2(client, spell("hi"))) == ["hi"]


def test_a_port_that_is_taken_is_an_error():
    async def start(port):
        server = Server(House())
        try:
            return await server.start(port)
        finally:
            await server.stop()

    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(OSError, match="not free"):
            asyncio.run(start(taken.getsockname()[1]))
