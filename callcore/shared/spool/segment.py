"""A segment of a spool: a file that only grows, by whole lines; and what a line is.

A line is ``CRC NUMBER AT KIND BODY``, framed as in :mod:`callcore.shared.journalfile`. The
number is in the line, so that a damaged line shifts no other one.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from callcore.shared.journalfile import framed, unframed
from callcore.shared.spool.port import SpoolRecord

MAX_LINE_BYTES: Final = 262_144  # a tool's answer, masked, is below 20,000
_PARTS: Final = 4


def line_of(number: int, at_s: float, kind: str, body: Mapping[str, object]) -> bytes:
    """Return the line of one record. Raises :exc:`ValueError` for what is no JSON."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))  # fmt: skip
    except (TypeError, RecursionError) as error:
        raise ValueError(type(error).__name__) from None
    line = framed(f"{number} {at_s:.3f} {kind} {text}")
    if len(line) > MAX_LINE_BYTES:
        raise ValueError("too long")
    return line


def number_of(line: bytes) -> tuple[int, str] | None:
    """Return the number of a line and the rest of it, ``None`` if it is damaged."""
    text = unframed(line)
    if text is None:
        return None
    number, _, rest = text.partition(" ")
    return (int(number), rest) if number.isascii() and number.isdigit() else None


def record_of(number: int, rest: str) -> SpoolRecord | None:
    """Return the record of a line that :func:`number_of` took apart."""
    parts = rest.split(" ", _PARTS - 2)
    try:
        at_s, kind, text = parts
        body = json.loads(text)
        at = float(at_s)
    except (ValueError, RecursionError):
        return None
    return SpoolRecord(number, kind, at, body) if isinstance(body, dict) else None


class Segment:
    """An open segment. Methods raise :exc:`OSError` and nothing else."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._fd = os.open(path, flags, 0o600)
        self.size_bytes = 0  # whatever lies beyond is a write that failed half-way
        self._torn = False

    def append(self, line: bytes) -> None:
        """Hand one line to the kernel, the whole of it or nothing."""
        data = b"\n" + line if self._torn else line  # what is torn becomes a line
        try:
            _write(self._fd, data)
        except OSError:
            self._cut()
            raise
        if self._torn:
            self.size_bytes = os.lseek(self._fd, 0, os.SEEK_CUR)
            self._torn = False
        else:
            self.size_bytes += len(data)

    def sync(self) -> None:
        """Wait for the disk."""
        os.fsync(self._fd)

    def is_gone(self) -> bool:
        """Say whether somebody deleted the file."""
        return os.fstat(self._fd).st_nlink == 0

    def close(self) -> None:
        """Close the file; idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _cut(self) -> None:
        try:
            os.ftruncate(self._fd, self.size_bytes)
            self._torn = False
        except OSError:
            self._torn = True


def _write(fd: int, data: bytes) -> None:
    if os.write(fd, data) != len(data):
        raise OSError(errno.ENOSPC, "short write")
