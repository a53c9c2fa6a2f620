"""The stand-in as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from google.api_core import exceptions

from callcore.engines.spelled import spell
from chaos.standins.trouble import Trouble, write_trouble
from tests.chaos.standins.google import clients
from tests.chaos.standins.google.clients import finals, recognise_v2

pytestmark = pytest.mark.integration

COMMAND = [sys.executable, "-m", "chaos.standins.google", "--port", "0"]


class Process:
    def __init__(self, *options):
        self.child = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE)
        assert self.child.stdout
        self.out = self.child.stdout
        self.endpoint = f"http://127.0.0.1:{json.loads(self.out.readline())['port']}"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.child.kill()
        self.child.wait()
        self.out.close()


def test_it_obeys_its_trouble_file_and_ends_at_a_signal(tmp_path):
    path = tmp_path / "trouble.json"
    with Process("--spelled", "--trouble", str(path)) as process:
        with clients.v2(process) as client:
            assert finals(recognise_v2(client, spell("hi"))) == ["hi"]
            write_trouble(path, Trouble("limit", times=1))
            with pytest.raises(exceptions.ResourceExhausted):
                recognise_v2(client, spell("hi"))
            assert finals(recognise_v2(client, spell("hi"))) == ["hi"]
        process.child.send_signal(signal.SIGTERM)
        assert process.child.wait(10) == 0


def test_the_deaf_one_answers_one_interim_a_second():
    with Process("--deaf") as process, clients.v2(process) as client:
        responses = recognise_v2(client, bytes(16_000 * 3), pace_s=0.02)
    assert finals(responses) == ["one one one"]
    assert len(responses) <= 4


def test_it_ends_with_its_parent():
    program = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({[*COMMAND, '--spelled']!r}, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
    )
    parent = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    child = int(parent.stdout)
    clients.until(lambda: not _alive(child), 10)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"
