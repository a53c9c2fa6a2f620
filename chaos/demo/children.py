"""The demo's child processes: each in a group of its own, none survives its parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import trio

STOP_S: Final = 15.0  # for a child to leave: callcore drains, then stops its databases
KILL_S: Final = 2.0  # the kernel needs milliseconds; a bound for a machine under load
POLL_S: Final = 0.05
READY_POLL_S: Final = 0.1
TAIL_LINES: Final = 12


class ChildError(Exception):
    """A child did not come up or died; the text is one sentence and its log's tail."""


class Child:
    """One process with its group. ``stdout`` and ``stderr`` are files in the data dir."""

    def __init__(self, name: str, process: trio.Process, folder: Path) -> None:
        self.name = name
        self.stdout = folder / f"{name}.out"
        self.stderr = folder / f"{name}.log"
        self._process = process

    @property
    def pid(self) -> int:
        """Return the process id, which is the group's id too."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return how it ended; ``None`` while it runs."""
        return self._process.poll()

    def check(self) -> None:
        """Raise :exc:`ChildError` with the tail of the log if it has ended."""
        if self.returncode is not None:
            raise ChildError(
                f"{self.name} ended with {self.returncode}\n{self.tail()}".rstrip()
            )

    def tail(self) -> str:
        """Return the last lines that it wrote."""
        lines: list[str] = []
        for path in (self.stdout, self.stderr):
            if path.is_file():
                lines += path.read_text(errors="replace").splitlines()
        return "\n".join(f"  | {line[:300]}" for line in lines[-TAIL_LINES:])

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group; nothing happens if it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    async def stop(self) -> None:
        """End the group: SIGTERM, a deadline, SIGKILL. Needs a shield to be cancel-safe."""
        with trio.move_on_after(STOP_S):
            # a stopped process (the wedge fault) takes no SIGTERM before it goes on
            self.send(signal.SIGTERM)
            self.send(signal.SIGCONT)
            await self._process.wait()
        self.send(signal.SIGKILL)
        with trio.move_on_after(KILL_S):
            await self._process.wait()
            while _group_lives(self.pid):  # noqa: ASYNC110 - the kernel sets no event
                await trio.sleep(POLL_S)


@asynccontextmanager
async def child(
    name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> AsyncGenerator[Child, None]:
    """Run a command while the block runs; its group is gone afterwards, whatever happens.

    Output goes to ``{name}.out`` and ``{name}.log`` in ``folder``, so that no pipe can
    fill up. Raises :exc:`ChildError` if it cannot be started.
    """
    try:
        with (
            (folder / f"{name}.out").open("wb") as out,
            (folder / f"{name}.log").open("wb") as log,
        ):
            process = await trio.lowlevel.open_process(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                env=dict(environment),
                start_new_session=True,
            )
    except OSError as exc:
        raise ChildError(f"{name} cannot be started: {exc.strerror}") from None
    started = Child(name, process, folder)
    try:
        yield started
    finally:
        with trio.move_on_after(STOP_S + KILL_S, shield=True):
            await started.stop()


async def wait_ready_line(running: Child, within_s: float) -> dict[str, Any]:
    """Return the JSON line by which a child says that it is ready. Cancel-safe.

    Raises :exc:`ChildError` if it ends before that, or is silent for too long.
    """
    with trio.move_on_after(within_s):
        while True:
            running.check()
            for line in running.stdout.read_text(errors="replace").splitlines():
                if line.startswith("{"):
                    found: dict[str, Any] = json.loads(line)
                    return found
            await trio.sleep(READY_POLL_S)
    raise ChildError(
        f"{running.name} was not ready within {within_s:.0f} s\n{running.tail()}"
    )


def strays(marker: str, proc: Path = Path("/proc")) -> list[int]:
    """Return processes whose environment holds ``marker``: grandchildren that got away.

    ``marker`` is the demo's private folder, so nobody else's process can match.
    """
    found = []
    for path in proc.glob("[0-9]*/environ"):
        with suppress(OSError):
            if marker.encode() in path.read_bytes() and path.parent.name != str(
                os.getpid()
            ):
                found.append(int(path.parent.name))
    return found


def kill_strays(marker: str) -> list[int]:
    """Kill what :func:`strays` finds; return whom it was."""
    found = strays(marker)
    for pid in found:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    return found


def _group_lives(group: int) -> bool:
    """Return whether anybody of the group is left, zombies of other parents aside."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            fields = path.read_text().rpartition(")")[2].split()
            if fields[2] == str(group) and fields[0] not in "ZX":
                return True
    return False
