"""What stands below the SDK's HTTP: nothing of one request hurts the others."""

from __future__ import annotations

import json

import httpx2
import pytest
import trio

from callcore.agent.mcp.link import LinkLost, News
from callcore.agent.mcp.settings import ServerSettings
from callcore.agent.mcp.web import MOST_BODY_BYTES, WHOLE_S, Bounded, open_web

URL = "http://garage.test/mcp"


class Wire(httpx2.AsyncBaseTransport):
    """Answers as told, and keeps what it was asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def handle_async_request(self, request):
        await trio.lowlevel.checkpoint()
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Drip(httpx2.AsyncByteStream):
    def __init__(self, chunk, pause_s=0.0, end=None):
        self.chunk, self.pause_s, self.end = chunk, pause_s, end

    def __aiter__(self):
        return self

    async def __anext__(self):
        await trio.sleep(self.pause_s)
        if self.end is not None:
            raise self.end
        return self.chunk

    async def aclose(self):
        await trio.lowlevel.checkpoint()


async def ask(answer, method="POST", headers=None, body=None):
    news = News()
    wire = Wire(answer)
    async with httpx2.AsyncClient(transport=Bounded(wire, news)) as client:
        content = json.dumps(body or {"id": 1, "method": "tools/call"})
        response = await client.request(method, URL, headers=headers, content=content)
    return response, news, wire


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("x"),
        httpx2.ConnectTimeout("x"),
        httpx2.RemoteProtocolError("x"),
        httpx2.PoolTimeout("x"),
    ],
)
async def test_a_network_error_is_an_answer_and_a_loss(error):
    response, news, _ = await ask(error)
    assert response.status_code == 504
    assert news.lost == "unreachable"


async def test_a_request_that_nobody_answers_is_no_loss():
    response, news, _ = await ask(httpx2.ReadTimeout("x"))
    assert (response.status_code, news.lost) == (504, "")


@pytest.mark.parametrize(
    ("status", "headers", "lost"),
    [
        (200, {}, ""),
        (400, {}, ""),
        (401, {}, "key-refused"),
        (403, {}, "key-refused"),
        (404, {}, ""),
        (404, {"mcp-session-id": "1"}, "session-over"),
        (500, {}, ""),
        (503, {}, "unreachable"),
    ],
)
async def test_a_status_says_whether_the_server_is_lost(status, headers, lost):
    response, news, _ = await ask(httpx2.Response(status), headers=headers)
    assert (response.status_code, news.lost) == (status, lost)


async def test_no_stream_of_the_servers_own_is_opened():
    response, news, wire = await ask(httpx2.Response(200), method="GET")
    assert response.status_code == 405
    assert not wire.asked
    assert not news.lost
    response, *_ = await ask(httpx2.Response(200), "GET", {"last-event-id": "1"})
    assert response.status_code == 200


async def test_a_notification_is_given_a_second():
    notice = {"method": "notifications/cancelled"}
    *_, wire = await ask(httpx2.Response(202), body=notice)
    assert wire.asked[0].extensions["timeout"]["read"] == 1.0
    *_, wire = await ask(httpx2.Response(200))
    assert wire.asked[0].extensions["timeout"]["read"] > 1.0


async def test_a_packed_body_is_not_unpacked():
    packed = httpx2.Response(
        200, headers={"content-encoding": "gzip"}, stream=Drip(b"")
    )
    response, *_ = await ask(packed)
    assert response.status_code == 502


@pytest.mark.parametrize(
    ("stream", "most_s"),
    [
        (Drip(b"x" * 65_536), 1),
        (Drip(b"x", pause_s=1.0), WHOLE_S + 2),
        (Drip(b"", end=httpx2.ReadError("x")), 1),
        (Drip(b"", end=httpx2.ReadTimeout("x")), 1),
    ],
)
async def test_a_body_has_an_end(stream, most_s, autojump_clock):
    with pytest.raises(httpx2.StreamError):
        await ask(httpx2.Response(200, stream=stream))
    assert trio.current_time() <= most_s


async def test_a_body_that_fits_is_whole():
    body = b"x" * MOST_BODY_BYTES
    response, news, _ = await ask(httpx2.Response(200, content=body))
    assert response.content == body
    assert not news.lost


@pytest.mark.parametrize("key", ["", "two words", "ключ", "x" * 5000, "a\nb"])
async def test_a_key_that_cannot_be_one_is_a_loss(key, tmp_path):
    path = tmp_path / "key"
    path.write_text(key)
    for file in (path, tmp_path / "none"):
        settings = ServerSettings("s", (), url=URL, key_file=file)
        with pytest.raises(LinkLost, match="no-key"):
            async with open_web(settings, News()):
                pass
