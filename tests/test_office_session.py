"""The session of README.md, as a user types it, against the real house of ``just dev``."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import trio

from tests.kit.until import until

ROOT = Path(__file__).parents[1]
SESSION = re.compile(r"<!-- session:begin -->\n```\n(.*?)```", re.DOTALL)
READY_S = 180
CALL_S = 120

pytestmark = [
    pytest.mark.integration,
    pytest.mark.native,
    pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl"),
]


def session():
    (found,) = SESSION.findall((ROOT / "README.md").read_text())
    return [line.partition("     #")[0] for line in found.strip().splitlines()]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def dev(log):
    """Run ``just dev``; yields the environment that it tells the user to set."""
    command = [sys.executable, "-m", "chaos.dev", "--port", str(free_port())]
    command += ["--ui", "none"]  # the session is about the API
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield wait_for(log, process, r"export OFFICE=(\S+) PASSWORD=(\S+)")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def wait_for(log, process, pattern):
    def told():
        assert process.poll() is None, log.read_text(errors="replace")
        return re.search(pattern, log.read_text(errors="replace"))

    trio.run(until, told, READY_S)
    return told()


def bash(lines, environment, within_s=60):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
        env=environment, capture_output=True, text=True, timeout=within_s, check=False,
    )  # fmt: skip


def wait_for_a_call(login, environment):
    """Return when the board shows a caller who was answered."""
    look = [
        login,
        (
            'while ! curl -s $OFFICE/live/calls -H "Authorization: Bearer $TOKEN" '
            '| grep -q \'"said_agent":"[^"]\'; do sleep 0.5; done'
        ),
    ]
    done = bash(look, environment, CALL_S)
    assert done.returncode == 0, done.stderr


def test_the_session_of_the_readme_does_what_the_readme_says(tmp_path):
    with dev(tmp_path / "dev.log") as told:
        environment = {**os.environ, "OFFICE": told[1], "PASSWORD": told[2]}
        lines = session()
        wait_for_a_call(lines[0], environment)
        done = bash(lines, environment)
        assert done.returncode == 0, done.stderr
    board, outcome, record, logout, after = answers_of(done.stdout)
    assert board["calls"][0]["state"]
    assert outcome["result"] == "done"
    assert outcome["fields"]["next"] == "human"
    assert record["call"]["call_id"] == board["calls"][0]["call_id"]
    assert "Hello" in record["turns"][0]["agent_text"]
    assert (logout, after) == (204, 401)


def answers_of(text):
    """Return the JSON values that curl printed one behind the other."""
    decoder = json.JSONDecoder()
    found, text = [], text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].strip()
    return found
