"""A vendor's stand-in as a process beside the bench, on the other core."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chaos.bench import measured

CORE: Final = 0  # the bench measures on the next one
STOP_S: Final = 10.0


class StandinMissing(Exception):
    """A stand-in did not start."""


@contextmanager
def google_process(*more: str, trouble: Path | None = None) -> Iterator[str]:
    """Run ``chaos.standins.google``; yield the address that an engine is told.

    ``more`` are its options; ``trouble`` is the file that says how it misbehaves. Raises
    :exc:`StandinMissing` if it ends before it is ready.
    """
    with _process("google", more, trouble) as port:
        yield f"http://{measured.HOST}:{port}"


@contextmanager
def openai_process(*more: str, trouble: Path | None = None) -> Iterator[str]:
    """Run ``chaos.standins.openai`` in the same way."""
    with _process("openai", more, trouble) as port:
        yield f"http://{measured.HOST}:{port}/v1"


@contextmanager
def _process(name: str, more: Sequence[str], trouble: Path | None) -> Iterator[int]:
    command = [sys.executable, "-m", f"chaos.standins.{name}", "--port", "0", *more]
    if trouble is not None:
        command += ["--trouble", str(trouble)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        measured.pin(process.pid, CORE)
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            if not ready:
                raise StandinMissing(f"the stand-in {name} does not start")
            yield json.loads(ready)["port"]
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
