from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from callcore.shared.embedded import process as module
from callcore.shared.embedded.process import (
    CannotStart,
    ServerProcess,
    folder_of_sockets,
    private_folder,
)

pytestmark = pytest.mark.integration
SLEEP = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)")


@pytest.fixture
def server(tmp_path: Path):
    server = ServerProcess("Test", tmp_path / "test.log")
    server.lock()
    yield server
    server.kill()


def run(server: ServerProcess, code: str, *, within_s: float = 30.0) -> None:
    server.start([sys.executable, "-c", code], lambda: False, within_s=within_s)


def test_it_is_up_when_it_says_so_and_its_log_is_private(server, tmp_path) -> None:
    log = tmp_path / "test.log"
    server.start(SLEEP, lambda: "here" in log.read_text(), within_s=30.0)
    assert server.is_running
    assert log.stat().st_mode & 0o777 == 0o600
    server.stop()
    server.stop()
    assert not server.is_running


def test_one_that_ends_at_once_says_its_last_words(server) -> None:
    with pytest.raises(CannotStart, match=r"ended at once; see .*test\.log: FATAL: no"):
        run(server, "print('LOG: a'); print('FATAL: no'); print('LOG: b')")
    assert not server.is_running


def test_one_that_never_answers_is_killed(server) -> None:
    with pytest.raises(CannotStart, match="does not answer"):
        server.start(SLEEP, lambda: False, within_s=0.2)
    assert not server.is_running


def test_a_program_that_is_not_there_is_a_sentence(server) -> None:
    with pytest.raises(CannotStart, match="cannot be started: No such file"):
        server.start(["/none"], lambda: True, within_s=1.0)


def test_after_a_failure_the_folder_is_free(server, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "LOCK_S", 0.1)
    other = ServerProcess("Test", tmp_path / "test.log")
    with pytest.raises(CannotStart, match="already run by another"):
        other.lock()
    with pytest.raises(CannotStart, match="ended at once"):
        run(server, "")
    other.lock()
    other.kill()


def test_the_lock_lasts_as_long_as_the_server(server, tmp_path, monkeypatch) -> None:
    """A program may be killed before its server has ended."""
    monkeypatch.setattr(module, "LOCK_S", 0.1)
    server.start(SLEEP, lambda: True, within_s=30.0)
    os.close(server._lock)
    server._lock = -1
    other = ServerProcess("Test", tmp_path / "test.log")
    with pytest.raises(CannotStart, match="already run by another"):
        other.lock()
    server.stop()
    other.lock()
    other.kill()


def test_a_log_that_grew_too_large_begins_anew(server, tmp_path, monkeypatch) -> None:
    log = tmp_path / "test.log"
    log.write_text("old" * 10)
    monkeypatch.setattr(module, "MAX_LOG_BYTES", 10)
    server.start(SLEEP, lambda: "here" in log.read_text(), within_s=30.0)
    assert "old" not in log.read_text()


def test_a_private_folder_is_made_closed_and_ours(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    private_folder(folder)
    folder.chmod(0o777)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_or_a_file_is_no_private_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(CannotStart, match=r"somebody else|cannot be used"):
            private_folder(tmp_path / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 12_345, 12_345)
    with pytest.raises(CannotStart, match="belongs to somebody else"):
        private_folder(folder)


def test_a_socket_stays_near_if_its_path_is_short_enough() -> None:
    near = Path("/") / ("n" * 94)
    assert folder_of_sockets(near, "valkey.sock") == near
    far = folder_of_sockets(near.with_name("n" * 95), "valkey.sock")
    assert far.parent == Path("/tmp")
    assert far == folder_of_sockets(near.with_name("n" * 95), "valkey.sock")
