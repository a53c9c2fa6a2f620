"""Claiming a port, and saying so in one sentence when it is taken."""

from __future__ import annotations

import socket

import pytest
import trio

from callcore.desk.listeners import PortTaken, claim_port, listen


def test_a_busy_port_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            claim_port("127.0.0.1", port, "FastAGI")
    assert str(caught.value) == (
        f"FastAGI cannot open 127.0.0.1:{port}: another process uses this port"
    )


def test_an_address_that_is_not_ours_says_so():
    with pytest.raises(PortTaken, match=r"after cannot open 192\.0\.2\.1:80: \w+"):
        claim_port("192.0.2.1", 80, "after")


async def test_a_claimed_port_refuses_until_it_listens():
    sock = claim_port("127.0.0.1", 0, "FastAGI")
    port = sock.getsockname()[1]
    with pytest.raises(OSError):  # noqa: PT011
        await trio.open_tcp_stream("127.0.0.1", port)
    async with listen(sock):
        async with await trio.open_tcp_stream("127.0.0.1", port):
            pass


async def test_an_ipv6_address_works_too():
    try:
        sock = claim_port("::1", 0, "FastAGI")
    except PortTaken:
        pytest.skip("no IPv6 here")
    with sock:
        assert sock.family == socket.AF_INET6
