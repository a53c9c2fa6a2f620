from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from callcore.doctor.network import (
    asterisk_hint,
    check_network,
    check_ports,
    ports_of,
)
from callcore.shared.config import load

pytestmark = pytest.mark.integration


@contextmanager
def listening(port: int = 0) -> Iterator[socket.socket]:
    with closing(socket.socket()) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        yield server


def config_with(first: int, **more: str):
    return load(
        {
            "HOME": "/tmp",
            "CALLCORE_WORKERS": "1",
            "CALLCORE_AUDIO_PORTS": f"{first}-{first + 1}",
            "CALLCORE_AGI_PORT": str(first - 1),
            **more,
        }
    )


@pytest.fixture
def config():
    """Ports that are free: the kernel gave the first of them a moment ago."""
    for _ in range(50):
        with listening() as server:
            first = server.getsockname()[1]
        if first < 60_000:
            found = config_with(first)
            if check_ports(found)[0].grade == "note":
                return found
    raise AssertionError("no free ports")


def test_all_ports_of_the_workers_are_looked_at():
    assert list(ports_of(config_with(9000))) == [
        8999, 9000, 9100, 9200, 9001, 9101, 9201,
    ]  # fmt: skip


def test_free_ports_mean_that_callcore_is_not_running(config):
    (finding,) = check_ports(config)
    assert finding.grade == "note"
    assert "not running" in finding.sentence


def test_a_stranger_on_a_port_is_found_and_named(config):
    port = config.audio_ports.first
    with listening(port):
        (finding,) = check_ports(config)
    assert finding.grade == "bad"
    assert str(port) in finding.sentence


def test_a_ready_worker_is_a_running_callcore(config):
    with listening(config.audio_ports.first + 200) as server:

        def answer():
            # the look at the ports itself may connect too: answer whoever asks
            connection, _ = server.accept()
            with closing(connection):
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        (finding,) = check_ports(config)
        thread.join()
    assert finding.grade == "ok"
    assert "1 of its workers" in finding.sentence


def test_the_dialplan_line_is_given():
    hint = asterisk_hint(config_with(9000))
    assert "agi://127.0.0.1:8999/admit" in hint.sentence
    assert "CALLCORE_HOST" in hint.sentence
    public = asterisk_hint(config_with(9000, CALLCORE_HOST="10.0.0.1"))
    assert "CALLCORE_HOST" not in public.sentence


def test_the_whole_look_has_one_finding_a_topic(config):
    topics = [finding.topic for finding in check_network(config)]
    assert topics == ["ports", "asterisk"]
