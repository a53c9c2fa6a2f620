"""Running other programs in the foreground, one installation or build at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chaos.webui.places import CACHE, ROOT

TAIL_LINES: Final = 400


class Unable(Exception):
    """The web UI cannot be built or tested here; the message is one sentence or two."""


def say(text: str) -> None:
    """Tell the user what happens now."""
    print(f"webui: {text}", file=sys.stderr, flush=True)


def inherited() -> dict[str, str]:
    """Return this process's environment, the base of every child's."""
    return dict(os.environ)  # noqa: TID251 - handed on; two WEBUI_ variables are read


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> int:
    """Run a program to its end, with our terminal; return its exit code."""
    try:
        return subprocess.run(
            command, cwd=folder, env=dict(environment), check=False
        ).returncode
    except OSError as error:
        raise Unable(f"{command[0]} cannot be run: {error.strerror}.") from None


def run_heard(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    aloud: bool = True,
) -> tuple[int, str]:
    """Run a program to its end; return its exit code and the last lines of what it said."""
    lines: list[str] = []
    try:
        with subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if aloud:
                    print(line, end="", file=sys.stderr, flush=True)
                lines = [*lines[1 - TAIL_LINES :], line]
            return child.wait(), "".join(lines)
    except OSError as error:
        raise Unable(f"{command[0]} cannot be run: {error.strerror}.") from None


def output_of(
    command: Sequence[str], environment: Mapping[str, str], folder: Path = ROOT
) -> str:
    """Return what a program prints, "" if it fails or is not there."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@contextmanager
def alone(what: str, cache: Path = CACHE) -> Iterator[None]:
    """Hold the lock of ``what``; it ends with this process, however that ends."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"webui-{what}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process does the same ({what}) here; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def need_room(folder: Path, megabytes: int, what: str) -> None:
    """Raise :exc:`Unable` if the disk of ``folder`` has no room for ``what``."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Unable(
            f"the disk of {folder} has {free} MB free and {what} needs {megabytes} MB; "
            "make room and run again."
        )
