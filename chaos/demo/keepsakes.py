"""Recordings that outlive the demo's private folder, the latest few of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

KEPT: Final = 20  # recordings of about 1 MB


def keep(recording: Path, name: str, folder: Path) -> Path:
    """Copy a recording to ``folder`` as ``{name}.wav``, drop the oldest; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{name}.wav"
    shutil.copyfile(recording, kept)
    ages = sorted(folder.glob("*.wav"), key=lambda path: path.stat().st_mtime)
    for old in ages[:-KEPT]:
        old.unlink(missing_ok=True)
    return kept
