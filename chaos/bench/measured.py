"""The measured worker as a child process, and the load against it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HOST: Final = "127.0.0.1"
SETTLE_S: Final = 2.0  # after a load: lines close, the collector runs
ABORTS_AT_ONCE: Final = 50
MAX_CALLS: Final = 2000  # that a server expects at once
BARE: Final = "bare"


@dataclass(frozen=True, slots=True)
class Server:
    """A running ``chaos.bench.server``."""

    process: subprocess.Popen[str]

    def ask(self, command: str) -> dict[str, Any]:
        """Return the answer to one command."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def server(ear: str = "energy", *more: str) -> Iterator[Server]:
    """Run a server; on a machine with two cores it has one, the load the other.

    The ear ``bare`` is no call core at all: see :mod:`chaos.bench.bare`. ``more`` are
    options of :mod:`chaos.bench.server`.
    """
    command = [sys.executable, "-m", "chaos.bench.server", "--ear", ear, *more]
    if ear == BARE:
        command = [sys.executable, "-m", "chaos.bench.bare"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    pin(process.pid, 0)
    try:
        yield Server(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def pin(pid: int, core: int) -> None:
    """Give a process a core of its own, where there are at least two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[core % len(cores)]})


def load(
    calls: int, seconds: float, ear: str = "energy", profile: str = ""
) -> dict[str, Any]:
    """Return what ``calls`` callers noted in ``seconds``, and what they cost.

    What is noted of the processor is of the third quarter of that time. ``profile`` is
    a file for where it went; looking costs some of it.
    """
    with (
        server(ear) as measured,
        tempfile.NamedTemporaryFile("w", suffix=".ids") as ids,
    ):
        idle = measured.ask("stats")
        admitted = measured.ask(f"admit {calls}")
        ids.write(" ".join(admitted["ids"]))
        ids.flush()
        command = [sys.executable, "-m", "chaos.bench.load", HOST]
        command += [str(admitted["port"]), ids.name, str(seconds)]
        command += ["tone" if ear in (BARE, "energy") else "babble"]
        generator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        pin(generator.pid, 1)
        time.sleep(seconds / 2)  # the calls are in full swing
        measured.ask("reset")
        early = measured.ask("cpu")
        if profile:
            measured.ask(f"profile {profile}")
        time.sleep(seconds / 4)
        late = measured.ask("cpu")
        if profile:
            measured.ask("profile")
        noted: dict[str, Any] = json.loads(generator.communicate(timeout=60)[0])
    per_s = (late["cpu_s"] - early["cpu_s"]) / (seconds / 4)
    return noted | {
        "ear": ear,
        "end_ms": admitted["end_ms"],
        "core_percent": round(100 * per_s, 1),
        "tick_p99_ms": late["tick_p99_ms"],
        "kb_per_call": round((late["rss_kb"] - idle["rss_kb"]) / calls, 1),
    }


def leaks(aborts: int = 1000) -> dict[str, Any]:
    """Return what the server holds before and after ``aborts`` aborted calls."""
    with server() as measured:
        _abort(measured, 200)  # caches and pools fill once
        before = measured.ask("stats")
        for _ in range(aborts // ABORTS_AT_ONCE):
            _abort(measured, ABORTS_AT_ONCE)
        time.sleep(SETTLE_S)
        after = measured.ask("stats")
    return {"aborts": aborts, "before": before, "after": after}


def _abort(measured: Server, calls: int) -> None:
    """Connect, speak for a moment, and vanish with RST or FIN, whatever is going on."""
    admitted = measured.ask(f"admit {calls}")
    socks = []
    voice = b"\x10\x01\x40" + b"\x00\x30" * 160
    for n, call_id in enumerate(admitted["ids"]):
        sock = socket.create_connection((HOST, admitted["port"]))
        sock.sendall(b"\x01\x00\x10" + uuid.UUID(call_id).bytes + voice * (n % 30))
        if n % 2:
            linger = (1).to_bytes(4, "little") + bytes(4)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        socks.append(sock)
    time.sleep(0.3)
    for sock in socks:
        sock.close()
    deadline_s = time.monotonic() + 20
    while measured.ask("stats")["live"] and time.monotonic() < deadline_s:
        time.sleep(0.1)


def machine() -> str:
    """Return what this machine is, for a table that carries it."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    cores = len(os.sched_getaffinity(0))
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{cores} cores of {model}, Python {version}"
