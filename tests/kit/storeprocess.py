"""The reference store as a real process for tests: port 0, ready line, clean end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import httpx
import trio

START_S = 60.0  # imports take 2 s alone, and the machine is shared


class RunningStore:
    """A running store: its address, and how to trouble it."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def trouble(self, **knobs: object) -> None:
        """Set the fault knobs; all others are off."""
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.put(f"{self.url}/faults", json=knobs)
            assert answer.status_code == 200, answer.text

    async def orders_of(self, call_id: str) -> list[dict[str, object]]:
        """Return what the store holds of a call."""
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.get(f"{self.url}/orders", params={"call_id": call_id})
            orders: list[dict[str, object]] = answer.json()["orders"]
            return orders


class StoreProcess(RunningStore):
    """A store that the test may kill."""

    def __init__(self, process: trio.Process, url: str) -> None:
        super().__init__(url)
        self.process = process


@contextmanager
def shared_store() -> Iterator[RunningStore]:
    """Start one store for many tests (a start costs seconds): for module fixtures."""
    command = [sys.executable, "-m", "chaos.store", "--chaos"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield RunningStore(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()
        assert process.wait(START_S) == 0


@asynccontextmanager
async def store_process(
    data: Path | None = None, *, port: int = 0
) -> AsyncIterator[StoreProcess]:
    """Start a store with fault knobs and end it with SIGTERM; its exit code must be 0."""
    command = [sys.executable, "-m", "chaos.store", "--chaos", "--port", str(port)]
    if data is not None:
        command += ["--data", str(data)]
    async with trio.open_nursery() as nursery:
        process: trio.Process = await nursery.start(
            partial(
                trio.run_process,
                command,
                stdout=subprocess.PIPE,
                capture_stdout=False,
                check=False,
            )
        )
        assert process.stdout is not None
        with trio.fail_after(START_S):
            line = await process.stdout.receive_some()
        ready = json.loads(line)
        yield StoreProcess(process, ready["url"])
        if process.returncode is None:
            process.terminate()
            with trio.fail_after(START_S):
                assert await process.wait() == 0
