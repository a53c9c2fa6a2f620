"""The servers of another program: what becomes of them when it is killed, or joined."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from callcore.shared.embedded import process as module
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.process import CannotStart
from callcore.shared.embedded.valkey import EmbeddedValkey

pytestmark = pytest.mark.integration
SCRIPT = Path(__file__).with_name("keeper.py")
HOME = Path(__file__).parents[4]
AS_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
END_S = 30.0


@contextmanager
def keeper(
    folder: Path, before: Sequence[str] = ()
) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run the program; yield it and the process ids of its servers."""
    process = subprocess.Popen(
        [*before, sys.executable, str(SCRIPT), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOME)},
    )
    with process:
        assert process.stdout is not None
        yield process, [int(word) for word in process.stdout.readline().split()]
        process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    with suppress(FileNotFoundError):
        EmbeddedPostgres(tmp_path / "postgres").remove()


def wait_gone(pids: Sequence[int]) -> None:
    until_s = time.monotonic() + END_S
    while any(_is_alive(pid) for pid in pids):
        assert time.monotonic() < until_s
        time.sleep(0.01)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return False
    return state[0] not in "ZX"


def test_servers_of_a_killed_program_end_and_the_next_one_finds_the_data(
    folder,
) -> None:
    postgres = EmbeddedPostgres(folder / "postgres")
    with keeper(folder) as (process, pids):
        assert len(pids) == 2
        with psycopg.connect(postgres.url()) as connection:
            connection.execute("CREATE TABLE t AS SELECT 7 AS n")
        process.kill()
        process.wait()
        url = postgres.start()  # at once: it waits for the server that is ending
        try:
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT n FROM t").fetchall() == [(7,)]
        finally:
            postgres.stop()
        wait_gone(pids)


def test_a_second_program_is_kept_out_with_a_sentence(folder, monkeypatch) -> None:
    monkeypatch.setattr(module, "LOCK_S", 0.1)
    with keeper(folder) as (_, pids):
        for server in (
            EmbeddedPostgres(folder / "postgres"),
            EmbeddedValkey(folder / "valkey"),
        ):
            with pytest.raises(CannotStart, match="already run by another process"):
                server.start()
        assert all(map(_is_alive, pids))


def test_a_program_that_is_told_to_end_stops_its_servers(folder: Path) -> None:
    with keeper(folder) as (process, pids):
        process.terminate()
        assert process.wait(END_S) == 0
        assert not any(map(_is_alive, pids))


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run([*AS_USER, "true"], check=False, capture_output=True).returncode
    != 0,
    reason="namespaces of users are not permitted",
)
def test_it_works_as_a_normal_user_too(tmp_path: Path) -> None:
    with keeper(tmp_path, AS_USER) as (_, pids):
        assert len(pids) == 2
        assert (tmp_path / "postgres" / "cluster" / "PG_VERSION").exists()
    wait_gone(pids)
