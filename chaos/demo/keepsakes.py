"""What outlives the demo's private folder: the latest recordings and records of usage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

KEPT: Final = 20  # recordings of about 1 MB
KEPT_USAGE: Final = 50  # runs, some 10 kB each


def keep(recording: Path, name: str, folder: Path) -> Path:
    """Copy a recording to ``folder`` as ``{name}.wav``, drop the oldest; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{name}.wav"
    shutil.copyfile(recording, kept)
    _drop_old(folder, "*.wav", KEPT)
    return kept


def keep_usage(lines: bytes, name: str, folder: Path) -> Path | None:
    """Keep a run's records of usage as ``folder/{name}.jsonl``, drop the oldest runs.

    Returns its path, or ``None`` if nothing was recorded. `just costs` reads the folder.
    """
    if not lines:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"{name}.jsonl"
    kept.touch(0o600)
    kept.write_bytes(lines)
    _drop_old(folder, "*.jsonl", KEPT_USAGE)
    return kept


def _drop_old(folder: Path, pattern: str, most: int) -> None:
    ages = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    for old in ages[:-most]:
        old.unlink(missing_ok=True)
