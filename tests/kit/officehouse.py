"""A whole callcore with databases of its own, for tests that break them under live calls.

Supervisor, workers, archive process, PostgreSQL and Valkey are real; ears and voices are the
scripted ones, the language model is a server of the test, so that its requests are counted.
The callers are the fake Asterisk of tests.kit.phone.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import trio

from callcore.app.callrecords import NOT_KEPT
from callcore.shared.settings import HTTP_PORT_OFFSET
from chaos.demo.ports import HOST, find_ports, start_of
from tests.kit.keys import DATA_KEYS
from tests.kit.officeservers import Servers
from tests.kit.until import PATIENCE_S, until


class OfficeHouse:
    """One callcore. Start and stop it on the main thread."""

    def __init__(self, folder: Path, servers: Servers) -> None:
        folder.mkdir(exist_ok=True)
        self.data_dir = folder / "data"
        self.data_dir.mkdir()
        self.servers = servers
        self._log = folder / "log"
        self._log.touch()
        #: environment beside what it always has, for its next start
        self.settings: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._ports = find_ports(2, start_of(os.getpid()))
        self.model_port = self._ports.agi + 5  # free, and nobody else takes it
        self.desk = f"{HOST}:{self._ports.agi}"

    # -- processes --------------------------------------------------------------------

    def start(self) -> None:
        """Start it; :meth:`wait_open` waits for it."""
        keep = {k: v for k, v in os.environ.items() if not k.startswith("CALLCORE_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.kit.officesupervisor"],
                env=keep | self._settings() | self.settings,
                stdin=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def _settings(self) -> dict[str, str]:
        return {
            "CALLCORE_DATA_DIR": str(self.data_dir),
            "CALLCORE_HOST": HOST,
            "CALLCORE_AGI_PORT": str(self._ports.agi),
            "CALLCORE_AUDIO_PORTS": self._ports.pool,
            "CALLCORE_WORKERS": "2",
            "CALLCORE_DATABASE_URL": self.servers.database_url,
            "CALLCORE_REDIS_URL": self.servers.redis_url,
            "CALLCORE_DATA_KEYS": DATA_KEYS,
            "CALLCORE_STT": "scripted",
            "CALLCORE_TTS": "scripted",
            "CALLCORE_VAD": "energy",
            "CALLCORE_TURN_END": "silence",
            "CALLCORE_LLM": "openai",
            "CALLCORE_LLM_URL": f"http://{HOST}:{self.model_port}/v1",
            "CALLCORE_LLM_MODEL": "scripted",
            "CALLCORE_DRAIN_S": "30",
        }

    @property
    def is_started(self) -> bool:
        """Say whether its supervisor runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Kill all of it that is left."""
        if self._process is not None:
            self.kill_supervisor()
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_supervisor(self) -> None:
        """SIGKILL it alone; :meth:`start` may come again."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def processes(self, what: str = "") -> list[int]:
        """Return our processes with ``what`` among the words of their command.

        They are those that have our data folder in their environment.
        """
        mark = f"CALLCORE_DATA_DIR={self.data_dir}\0".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                is_ours = mark in (path / "environ").read_bytes()
                if is_ours and (not what or what.encode() in words):
                    found.append(int(path.name))
        return sorted(found)

    def log(self, event: str = "", component: str = "") -> list[dict[str, Any]]:
        """Return the JSON lines of all processes that are called ``event``."""
        text = self._log.read_text(errors="replace")
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [
            line
            for line in lines
            if event in ("", line["event"]) and component in ("", line["component"])
        ]

    async def wait_open(self) -> None:
        """Return when two workers take calls."""
        await self.wait(
            lambda: len(self.taking()) == 2 and self.log("open for callers")
        )

    async def wait(
        self, condition: Callable[[], object], within_s: float = PATIENCE_S
    ) -> None:
        """Return when ``condition()`` is true; fail with the log if it does not."""
        try:
            await until(condition, within_s)
        except trio.TooSlowError:
            raise AssertionError(self.tail()) from None

    def tail(self) -> str:
        """Return the end of the log, for a failure."""
        return self._log.read_text(errors="replace")[-6000:]

    def taking(self) -> dict[str, int]:
        """Return the workers that take calls, with their process ids."""
        try:
            status = json.loads((self.data_dir / "status.json").read_text())
        except (OSError, ValueError):
            return {}
        ours = self.processes("worker")  # the file may be of a supervisor before
        taking = [w for w in status["workers"] if w["takes_calls"]]
        return {w["name"]: w["pid"] for w in taking if w["pid"] in ours}

    @property
    def http_ports(self) -> list[int]:
        """Return the ports of the workers' probes and metrics."""
        first, last = self._ports.first, self._ports.last
        return [port + HTTP_PORT_OFFSET for port in range(first, last + 1)]

    async def measured(self, name: str) -> float:
        """Return the sum of a metric over the workers."""
        total = 0.0
        async with httpx.AsyncClient(trust_env=False) as client:
            for port in self.http_ports:
                where = f"http://{HOST}:{port}/metrics"
                with suppress(httpx.HTTPError):
                    text = (await client.get(where)).text
                    total += sum(
                        float(line.rpartition(" ")[2])
                        for line in text.splitlines()
                        if line.startswith(f"callcore_{name}")
                    )
        return total

    # -- what is known of calls -------------------------------------------------------

    def journal(self, call_id: str) -> list[dict[str, Any]]:
        """Return what a worker wrote of a call, without what is not of record."""
        path = self.data_dir / "calls" / call_id / "events.jsonl"
        if not path.exists():
            return []
        events = [json.loads(line) for line in path.read_text().splitlines()]
        return [event for event in events if event["event"] not in NOT_KEPT]

    def said(self, call_id: str, who: str = "caller") -> list[str]:
        """Return what a side has said."""
        journal = self.journal(call_id)
        return [one["text"] for one in journal if one["event"] == f"{who}:said"]

    async def recorded(self, call_id: str) -> list[dict[str, Any]]:
        """Return the events of a call in PostgreSQL, shaped like its journal."""
        found = await self.servers.ask(
            "SELECT seq, t, event, fields FROM call_events WHERE call_id = %s"
            " ORDER BY seq",
            call_id,
        )
        assert [row["seq"] for row in found] == list(range(1, len(found) + 1))
        return [
            {"t": round(row["t"], 3), "event": row["event"], **row["fields"]}
            for row in found
        ]

    async def call_row(self, call_id: str) -> dict[str, Any]:
        """Return the call in PostgreSQL, ``{}`` if it is not there."""
        found = await self.servers.ask(
            "SELECT * FROM calls WHERE call_id = %s", call_id
        )
        return found[0] if found else {}

    async def wait_recorded(self, call_id: str, within_s: float = 15.0) -> float:
        """Return how long it took until the row of a call was closed."""
        began_s = trio.current_time()
        with trio.move_on_after(within_s):
            while not (await self.call_row(call_id)).get("ended_at"):  # noqa: ASYNC110
                await trio.sleep(0.05)
            return trio.current_time() - began_s
        raise AssertionError(self.tail())
