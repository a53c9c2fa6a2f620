"""Recordings in a folder: one below it for each day. Private to their owner (0700, 0600)."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import trio

from callcore.shared.offload import RunSync
from callcore.shared.recordings.names import checked
from callcore.shared.recordings.port import (
    MOST_READ_BYTES,
    NoRecording,
    RecordingsDown,
)

T = TypeVar("T")


async def on_a_thread(work: Callable[[], T], /) -> T:
    """Run blocking work; cancelled, a disk that hangs is left behind."""
    return await trio.to_thread.run_sync(work, abandon_on_cancel=True)


class FolderRecordings:
    """See :class:`~callcore.shared.recordings.port.Recordings`."""

    def __init__(self, root: Path, run_sync: RunSync = on_a_thread) -> None:
        self._root = root
        self._run_sync = run_sync

    async def put(self, name: str, path: Path) -> None:
        """See the port."""
        target = self._path(name)
        await self._run(lambda: _copy(path, target))

    async def size(self, name: str) -> int:
        """See the port."""
        target = self._path(name)
        return await self._run(lambda: target.stat(follow_symlinks=False).st_size)

    async def read(self, name: str, start: int, length: int) -> bytes:
        """See the port."""
        if start < 0 or not 0 <= length <= MOST_READ_BYTES:
            raise ValueError("not a range of a recording")
        target = self._path(name)
        return await self._run(lambda: _read(target, start, length))

    async def delete(self, name: str) -> None:
        """See the port."""
        target = self._path(name)
        await self._run(lambda: _delete(target))

    def _path(self, name: str) -> Path:
        return self._root / checked(name)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await self._run_sync(work)
        except FileNotFoundError:
            raise NoRecording from None
        except OSError as error:
            word = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise RecordingsDown(word) from None


def _copy(path: Path, target: Path) -> None:
    """Copy beside the target, wait for the disk, move into place."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        with path.open("rb") as source, open(os.open(fresh, flags, 0o600), "wb") as out:
            shutil.copyfileobj(source, out, 1_000_000)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(target)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sync(target.parent)


def _read(target: Path, start: int, length: int) -> bytes:
    fd = os.open(target, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        return os.pread(fd, length, start)
    finally:
        os.close(fd)


def _delete(target: Path) -> None:
    target.unlink(missing_ok=True)
    with suppress(OSError):  # another recording of that day is there
        target.parent.rmdir()


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
