"""Records that PostgreSQL would not take: kept in a file for a person to look at.

The file is private to its owner and bounded: what does not fit is only counted. A record
may stand in it twice after a crash. Blocking: hand it a thread.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Final

from callcore.shared.spool.port import SpoolRecord

MOST_BYTES: Final = 10_000_000
NAME: Final = "rejected.jsonl"

log = logging.getLogger(__name__)


class Rejects:
    """Appends to ``folder/rejected.jsonl``. Never raises."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.unkept = 0  # the file was full or could not be written
        self._path = folder / NAME
        self._most_bytes = most_bytes

    def keep(self, spool_id: str, record: SpoolRecord, why: str) -> None:
        """Add one record and the machine word of why it was rejected."""
        fields = {
            "spool": spool_id,
            "number": record.number,
            "kind": record.kind,
            "at_s": record.at_s,
            "why": why,
            "body": dict(record.body),
        }
        line = json.dumps(fields).encode() + b"\n"
        extra = {"kind": record.kind, "number": record.number, "why": why}
        log.error("record rejected", extra={"spool": spool_id, **extra})
        try:
            self._append(line)
        except OSError as error:
            self.unkept += 1
            log.warning("rejected record not kept", extra={"errno": error.errno})

    def _append(self, line: bytes) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        fd = os.open(self._path, flags, 0o600)
        try:
            if os.fstat(fd).st_size + len(line) > self._most_bytes:
                self.unkept += 1
                return
            os.write(fd, line)
        finally:
            os.close(fd)
