"""What comes over the wire itself; the numbers are those of the project's security notes."""

from __future__ import annotations

from pathlib import Path

import h11
import pytest
import trio

from tests.kit.adminhouse import PASSWORD, live_house

pytestmark = pytest.mark.integration
SECRETS = (
    PASSWORD,
    "postgresql://",
    "Traceback",
    str(Path(__file__).parents[3]),
    ".py",
)


async def raw(url, data, patience_s=30):
    """Send bytes; return what comes until the end."""
    host, _, port = url.removeprefix("http://").partition(":")
    with trio.fail_after(patience_s):
        stream = await trio.open_tcp_stream(host, int(port))
        async with stream:
            await stream.send_all(data)
            answer = b""
            while chunk := await stream.receive_some():
                answer += chunk
            return answer


def request(path="/api/v1/me", method=b"GET", headers=b""):
    return (
        method
        + b" "
        + path.encode()
        + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        + headers
        + b"\r\n"
    )


async def test_headers_that_are_too_large_are_refused(database_url):
    """Number 33."""
    async with live_house(database_url) as (_, url):
        big = b"X-Big: " + b"x" * 40_000 + b"\r\n"
        answer = await raw(url, request(headers=big))
        assert answer.split(b" ")[1] in (b"431", b"400"), answer[:100]
        assert (await raw(url, request())).startswith(b"HTTP/1.1 401")


async def test_a_body_that_says_to_be_too_large_is_refused_before_it_comes(
    database_url,
):
    """Number 33."""
    async with live_house(database_url) as (_, url):
        headers = b"Content-Type: application/json\r\nContent-Length: 99999999999\r\n"
        answer = await raw(url, request("/api/v1/auth/login", b"POST", headers))
        assert answer.startswith(b"HTTP/1.1 413")


async def test_a_chunked_body_is_cut_where_it_becomes_too_large(database_url):
    """Number 33: it says no length."""
    async with live_house(database_url) as (_, url):
        headers = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        chunks = (b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 8 + b"0\r\n\r\n"
        answer = await raw(
            url, request("/api/v1/auth/login", b"POST", headers) + chunks
        )
        assert answer.startswith(b"HTTP/1.1 413")


async def test_a_body_that_does_not_come_is_not_waited_for(database_url, monkeypatch):
    """Number 33: slow body."""
    async with live_house(database_url) as (house, url):
        house.house.api.config["BODY_TIMEOUT"] = 0.3
        headers = b"Content-Type: application/json\r\nContent-Length: 100\r\n"
        answer = await raw(url, request("/api/v1/auth/login", b"POST", headers) + b"{")
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"/problems/too-slow" in answer


async def test_headers_that_do_not_come_are_not_waited_for(database_url, monkeypatch):
    """Number 33: a slow loris."""
    monkeypatch.setattr("adminapi.serving.READ_S", 0.3)
    async with live_house(database_url) as (_, url):
        answer = await raw(url, b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nX-A: ")
        assert not answer.startswith(b"HTTP/1.1 2")


GARBAGE = (
    b"\x00" * 100,
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
    b"GET /api/v1/me?\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /api/v1/me?a=%ff%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET http://evil.example/api/v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xff\r\nConnection: close\r\n\r\n",
    b"GET /api/v1/me HTTP/1.1\r\nHost: a\r\nCookie: __Host-callcore=\xff\r\nConnection: close\r\n\r\n",
)


async def test_garbage_never_stops_the_server(database_url, monkeypatch):
    """Numbers 33 and 40; what no application sees has the headers too (28)."""
    monkeypatch.setattr("adminapi.serving.READ_S", 0.5)
    async with live_house(database_url) as (_, url):
        for data in GARBAGE:
            answer = await raw(url, data)
            good = answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 500"))
            assert not good, data
            assert not [secret for secret in SECRETS if secret.encode() in answer]
            if answer.startswith(b"HTTP/1.1 4"):
                assert b"frame-ancestors" in answer, data
            assert (await raw(url, request())).startswith(b"HTTP/1.1 401")


async def test_head_has_the_headers_of_get_and_no_body(database_url):
    """Number 39, as a client sees it."""
    async with live_house(database_url) as (house, url):
        token = (
            b"Authorization: Bearer " + house.users["viewer"].token.encode() + b"\r\n"
        )
        got = await raw(url, request(headers=token))
        head = await raw(url, request(method=b"HEAD", headers=token))
        connection = h11.Connection(h11.CLIENT)
        connection.send(h11.Request(method="HEAD", target="/", headers=[("Host", "a")]))
        connection.send(h11.EndOfMessage())
        connection.receive_data(head)
        assert getattr(connection.next_event(), "status_code", 0) == 200
        assert type(connection.next_event()) is h11.EndOfMessage
        assert got.split(b"\r\n")[0] == head.split(b"\r\n")[0]
