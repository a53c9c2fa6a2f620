"""The folders of spools: one a writer, with its segments and the lock that says it lives.

::

    spool/
      w1-3f0c...-...-...-............/     mode 0700
        writer.lock                        locked (flock) as long as the writer lives
        000001.spool  000002.spool  ...    segments; only the newest grows

Blocking: hand it a thread. Every function raises :exc:`OSError` and nothing else.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOCK: Final = "writer.lock"
MOST_SPOOLS: Final = 1_000  # that are looked at; each was a living process
_HALF_MADE: Final = ".new-"
_HALF_MADE_S: Final = 3_600.0  # after that its maker is not between two system calls
_WRITER: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
_NAME: Final = re.compile(rf"({_WRITER.pattern})-([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})")  # fmt: skip
_SEGMENT: Final = re.compile(r"([0-9]{6,9})\.spool")


@dataclass(frozen=True, slots=True)
class SpoolFolder:
    """One writer's folder; ``spool_id`` is a UUID that is made with it."""

    spool_id: str
    writer: str
    path: Path

    def segment(self, number: int) -> Path:
        """Return the path of a segment; the first is 1."""
        return self.path / f"{number:06d}.spool"

    def segments(self) -> Sequence[int]:
        """Return the numbers of its segments, oldest first."""
        matches = map(_SEGMENT.fullmatch, os.listdir(self.path))
        return sorted(int(match[1]) for match in matches if match)

    def is_live(self) -> bool:
        """Say whether its writer lives."""
        try:
            fd = os.open(self.path / LOCK, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(fd)
        return False

    def remove(self) -> None:
        """Delete it; a crash on the way leaves what can be deleted again."""
        for number in self.segments():
            self.segment(number).unlink(missing_ok=True)
        shutil.rmtree(self.path)


def is_writer(name: str) -> bool:
    """Say whether ``name`` can be that of a writer."""
    return _WRITER.fullmatch(name) is not None


def create(root: Path, writer: str) -> tuple[SpoolFolder, int]:
    """Make the folder of a new spool; return it and the descriptor that keeps its lock.

    It is made under another name and moved: nobody sees it before it is locked.
    """
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    spool_id = str(uuid.uuid4())
    made = SpoolFolder(spool_id, writer, root / f"{writer}-{spool_id}")
    fresh = root / f"{_HALF_MADE}{spool_id}"
    fd = -1
    try:
        fresh.mkdir(mode=0o700)
        fd = os.open(fresh / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fresh.rename(made.path)
        sync_folder(root)
    except OSError:
        if fd >= 0:
            os.close(fd)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return made, fd


def spools(root: Path) -> Sequence[SpoolFolder]:
    """Return the spools below ``root``, by name, at most :data:`MOST_SPOOLS`."""
    try:
        with os.scandir(root) as entries:
            names = [each.name for each in entries if each.is_dir(follow_symlinks=False)]  # fmt: skip
    except FileNotFoundError:
        return []
    matches = [match for match in map(_NAME.fullmatch, sorted(names)) if match]
    return [
        SpoolFolder(match[2], match[1], root / match[0])
        for match in matches[:MOST_SPOOLS]
    ]


def remove_half_made(root: Path, now_s: float) -> None:
    """Delete what was never finished; ``now_s`` is the wall clock."""
    for path in root.glob(f"{_HALF_MADE}*"):
        try:
            age_s = now_s - path.stat().st_mtime
        except FileNotFoundError:
            continue
        if age_s > _HALF_MADE_S:
            shutil.rmtree(path, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk."""
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
