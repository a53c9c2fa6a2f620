"""A whole house for integration tests: a supervisor process, its workers, a phone."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import trio

from tests.kit.phone.dialplan import CALLER, Phone
from tests.kit.phone.handset import Handset
from tests.kit.phone.result import CallResult
from tests.kit.until import PATIENCE_S, until

# The machine of the tests is shared: nobody may be killed for being slow to start, and
# an acknowledgement may take longer than on a PBX.
EASY = {
    "ack_s": 2.0,
    "fresh_s": 1.5,
    "suspect_s": 0.5,
    "backoff_first_s": 0.1,
    "status_s": 0.1,
}


class House:
    """What a test holds: processes by name, their log, and a phone."""

    def __init__(
        self, process: trio.Process, raw: dict[str, Any], folder: Path
    ) -> None:
        self.process = process
        self.agi_port: int = raw["agi_port"]
        self.phone = Phone(f"127.0.0.1:{self.agi_port}", keeps_audio=False)
        self._status = Path(raw["status_path"])
        self._folder = folder
        self.seen: set[int] = set()

    def status(self) -> dict[str, Any]:
        """Return the newest status, ``{}`` if there is none."""
        try:
            status: dict[str, Any] = json.loads(self._status.read_text())
        except (OSError, ValueError):
            return {}
        self.seen |= {worker["pid"] for worker in status["workers"]}
        return status

    def workers(self) -> dict[str, dict[str, Any]]:
        """Return the workers of the newest status, by name."""
        return {worker["name"]: worker for worker in self.status().get("workers", ())}

    def taking(self) -> dict[str, dict[str, Any]]:
        """Return those of them that take calls."""
        return {n: w for n, w in self.workers().items() if w["takes_calls"]}

    def log(self, what: str = "") -> list[dict[str, Any]]:
        """Return the JSON lines of all processes, those called ``what``."""
        text = (self._folder / "log").read_text()
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [line for line in lines if not what or line["what"] == what]

    def text(self) -> str:
        """Return all that was written to stderr."""
        return (self._folder / "log").read_text()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the supervisor."""
        self.process.send_signal(number)

    async def call(self, dialled: str, handset: Handset | None = None) -> CallResult:
        """Run one call to ``dialled``; see tests.kit.dummyworker."""
        channel = replace(CALLER, extension=dialled, dialled=dialled)
        return await self.phone.call(handset, channel)

    async def calls(self, dialled: str, count: int) -> list[CallResult]:
        """Run so many calls at once, to their end."""
        results: list[CallResult] = []

        async def one() -> None:
            results.append(await self.call(dialled))

        async with trio.open_nursery() as nursery:
            for _ in range(count):
                nursery.start_soon(one)
        return results

    async def wait(self, condition: Callable[[], object]) -> None:
        """Return when ``condition()`` is true; fail with the log if it does not."""
        try:
            await until(condition)
        except trio.TooSlowError:
            story = f"{self.status()}\n{self.text()[-4000:]}"
            raise AssertionError(story) from None

    async def wait_load(self, count: int) -> None:
        """Return when the workers have so many calls between them."""
        await self.wait(
            lambda: sum(w["load"] for w in self.workers().values()) == count
        )

    async def wait_exit(self) -> int:
        """Return the supervisor's exit code."""
        with trio.fail_after(PATIENCE_S):
            return await self.process.wait()


def free_port(first: int, last: int) -> int:
    """Return a port below the ephemeral ones that nobody uses now."""
    while True:
        port = random.randint(first, last)
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@asynccontextmanager
async def open_house(folder: Path, **changes: Any) -> AsyncIterator[House]:
    """Start a house with two workers; everything of it is killed on leaving."""
    raw = {
        "agi_port": free_port(15_000, 19_999),
        "first": free_port(20_000, 31_000),
        "workers": 2,
        "max_calls": 300,
        "status_path": str(folder / "status.json"),
        **changes,
    }
    raw["deadlines"] = EASY | raw.get("deadlines", {})
    command = [sys.executable, "-m", "tests.kit.dummysupervisor", json.dumps(raw)]
    with (folder / "log").open("ab") as log:
        process = await trio.lowlevel.open_process(
            command, stderr=log, stdin=subprocess.DEVNULL
        )
    house = House(process, raw, folder)
    try:
        yield house
    finally:
        house.status()
        process.kill()
        with trio.move_on_after(5, shield=True):
            await process.wait()
        for pid in house.seen:
            _kill_ours(pid)


@asynccontextmanager
async def open_ready_house(folder: Path, **changes: Any) -> AsyncIterator[House]:
    """Start a house and wait until all its workers take calls."""
    async with open_house(folder, **changes) as house:
        count = changes.get("workers", 2)
        await house.wait(lambda: len(house.taking()) == count)
        await house.wait(lambda: house.log("open for callers"))
        yield house


def _kill_ours(pid: int) -> None:
    """Kill a worker that was left over; the number may be another's by now."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return
    if b"tests.kit.dummyworker" in command:
        os.kill(pid, signal.SIGKILL)
