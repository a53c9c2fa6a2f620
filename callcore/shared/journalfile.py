"""An append-only file of checked lines that one process owns. Blocking: hand it a thread.

Every method raises :exc:`OSError` and nothing else.
"""

from __future__ import annotations

import errno
import fcntl
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

MAX_LINE_BYTES: Final = 16_384
_LOCK_TRIES: Final = 8  # each one lost means that somebody replaced or removed the file
MAX_FILE_BYTES: Final = 64_000_000  # a file beyond it was not written by us


class Taken(OSError):
    """Another process has the file."""


class JournalFile:
    """Lines of text, each behind its CRC-32; the file is private to its owner (0600)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = -1
        self._good_bytes = 0  # whatever lies beyond is a write that failed half-way
        self.lines = 0
        self.damaged_lines = 0

    def open(self) -> list[str]:
        """Lock and read the file; cut a torn last line. Returns the good lines."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = self._locked(self.path)
        self._remove_half_made()
        size = os.fstat(self._fd).st_size
        if size > MAX_FILE_BYTES:
            raise OSError(errno.EFBIG, "the journal is too large", str(self.path))
        data = os.pread(self._fd, size, 0)
        return self._take(data)

    def remove(self) -> None:
        """Delete the open file and release it; who waits for its lock gets a new one."""
        self.path.unlink(missing_ok=True)
        _sync_folder(self.path.parent)
        self.close()

    def append(self, text: str, *, durable: bool) -> None:
        """Add one line; ``durable`` waits for the disk."""
        line = framed(text)
        try:
            self._write(line)
            if durable:
                os.fsync(self._fd)
        except OSError:
            os.ftruncate(self._fd, self._good_bytes)
            raise
        self._good_bytes += len(line)
        self.lines += 1

    def sync(self) -> None:
        """Wait for the disk."""
        os.fsync(self._fd)

    def rewrite(self, texts: Sequence[str]) -> None:
        """Replace the whole file in one step: a crash leaves the old one or the new."""
        fresh = self.path.with_suffix(".new")
        fd = self._locked(fresh)
        try:
            data = b"".join(map(framed, texts))
            os.ftruncate(fd, 0)
            _write_all(fd, data, 0)
            os.fsync(fd)
            fresh.rename(self.path)
            _sync_folder(self.path.parent)
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
            text = unframed(line)
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
        for _ in range(_LOCK_TRIES):
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                os.close(fd)
                raise Taken(
                    exc.errno, "another process has it open", str(path)
                ) from exc
            except OSError:
                os.close(fd)
                raise
            if _is_at(path, fd):
                return fd
            os.close(fd)  # it was replaced or removed in between: nobody would find it
        raise Taken(errno.EAGAIN, "others keep replacing it", str(path))

    def _remove_half_made(self) -> None:
        self.path.with_suffix(".new").unlink(missing_ok=True)

    def _write(self, line: bytes) -> None:
        if len(line) > MAX_LINE_BYTES:
            raise OSError(errno.EFBIG, "line too long", str(self.path))
        _write_all(self._fd, line, self._good_bytes)


def read_lines(path: Path) -> list[str]:
    """Return the good lines of a file that another process may be writing to.

    Raises :exc:`OSError`, :exc:`FileNotFoundError` among them.
    """
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise OSError(errno.EFBIG, "the journal is too large", str(path))
    texts = map(unframed, data[: data.rfind(b"\n") + 1].splitlines())
    return [text for text in texts if text is not None]


def _is_at(path: Path, fd: int) -> bool:
    """Say whether ``path`` still names the open file."""
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(fd))


def _write_all(fd: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(fd, data, offset)
        data, offset = data[written:], offset + written


def framed(text: str) -> bytes:
    """Return the line of ``text``, which has no line break; half a surrogate becomes ``?``."""
    body = text.encode(errors="replace")
    return b"%08x %s\n" % (zlib.crc32(body), body)


def unframed(line: bytes) -> str | None:
    """Return the text of a line without its line break, ``None`` if it is damaged."""
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
