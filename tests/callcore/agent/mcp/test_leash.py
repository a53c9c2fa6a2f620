"""Nothing that was started outlives who asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from callcore.agent.mcp import leash
from tests.kit.until import until

pytestmark = pytest.mark.integration

LEASH = [sys.executable, "-I", "-S", leash.__file__]
# a shell whose child ignores what it is told, and says who it is
STUBBORN = (
    "trap '' TERM HUP; sh -c 'trap \"\" TERM HUP; echo $$; while :; do sleep 1; done' & "
    "wait"
)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def run(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def start(owner, *command):
    return subprocess.Popen(
        [*LEASH, str(owner), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def first_line(child):
    assert child.stdout
    return child.stdout.readline().decode().strip()


def closed(child):
    child.stdin.close()
    child.stdout.close()
    return child.wait(20)


async def test_a_command_has_our_streams_and_its_end_is_the_end():
    child = start(os.getpid(), "cat")
    child.stdin.write(b"hello\n")
    child.stdin.flush()
    assert first_line(child) == "hello"
    assert closed(child) == -signal.SIGKILL  # its group, itself included


async def test_children_of_the_command_end_with_it():
    child = start(os.getpid(), "sh", "-c", "sleep 1000 & echo $!")
    pid = int(first_line(child))
    closed(child)
    await until(lambda: not alive(pid))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_all_ends_when_the_owner_is_killed(number):
    code = (
        "import os, subprocess, sys, time\n"
        "subprocess.Popen([*sys.argv[1:5], str(os.getpid()), *sys.argv[5:]],"
        " start_new_session=True)\n"
        "time.sleep(1000)"
    )
    owner = run(
        [sys.executable, "-c", code, *LEASH, "sh", "-c", STUBBORN],
    )
    pid = int(first_line(owner))
    assert alive(pid)
    owner.send_signal(number)
    owner.wait(20)
    await until(lambda: not alive(pid))
    assert owner.stdout
    owner.stdout.close()


async def test_a_leash_whose_owner_has_gone_before_starts_nothing(tmp_path):
    gone = run(["true"])
    gone.communicate()
    done = tmp_path / "done"
    child = start(gone.pid, "touch", str(done))
    closed(child)
    assert not done.exists()


async def test_a_stranger_is_no_owner(tmp_path):
    done = tmp_path / "done"
    child = start(1, "touch", str(done))
    closed(child)
    assert not done.exists()
