"""Children die with the demo, grandchildren too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
import trio

from chaos.demo.children import (
    ChildError,
    child,
    kill_strays,
    strays,
    wait_ready_line,
)

pytestmark = pytest.mark.integration

GRANDCHILD = (
    "import subprocess, sys, time;"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(p.pid, flush=True); time.sleep(600)"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)"
)


def python(code):
    return [sys.executable, "-c", code]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] not in "ZX"


async def first_line(one):
    with trio.fail_after(20):
        while not one.stdout.read_text().endswith("\n"):  # noqa: ASYNC110
            await trio.sleep(0.02)
    return one.stdout.read_text().splitlines()[0]


async def test_the_whole_group_is_gone_after_the_block(tmp_path):
    async with child("one", python(GRANDCHILD), os.environ, tmp_path) as one:
        grandchild = int(await first_line(one))
        assert alive(one.pid)
        assert alive(grandchild)
    assert not alive(one.pid)
    assert not alive(grandchild)


async def test_the_group_is_gone_after_an_error_and_after_a_cancel(tmp_path):
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with child("one", python(GRANDCHILD), os.environ, tmp_path) as one:
            await first_line(one)
            raise ZeroDivisionError
    assert not alive(one.pid)
    with trio.CancelScope() as scope:
        async with child("two", python(GRANDCHILD), os.environ, tmp_path) as two:
            grandchild = int(await first_line(two))
            scope.cancel()
            await trio.sleep_forever()
    assert not alive(two.pid)
    assert not alive(grandchild)


async def test_who_does_not_listen_to_sigterm_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("chaos.demo.children.STOP_S", 0.2)
    async with child("one", python(STUBBORN), os.environ, tmp_path) as one:
        await first_line(one)
    assert one.returncode == -signal.SIGKILL


async def test_a_stopped_process_is_ended_too(tmp_path):
    async with child("one", python(GRANDCHILD), os.environ, tmp_path) as one:
        await first_line(one)
        one.send(signal.SIGSTOP)
    assert not alive(one.pid)


async def test_a_dead_child_is_told_with_the_tail_of_its_log(tmp_path):
    code = "import sys; sys.exit('port 4573 is taken')"
    async with child("callcore", python(code), os.environ, tmp_path) as one:
        with trio.fail_after(20):
            while one.returncode is None:  # noqa: ASYNC110
                await trio.sleep(0.02)
        with pytest.raises(ChildError, match=r"callcore ended with 1\n.*4573 is taken"):
            one.check()


async def test_a_command_that_does_not_exist_is_one_sentence(tmp_path):
    with pytest.raises(ChildError, match="store cannot be started: No such file"):
        async with child("store", ["/nonexistent/x"], os.environ, tmp_path):
            pass


def test_strays_are_found_by_the_private_folder_in_their_environment(tmp_path):
    marker = str(tmp_path / "private")
    stray = subprocess.Popen(
        python("print('up', flush=True); import time; time.sleep(600)"),
        env=os.environ | {"CALLCORE_DATA_DIR": marker},
        start_new_session=True,
        stdout=subprocess.PIPE,
    )
    with stray:
        try:
            assert stray.stdout is not None
            stray.stdout.readline()
            assert strays(marker) == [stray.pid]
            assert strays(marker + "-other") == []
            assert kill_strays(marker) == [stray.pid]
            assert stray.wait(10) == -signal.SIGKILL
        finally:
            stray.kill()


async def test_a_child_says_on_a_line_of_json_that_it_is_ready(tmp_path):
    code = "import time; print('hello'); print('{\"port\": 7}', flush=True); time.sleep(600)"
    async with child("one", python(code), os.environ, tmp_path) as one:
        with trio.fail_after(20):
            assert await wait_ready_line(one, 20) == {"port": 7}


async def test_a_child_that_is_never_ready_is_told(tmp_path):
    async with child("one", python(STUBBORN), os.environ, tmp_path) as one:
        with pytest.raises(ChildError, match="one was not ready within 0 s"):
            await wait_ready_line(one, 0.2)
