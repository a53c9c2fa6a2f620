"""A small JSON file that tells an operator what the supervisor knows."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import trio

from callcore.supervisor.crew import Crew


def snapshot(crew: Crew, tally: Mapping[str, int], now: float) -> dict[str, Any]:
    """Return the state as plain JSON values; nothing of a caller is in it."""
    return {
        "pid": os.getpid(),
        "draining": crew.draining,
        "restarts": crew.restarts,
        "counts": dict(tally),
        "workers": [
            {
                "name": worker.child.name,
                "pid": worker.child.pid,
                "phase": worker.phase.value,
                "port": worker.ports.port,
                "after_port": worker.ports.after_port,
                "http_port": worker.ports.http_port,
                "load": worker.load,
                "capacity": worker.capacity,
                "takes_calls": worker.can_take(now),
            }
            for worker in crew.workers
        ],
    }


async def keep_status(
    path: Path, every_s: float, crew: Crew, tally: Mapping[str, int]
) -> None:
    """Rewrite the file every ``every_s`` until cancelled; gone afterwards."""
    try:
        while True:
            text = json.dumps(snapshot(crew, tally, trio.current_time()))
            # In a thread: a disk that hangs must not stop the desk.
            await trio.to_thread.run_sync(_replace, path, text, abandon_on_cancel=True)
            await trio.sleep(every_s)
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    except OSError:
        return  # a full disk is reported by those who must write
