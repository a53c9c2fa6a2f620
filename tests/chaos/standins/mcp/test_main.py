"""The garage as a process. What it says is tested where callcore listens."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def start(*options):
    return subprocess.Popen(
        [sys.executable, "-m", "chaos.standins.mcp", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("options", [(), ("--old",)])
def test_over_pipes_it_answers_and_ends_with_its_input(options):
    said, _ = start(*options).communicate(json.dumps(HELLO).encode() + b"\n", 30)
    assert json.loads(said)["result"]["serverInfo"]["name"] == "garage"


def test_over_http_it_says_where_and_ends_at_a_signal():
    with start("--transport", "http", "--port", "0") as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["ready"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
