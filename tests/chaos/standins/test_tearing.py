from __future__ import annotations

import socket

import pytest

from chaos.standins.tearing import tear

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_the_far_end_sees_its_connection_break(host):
    long = ":" in host
    family = socket.AF_INET6 if long else socket.AF_INET
    with socket.create_server((host, 0), family=family, dualstack_ipv6=long) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            near, _ = server.accept()
            with near:
                assert tear("127.0.0.1", client.getsockname()[1])
                assert client.recv(1) == b""
                assert near.recv(1) == b""


def test_what_is_not_there_is_not_torn():
    assert not tear("127.0.0.1", 1)
