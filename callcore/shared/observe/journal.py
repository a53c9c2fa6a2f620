"""Where the events of one call are kept: in a file, or in memory for tests and views.

Both pass every text through the sanitizer of the call, and both stop growing. Who else
wants the records is told them as they were masked: nothing is masked twice.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NewType

from callcore.shared.observe import events
from callcore.shared.observe.fields import Plain, clean
from callcore.shared.observe.pii import Sanitizer

_LOG = logging.getLogger(__name__)

Record = NewType("Record", dict[str, Plain])
"""One event: ``t``, ``event`` and its fields, without personal data.

Only :func:`record_of` makes one (an architecture test holds that), so whoever asks for a
``Record`` gets what was masked; the type checker sees to it.
"""

MOST_BYTES: Final = 2_000_000  # a 20 min call makes about 0.3 MB
_SPEAKERS: Final = {
    events.CALLER_SAID: "caller",
    events.AGENT_SAID: "agent",
    events.CALLER_PARTIAL: "caller",
    events.AGENT_SAYING: "agent",
}
_PERSONAL: Final = {"phone": "[PHONE]", "name": "[PERSON]", "place": "[ADDRESS]"}


def record_of(
    t: float, event: str, fields: dict[str, object], sanitizer: Sanitizer
) -> Record:
    """Return the record of one event, without personal data.

    Partials and sentences about to be said do not change what the sanitizer remembers:
    the final text of the same turn follows.
    """

    def of_speech(text: str) -> str:
        if event == events.CALLER_PARTIAL:
            return sanitizer.unfinished(text)
        look = sanitizer.preview if event == events.AGENT_SAYING else sanitizer.feed
        return look(text, speaker=_SPEAKERS[event])

    record: dict[str, Plain] = {"t": round(t, 3), "event": event}
    for key, value in fields.items():
        if event == events.TOOL_CALLED and key == "arguments":
            value = _impersonal(value)
        spoken = key == "text" and event in _SPEAKERS
        record[key] = clean(key, value, of_speech if spoken else sanitizer.aside)
    return Record(record)


def _impersonal(arguments: object) -> object:
    """Return a tool's JSON arguments without whom and where; what is no JSON stays."""
    try:
        given = json.loads(arguments) if isinstance(arguments, str) else None
    except (ValueError, RecursionError):
        return arguments
    if not isinstance(given, dict):
        return arguments
    kept = {key: _PERSONAL.get(key, value) for key, value in given.items()}
    return json.dumps(kept, ensure_ascii=False)


def _nobody(_record: Record) -> None:
    pass


class MemoryJournal:
    """Keeps the newest records; twin of :class:`FileJournal`."""

    def __init__(
        self, now: Callable[[], float], sanitizer: Sanitizer, most: int = 10_000
    ) -> None:
        self.records: list[Record] = []
        self._now = now
        self._sanitizer = sanitizer
        self._most = most

    def note(self, event: str, **fields: object) -> None:
        """Add one event now; beyond ``most`` records the oldest goes."""
        self.records.append(record_of(self._now(), event, fields, self._sanitizer))
        del self.records[: -self._most]

    def close(self) -> None:
        """Do nothing; a file would be closed."""


class FileJournal:
    """Appends one JSON line per event to a file that only its owner may read.

    ``now`` gives seconds since the call's first frame. A write is one system call of a few
    hundred bytes into the page cache. What cannot be written, because the disk is full or
    ``most_bytes`` is reached, is counted in ``dropped`` and told to ``on_drop``. ``tell`` gets
    every record, also those; it must not block, raise or change it.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float],
        sanitizer: Sanitizer,
        on_drop: Callable[[], object] = lambda: None,
        most_bytes: int = MOST_BYTES,
        *,
        tell: Callable[[Record], object] = _nobody,
    ) -> None:
        self.dropped = 0
        self._now = now
        self._sanitizer = sanitizer
        self._on_drop = on_drop
        self._tell = tell
        self._room_bytes = most_bytes
        self._fd = self._open(path)

    def note(self, event: str, **fields: object) -> None:
        """Append one event now. Never raises."""
        record = record_of(self._now(), event, fields, self._sanitizer)
        self._tell(record)
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode(
            errors="backslashreplace"
        )
        if self._fd < 0 or len(line) > self._room_bytes:
            self._drop("full")
            return
        self._room_bytes -= len(line)
        try:
            written = os.write(self._fd, line)
        except OSError as error:
            self._drop(type(error).__name__, error.errno)
            return
        if written < len(line):
            self._drop("short write")

    def close(self) -> None:
        """Close the file; later notes are dropped. May be called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self, path: Path) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(path, flags, 0o600)
        except OSError as error:
            self._drop(type(error).__name__, error.errno)
            return -1

    def _drop(self, reason: str, errno: int | None = None) -> None:
        self.dropped += 1
        self._on_drop()
        if self.dropped == 1:
            _LOG.warning("journal dropped", extra={"reason": reason, "errno": errno})
