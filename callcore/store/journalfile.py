"""An append-only file of checked lines that one process owns. Blocking: hand it a thread.

Every method raises :exc:`OSError` and nothing else.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

MAX_LINE_BYTES: Final = 16_384
MAX_FILE_BYTES: Final = 64_000_000  # a file beyond it was not written by us


class JournalFile:
    """Lines of text, each behind its CRC-32; the file is private to its owner (0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = -1
        self._good_bytes = 0  # whatever lies beyond is a write that failed half-way
        self.lines = 0
        self.damaged_lines = 0

    def open(self) -> list[str]:
        """Lock and read the file; cut a torn last line. Returns the good lines."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = self._locked(self._path)
        self._remove_half_made()
        size = os.fstat(self._fd).st_size
        if size > MAX_FILE_BYTES:
            raise OSError(27, "the outbox file is too large", str(self._path))
        data = os.pread(self._fd, size, 0)
        return self._take(data)

    def append(self, text: str, *, durable: bool) -> None:
        """Add one line; ``durable`` waits for the disk."""
        line = _framed(text)
        try:
            self._write(line)
            if durable:
                os.fsync(self._fd)
        except OSError:
            os.ftruncate(self._fd, self._good_bytes)
            raise
        self._good_bytes += len(line)
        self.lines += 1

    def rewrite(self, texts: Sequence[str]) -> None:
        """Replace the whole file in one step: a crash leaves the old one or the new."""
        fresh = self._path.with_suffix(".new")
        fd = self._locked(fresh)
        try:
            data = b"".join(map(_framed, texts))
            os.ftruncate(fd, 0)
            _write_all(fd, data, 0)
            os.fsync(fd)
            fresh.rename(self._path)
            _sync_folder(self._path.parent)
        except OSError:
            os.close(fd)
            raise
        os.close(self._fd)
        self._fd, self._good_bytes, self.lines = fd, len(data), len(texts)

    def close(self) -> None:
        """Release the file; idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _take(self, data: bytes) -> list[str]:
        end = data.rfind(b"\n") + 1
        good: list[str] = []
        for line in data[:end].splitlines():
            text = _unframed(line)
            if text is None:
                self.damaged_lines += 1
            else:
                good.append(text)
        if end != len(data):
            self.damaged_lines += 1
            os.ftruncate(self._fd, end)
        self._good_bytes, self.lines = end, len(good)
        return good

    def _locked(self, path: Path) -> int:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            os.close(fd)
            raise OSError(exc.errno, "another process has it open", str(path)) from exc
        return fd

    def _remove_half_made(self) -> None:
        self._path.with_suffix(".new").unlink(missing_ok=True)

    def _write(self, line: bytes) -> None:
        if len(line) > MAX_LINE_BYTES:
            raise OSError(27, "line too long", str(self._path))
        _write_all(self._fd, line, self._good_bytes)


def _write_all(fd: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(fd, data, offset)
        data, offset = data[written:], offset + written


def _framed(text: str) -> bytes:
    body = text.encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _unframed(line: bytes) -> str | None:
    body = line[9:]
    if line[:9] != b"%08x " % zlib.crc32(body):
        return None
    return body.decode(errors="replace")


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
