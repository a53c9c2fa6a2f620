"""The reference store as a process that dies and comes back on the same books and port."""

from __future__ import annotations

import json
import select
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import httpx

START_S: Final = 60.0  # imports take 2 s alone, and the machine is shared
ENDS_S: Final = 20.0
PLENTY: Final = 100_000  # pieces: every round takes one


class ShopProcess:
    """A store; :meth:`revive` starts it again if it has died."""

    def __init__(self, books: Path) -> None:
        self._books = books
        self._port = 0
        self._process = self._start()
        self.deaths = 0
        self._stock_up()

    @property
    def url(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Return whom to kill."""
        return self._process.pid

    def trouble(self, knobs: dict[str, object]) -> None:
        """Set the fault knobs; ``{}`` heals all."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            client.put(f"{self.url}/faults", json=knobs).raise_for_status()

    def wait_death(self, deaths: int, most_s: float) -> None:
        """Return when it has died more often than ``deaths``, or after ``most_s``."""
        if self.deaths > deaths:
            return
        try:
            self._process.wait(most_s)
        except subprocess.TimeoutExpired:
            return

    def revive(self) -> None:
        """Start it again if it is dead."""
        if self._process.poll() is None:
            return
        self.deaths += 1
        self._release()
        self._process = self._start()

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.terminate()
        try:
            self._process.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._release()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "chaos.store", "--chaos"]
        command += ["--port", str(self._port), "--data", str(self._books)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], START_S)[0]:
            process.kill()
            raise TimeoutError("the store does not start")
        self._port = int(json.loads(process.stdout.readline())["port"])
        return process

    def _release(self) -> None:
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _stock_up(self) -> None:
        with closing(sqlite3.connect(self._books, timeout=10)) as sql:
            sql.execute("UPDATE stock SET pieces = ?", (PLENTY,))
            sql.commit()


@contextmanager
def open_shop(folder: Path) -> Iterator[ShopProcess]:
    """Run a store with its books in ``folder``."""
    shop = ShopProcess(folder / "books.sqlite")
    try:
        yield shop
    finally:
        shop.end()
