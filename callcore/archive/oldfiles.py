"""What calls left on this machine's own disk, deleted when it is older than the policy.

Blocking: hand it a thread. The age is that of the file's last change.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from callcore.archive.keep import WORKSHOP
from callcore.archive.rejects import NAME as REJECTS

CALLS: Final = "calls"
DAY_S: Final = 86_400.0
MOST_CALLS: Final = 100_000  # folders that are looked at in one pass


def delete_old(
    data_dir: Path, now_s: float, *, recordings_days: int, transcripts_days: int
) -> int:
    """Delete recordings, journals, rejected records and half-made files; return how many.

    A file that cannot be deleted is passed over; an empty folder of a call goes too, if it
    is older than a day: of a call that begins now, the recording is about to be made in it.
    """
    sounds, words = now_s - recordings_days * DAY_S, now_s - transcripts_days * DAY_S
    deleted = 0
    for folder in _folders(data_dir / CALLS):
        is_fresh = _changed_s(folder) >= now_s - DAY_S  # deleting in it makes it fresh
        for path in _files(folder):
            before_s = sounds if path.suffix == ".wav" else words
            deleted += _delete_if_older(path, before_s)
        if not is_fresh:
            with suppress(OSError):
                folder.rmdir()
    for path in _files(data_dir / WORKSHOP):
        deleted += _delete_if_older(path, now_s - DAY_S)
    return deleted + _delete_if_older(data_dir / REJECTS, words)


def _folders(root: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(root) as entries:
        for count, entry in enumerate(entries):
            if count >= MOST_CALLS:
                return
            if entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _files(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(e.path) for e in entries if e.is_file(follow_symlinks=False)]
    return []


def _changed_s(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _delete_if_older(path: Path, before_s: float) -> bool:
    try:
        if path.stat().st_mtime >= before_s:
            return False
        path.unlink()
    except OSError:
        return False
    return True
