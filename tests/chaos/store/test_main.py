"""The process itself; what it serves is tested in test_app.py and by the store client."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chaos.store.serving import bind
from tests.kit.storeprocess import store_process

pytestmark = pytest.mark.integration


async def test_it_says_where_it_is_and_ends_on_sigterm(tmp_path: Path) -> None:
    async with store_process(tmp_path / "store.sqlite") as store:
        assert store.url.startswith("http://127.0.0.1:")
        assert await store.orders_of("nobody") == []
    assert store.process.returncode == 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaos.store", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_wrong_option_is_one_clear_sentence() -> None:
    ended = run("--port", "many")
    assert ended.returncode == 2
    assert "invalid int value: 'many'" in ended.stderr


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with bind(0) as listener:
        ended = run("--port", str(listener.getsockname()[1]))
    assert ended.returncode == 1
    assert ended.stderr.startswith("chaos.store cannot start: ")
    assert ended.stderr.count("\n") == 1


def test_a_folder_that_is_not_there_is_one_clear_sentence() -> None:
    ended = run("--data", "/nowhere/at/all.sqlite")
    assert ended.returncode == 1
    assert ended.stderr.startswith("chaos.store cannot start: unable to open")
