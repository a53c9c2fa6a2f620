"""The connections of the API against strangers, on real sockets."""

import socket

import pytest
import trio
from hypercorn.config import Config
from quart import Response, websocket
from quart_trio import QuartTrio

from adminapi.edges import connections

pytestmark = pytest.mark.integration

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
MASK = b"abcd"
PATIENCE_S = 0.4  # a connection that is left open says no more


def frame(opcode, data, end=True):
    head = bytes([end << 7 | opcode, 0x80 | len(data)])
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(data))


def make_app():
    app = QuartTrio("here", static_folder=None)

    @app.route("/")
    async def hello():
        return "hello"

    @app.route("/flood")
    async def flood():
        async def pieces():
            while True:
                yield b"x" * 65_536

        return Response(pieces())

    @app.websocket("/ws")
    async def echo():
        while True:
            await websocket.send(str(len(await websocket.receive())))

    return app


@pytest.fixture
async def port(nursery):
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.graceful_timeout = 0.5
    config.read_timeout = 10
    config.errorlog = None
    stop = trio.Event()
    urls = await nursery.start(connections.serve, make_app(), config, stop)
    yield int(urls[0].rpartition(":")[2])
    stop.set()


async def say(port, *parts):
    """Send parts one after the other, each after an answer; return all that came."""
    heard = b""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        with trio.move_on_after(PATIENCE_S):
            for part in parts:
                await stream.send_all(part)
                heard += await stream.receive_some()
            while more := await stream.receive_some():
                heard += more
    return heard


async def knock(client):
    while True:  # until the server has closed it
        await client.send(b"x")
        await trio.sleep(0.05)


async def is_alive(port):
    with trio.fail_after(5):
        stream = await trio.open_tcp_stream("127.0.0.1", port)
        async with stream:
            await stream.send_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            return b" 200 " in await stream.receive_some()


@pytest.mark.parametrize(
    "header",
    [
        b"Sec-WebSocket-Protocol: \xff\r\n",
        b"Sec-WebSocket-Extensions: \xff\r\n",
        b"Sec-WebSocket-Key: \xff\r\n",
        b"Upgrade: websocket\xff\r\n",
    ],
)
async def test_a_header_that_is_not_text_ends_only_its_own_connection(port, header):
    await say(port, UPGRADE + header + b"\r\n")
    assert await is_alive(port)


@pytest.mark.parametrize(
    "frames",
    [
        frame(8, b"\x03\xe8") + frame(1, b"after the end"),
        frame(1, b"\xff\xfe") + frame(1, b"after"),
        frame(0, b"the rest of nothing"),
        frame(9, b"p" * 125) * 50,
        frame(2, b""),
        frame(1, b"a", end=False) + frame(1, b"b"),
        b"\xff" * 50,
    ],
)
async def test_broken_frames_end_only_their_own_connection(port, frames):
    await say(port, UPGRADE + b"\r\n", frames, frames)
    assert await is_alive(port)


async def test_compression_is_never_agreed_on(port):
    asked = b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    answer = await say(port, UPGRADE + asked)
    assert b" 101 " in answer
    assert b"deflate" not in answer.lower()


async def test_a_message_over_the_limit_is_refused_as_too_big(port):
    pieces = frame(2, b"x" * 120, end=False) + frame(0, b"x" * 120, end=False) * 200
    answer = await say(port, UPGRADE + b"\r\n", pieces)
    assert (1009).to_bytes(2, "big") in answer


async def test_http_2_is_not_spoken_in_clear(port):
    assert b" 505 " in await say(port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
    answer = await say(port, b"GET / HTTP/1.1\r\nHost: a\r\n" + upgrade + b"\r\n")
    assert b" 200 " in answer


async def test_a_client_that_never_reads_is_let_go(port, monkeypatch):
    monkeypatch.setattr(connections, "SEND_S", 0.3)
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    with sock, trio.fail_after(5):
        client = trio.socket.from_stdlib_socket(sock)
        await client.connect(("127.0.0.1", port))
        await client.send(b"GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            await knock(client)


async def test_a_connection_for_which_there_is_no_room_is_closed_at_once(nursery):
    config = Config()
    config.bind = ["127.0.0.1:0"]
    stop = trio.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "MOST_CONNECTIONS", 1)
        urls = await nursery.start(connections.serve, make_app(), config, stop)
    port = int(urls[0].rpartition(":")[2])
    first = await trio.open_tcp_stream("127.0.0.1", port)
    async with first:
        await first.send_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b" 200 " in await first.receive_some()
        assert not await say(port, b"")
    stop.set()


async def test_stopping_lets_a_request_end_and_cuts_what_lasts(nursery):
    config = Config()
    config.bind = ["127.0.0.1:0"]
    config.graceful_timeout = 0.3
    stop = trio.Event()
    with trio.fail_after(5):
        async with trio.open_nursery() as house:
            urls = await house.start(connections.serve, make_app(), config, stop)
            port = int(urls[0].rpartition(":")[2])
            stream = await trio.open_tcp_stream("127.0.0.1", port)
            await stream.send_all(UPGRADE + b"\r\n")
            assert b" 101 " in await stream.receive_some()
            stop.set()
        await stream.aclose()


async def test_a_bug_in_one_connection_ends_only_that_connection(port, monkeypatch):
    async def broken(_self):
        raise ValueError("a stranger's words")

    with monkeypatch.context() as patch:
        patch.setattr(connections.Connection, "run", broken)
        assert not await say(port, b"")
    assert await is_alive(port)
