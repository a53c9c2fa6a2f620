"""The process behind a port is found by what the kernel says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from chaos.faults.fault import FaultError
from chaos.faults.processes import pid_listening_on, send

pytestmark = pytest.mark.integration

LISTENER = (
    "import socket, time; s = socket.create_server(('127.0.0.1', 0));"
    "print(s.getsockname()[1], flush=True); time.sleep(600)"
)


def test_our_own_port_is_ours():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert pid_listening_on(server.getsockname()[1]) == os.getpid()


def test_a_port_nobody_listens_on_is_one_sentence():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        with pytest.raises(FaultError, match=f"nobody listens on port {port}"):
            pid_listening_on(port)


def test_another_process_is_found_and_killed():
    child = subprocess.Popen([sys.executable, "-c", LISTENER], stdout=subprocess.PIPE)
    with child:
        try:
            assert child.stdout is not None
            port = int(child.stdout.readline())
            assert pid_listening_on(port) == child.pid
            send(child.pid, signal.SIGKILL)
            assert child.wait(10) == -signal.SIGKILL
            with pytest.raises(FaultError, match="no SIGKILL for process"):
                send(child.pid, signal.SIGKILL)
        finally:
            child.kill()
