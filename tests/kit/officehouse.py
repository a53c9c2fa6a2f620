"""A whole `callcore run` with databases of its own, for tests that break them under calls.

Supervisor, workers and archive process are real, and so are PostgreSQL and Valkey; engines
are the scripted ones, which need no models. The callers are the fake Asterisk of tests.kit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import trio
from psycopg.rows import dict_row

from callcore.engines.spelled import spell
from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.valkey import EmbeddedValkey
from callcore.shared.settings import AFTER_PORT_OFFSET, HTTP_PORT_OFFSET
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import LiveCall, State, StateDown
from chaos.demo.ports import HOST, find_ports, start_of
from tests.kit.phone.dialplan import CALLER, Phone
from tests.kit.phone.handset import Handset, Speech
from tests.kit.phone.operators import Operators
from tests.kit.phone.result import CallResult
from tests.kit.until import PATIENCE_S, until

CHAR_MS = 20  # the callers speak fast: tests wait for them
TICK_S = 0.02
STALL_S = 0.04  # a tick this late is the machine's doing, not callcore's


class OfficeHouse:
    """One callcore with its servers. Start and stop on the main thread."""

    def __init__(
        self, folder: Path, postgres: EmbeddedPostgres, valkey: EmbeddedValkey
    ) -> None:
        self.data_dir = folder / "data"
        self.data_dir.mkdir()
        self.postgres, self.valkey = postgres, valkey
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._ports = find_ports(2, start_of(os.getpid()))
        self._operators = Operators()
        self.phone = Phone(
            f"{HOST}:{self._ports.agi}", operators=self._operators, keeps_audio=False
        )

    # -- processes --------------------------------------------------------------------

    def start(self, **settings: str) -> None:
        """Start `callcore run`; :meth:`wait_open` waits for it."""
        keep = {k: v for k, v in os.environ.items() if not k.startswith("CALLCORE_")}
        environment = {**keep, **self.settings(), **settings}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "callcore", "run"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def settings(self) -> dict[str, str]:
        """Return the environment of callcore."""
        return {
            "CALLCORE_DATA_DIR": str(self.data_dir),
            "CALLCORE_HOST": HOST,
            "CALLCORE_AGI_PORT": str(self._ports.agi),
            "CALLCORE_AUDIO_PORTS": self._ports.pool,
            "CALLCORE_WORKERS": "2",
            "CALLCORE_DATABASE_URL": self.postgres.url(),
            "CALLCORE_REDIS_URL": self.valkey.url,
            "CALLCORE_STT": "scripted",
            "CALLCORE_TTS": "scripted",
            "CALLCORE_VAD": "energy",
            "CALLCORE_TURN_END": "silence",
            "CALLCORE_DRAIN_S": "1",
        }

    def stop(self) -> None:
        """Kill all of callcore that is left."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(10)
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def processes(self, what: str = "") -> list[int]:
        """Return our processes whose command has the word ``what``, the oldest first.

        They are those that have our data folder in their environment.
        """
        mark = f"CALLCORE_DATA_DIR={self.data_dir}\0".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (path / "cmdline").read_bytes().split(b"\0")
                if mark in (path / "environ").read_bytes():
                    if not what or what.encode() in words:
                        found.append(int(path.name))
        return sorted(found)

    @property
    def supervisor_pid(self) -> int:
        """Return the process that was started."""
        assert self._process is not None
        return self._process.pid

    def log(self, what: str = "") -> list[dict[str, Any]]:
        """Return the JSON lines of all processes, those called ``what``."""
        text = self._log.read_text(errors="replace")
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [line for line in lines if not what or line["event"] == what]

    def tail(self) -> str:
        """Return the end of the log, for a failure."""
        return self._log.read_text(errors="replace")[-6000:]

    async def wait_open(self) -> None:
        """Return when both workers take calls."""
        await self.wait(lambda: self._taking() == 2 and self.log("open for callers"))

    async def wait(self, condition: Any, within_s: float = PATIENCE_S) -> None:
        """Return when ``condition()`` is true; fail with the log if it does not."""
        try:
            await until(condition, within_s)
        except trio.TooSlowError:
            raise AssertionError(self.tail()) from None

    def _taking(self) -> int:
        try:
            status = json.loads((self.data_dir / "status.json").read_text())
        except (OSError, ValueError):
            return 0
        return sum(worker["takes_calls"] for worker in status["workers"])

    def metrics(self, pid: int) -> dict[str, float]:
        """Return what a worker counts, by name with its labels."""
        return {}

    # -- records ----------------------------------------------------------------------

    def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return rows; blocks."""
        url = self.postgres.url()
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(sql.encode(), values).fetchall()

    def journal(self, call_id: str) -> list[dict[str, Any]]:
        """Return the journal of a call as its worker wrote it."""
        path = self.data_dir / "calls" / call_id / "events.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def state(self) -> Any:
        """Open the shared state of the house."""
        return open_state(self.valkey.url)


@dataclass
class Caller:
    """One caller who is on the line; ``result`` when the call is over."""

    handset: Handset
    speech: Speech
    call_id: str = ""
    result: CallResult | None = None

    def say(self, text: str) -> None:
        """Speak."""
        self.speech.say(spell(text, CHAR_MS))

    def hang_up(self) -> None:
        """Leave."""
        self.handset.hang_up()
