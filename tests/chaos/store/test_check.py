"""The command, against a real process and against nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.storeprocess import shared_store

pytestmark = pytest.mark.integration


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaos.store.check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_reference_store_passes_and_reading_leaves_no_trace() -> None:
    with shared_store() as store:
        reading = run(store.url)
        everything = run(store.url, "--binding")
    assert reading.returncode == 0, reading.stdout + reading.stderr
    assert reading.stdout.endswith("9 promises, 0 broken\n")
    assert everything.returncode == 0, everything.stdout + everything.stderr
    assert everything.stdout.endswith("21 promises, 0 broken\n")


def test_nobody_there_breaks_every_promise() -> None:
    ended = run("http://127.0.0.1:9")
    assert ended.returncode == 1
    assert "no answer: ConnectError" in ended.stdout
    assert ended.stdout.endswith("9 promises, 9 broken\n")
    assert ended.stderr == ""


def test_a_token_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    ended = run("http://127.0.0.1:9", "--token-file", str(tmp_path / "none"))
    assert ended.returncode == 2
    assert "cannot read" in ended.stderr


def test_the_token_comes_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("wrong\n")
    with shared_store() as store:
        ended = run(store.url, "--token-file", str(file))
    # the shared store asks for no token, so the only broken promise is that one
    assert "BROKEN  Without its token nobody is served" in ended.stdout
    assert ended.stdout.endswith("10 promises, 1 broken\n")
