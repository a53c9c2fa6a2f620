"""The machine under callcore: Python, clock, disk, folders."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

from callcore.doctor.finding import Finding
from callcore.shared import stamps
from callcore.shared.settings import Config

_OLDEST: Final = (3, 11)
_NEWEST: Final = (3, 13)  # trio-asyncio cannot be imported on 3.14 (trio-asyncio#160)
_EARLIEST_S: Final = 1_790_000_000.0  # September 2026: this code did not exist before
_LATEST_S: Final = 4_102_444_800.0  # the year 2100
_NEEDED_MB: Final = 500  # prepared models and phrases, and room for journals
_MEGABYTE: Final = 1_000_000


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Return whether this Python is one that the project supports."""
    name = f"Python {version[0]}.{version[1]}"
    if _OLDEST <= version <= _NEWEST:
        return Finding("python", "ok", f"{name}.")
    return Finding("python", "bad", f"{name}; callcore needs 3.11, 3.12 or 3.13.")


def check_clock(now_s: float) -> Finding:
    """Return whether the time of day can be right; records and tokens depend on it."""
    said = stamps.utc_text(now_s)
    if _EARLIEST_S <= now_s <= _LATEST_S:
        return Finding("clock", "ok", f"{said}.")
    return Finding(
        "clock", "bad", f"The clock says {said}, which cannot be; set it (NTP)."
    )


def check_folder(topic: str, folder: Path) -> Finding:
    """Return whether ``folder``, or where it will be made, takes files and has room."""
    place = _existing(folder)
    if not place.is_dir():
        return Finding(topic, "bad", f"{place} is a file, so {folder} cannot be made.")
    if not os.access(place, os.W_OK | os.X_OK):
        return Finding(topic, "bad", f"{place} is not writable; {folder} has to be.")
    free_mb = shutil.disk_usage(place).free // _MEGABYTE
    if free_mb < _NEEDED_MB:
        return Finding(
            topic, "bad", f"{folder} has {free_mb} MB of room; {_NEEDED_MB} are needed."
        )
    return Finding(topic, "ok", f"{folder}, {free_mb} MB free.")


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def check_machine(config: Config) -> list[Finding]:
    """Return what this machine is like."""
    return [
        check_python(),
        check_clock(stamps.now_s()),
        check_folder("data", config.data_dir),
        check_folder("cache", config.cache_dir),
    ]
