"""A worker takes the first free triple of the pool."""

from __future__ import annotations

import socket

import pytest

from callcore.daemon.ports import Ports, claim_ports
from callcore.desk.listeners import PortTaken
from tests.kit.house import free_port


def close(ports: Ports) -> None:
    for sock in (ports.audio, ports.after, ports.http):
        sock.close()


def test_the_second_worker_takes_the_next_triple():
    first = free_port(20_000, 31_000)
    pool = range(first, first + 8)
    one = claim_ports("127.0.0.1", "127.0.0.1", pool)
    two = claim_ports("127.0.0.1", "127.0.0.1", pool)
    assert one.numbers.port in pool
    assert one.numbers.after_port == one.numbers.port + 100
    assert one.numbers.http_port == one.numbers.port + 200
    assert two.numbers.port > one.numbers.port
    close(one)
    close(two)


def test_a_triple_whose_after_port_is_busy_is_skipped_and_not_leaked():
    first = free_port(20_000, 31_000)
    with socket.create_server(("127.0.0.1", first + 100)):
        ports = claim_ports("127.0.0.1", "127.0.0.1", range(first, first + 8))
        assert ports.numbers.port > first
    close(ports)
    with socket.create_server(("127.0.0.1", first)):
        pass


def test_an_exhausted_pool_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(PortTaken, match=f"no free port for calls from {port} to"):
            claim_ports("127.0.0.1", "127.0.0.1", range(port, port + 1))
