"""A spool without threads, and what a reader finds in it."""

from __future__ import annotations

from pathlib import Path

from callcore.shared.offload import run_inline
from callcore.shared.spool.reader import SpoolReader
from callcore.shared.spool.writer import FileSpool, open_spool

MOST = 100_000
WALL_S = 1_700_000_000.0


def opened(root: Path, most_bytes: int = MOST):
    return open_spool(root, "w1", most_bytes, run_inline, lambda: WALL_S)


def bodies(root: Path) -> list[int]:
    """Return what a reader finds, over all spools."""
    found = []
    reader = SpoolReader(root)
    for folder in reader.spools():
        batch = reader.read(folder, 0, most=100_000)
        found += [int(str(record.body["n"])) for record in batch.records]
    return found


def put(spool: FileSpool, number: int, filler: int = 0) -> bool:
    return spool.put("call.event", {"n": number, "filler": "x" * filler})
