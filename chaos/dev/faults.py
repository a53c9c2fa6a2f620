"""What a test may break in a running house: servers that freeze, processes that die.

Whatever is frozen must be thawed before the house is stopped: a stopped process takes no
SIGTERM, and everybody would wait for its death.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
import redis

from chaos.demo.children import strays

FAULTS: Final[Mapping[str, str]] = {
    "pause redis": "it freezes",
    "resume redis": "it goes on",
    "pause database": "PostgreSQL freezes",
    "resume database": "it goes on",
    "kill worker": "one that takes calls is gone at once",
    "kill adminapi": "it is gone at once, and started again after 2 s",
}
ANSWER_S: Final = 3.0


class CannotBreak(Exception):
    """It could not be done; the text is one sentence."""


class Faults:
    """Breaks things of the house in ``data_dir``. All methods block."""

    def __init__(self, data_dir: Path, database_url: str, redis_url: str) -> None:
        self._data_dir = data_dir
        self._database_url = database_url
        self._redis_url = redis_url
        self._frozen: dict[str, list[int]] = {}
        self._does: Mapping[str, Callable[[], None]] = {
            "pause redis": lambda: self._pause("redis", self._redis_family),
            "resume redis": lambda: self._resume("redis"),
            "pause database": lambda: self._pause("database", self._database_family),
            "resume database": lambda: self._resume("database"),
            "kill worker": lambda: _kill(self._worker()),
            "kill adminapi": lambda: _kill(self._admin_api()),
        }

    def do(self, line: str) -> dict[str, object]:
        """Do what ``line`` says; return what is told of it."""
        word = " ".join(line.split())
        work = self._does.get(word)
        if work is None:
            return {"did": None, "problem": f"unknown; there are {', '.join(FAULTS)}"}
        try:
            work()
        except (CannotBreak, OSError, psycopg.Error, redis.RedisError) as error:
            return {"did": None, "problem": str(error) or type(error).__name__}
        return {"did": word}

    def thaw(self) -> None:
        """Let everything go on that was frozen."""
        for what in list(self._frozen):
            self._resume(what)

    def _pause(self, what: str, family: Callable[[], list[int]]) -> None:
        if what in self._frozen:
            return
        self._frozen[what] = family()
        for pid in self._frozen[what]:
            os.kill(pid, signal.SIGSTOP)

    def _resume(self, what: str) -> None:
        for pid in self._frozen.pop(what, []):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def _redis_family(self) -> list[int]:
        client = redis.Redis.from_url(self._redis_url, socket_timeout=ANSWER_S)
        try:
            return [int(client.info("server")["process_id"])]
        finally:
            client.close()

    def _database_family(self) -> list[int]:
        """Return the postmaster, first of all: it must start nobody in place of another."""
        with psycopg.connect(self._database_url) as connection:
            postmaster = parent_of(connection.info.backend_pid)
        return [postmaster, *children_of(postmaster)]

    def _worker(self) -> int:
        """Return the busiest worker that takes calls."""
        try:
            status = json.loads((self._data_dir / "status.json").read_text())
        except (OSError, ValueError):
            raise CannotBreak("nobody knows the workers now") from None
        taking = [one for one in status["workers"] if one["takes_calls"]]
        if not taking:
            raise CannotBreak("no worker takes calls")
        return int(max(taking, key=lambda one: int(one["load"]))["pid"])

    def _admin_api(self) -> int:
        for pid in strays(str(self._data_dir)):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"adminapi" in words and b"serve" in words:
                    return pid
        raise CannotBreak("the admin API does not run")


def parent_of(pid: int) -> int:
    """Return the parent of a process. Raises :exc:`OSError` if it is gone."""
    return int(_stat(pid)[1])


def children_of(pid: int) -> list[int]:
    """Return the children of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(_stat(int(path.name))[1]) == pid:
                found.append(int(path.name))
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields behind the name: state, parent..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
