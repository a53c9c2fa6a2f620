"""Small files that only their owner may read, replaced in one step. Blocking.

Everything raises :exc:`OSError` and nothing else; hand it a thread.
"""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(path: Path, data: bytes, *, durable: bool) -> None:
    """Put ``data`` in place of the file: a reader sees the old one or the new, whole.

    One writer at a time. ``durable`` waits for the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        _write_all(fd, data)
        if durable:
            os.fsync(fd)
    finally:
        os.close(fd)
    fresh.replace(path)
    if durable:
        _sync_folder(path.parent)


def append_line(path: Path, line: bytes, most_bytes: int) -> None:
    """Add a line and wait for the disk; one that a crash tore before is ended first.

    Raises if the file would outgrow ``most_bytes``, and leaves no part of a line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(fd).st_size
        torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        data = b"\n" * torn + line + b"\n"
        if size + len(data) > most_bytes:
            raise OSError(27, "the file is full", path.name)
        os.lseek(fd, size, os.SEEK_SET)
        try:
            _write_all(fd, data)
            os.fsync(fd)
        except OSError:
            os.ftruncate(fd, size)
            raise
    finally:
        os.close(fd)


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """Return the file's bytes; one that is larger was not written by us."""
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError(27, "the file is too large", path.name)
    return data


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
