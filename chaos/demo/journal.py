"""Follows the journal of a call while it is written: JSON lines in, events out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final

import trio

POLL_S: Final = 0.02  # a frame: the caller's ear is no faster than that

JournalEvent = dict[str, Any]


class LineReader:
    """Cuts growing bytes into whole JSON lines; a torn last line waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[JournalEvent]:
        """Return the events that ``data`` completes; what is no object is skipped."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [event for line in whole if (event := _event_of(line)) is not None]


def read_all(path: Path) -> list[JournalEvent]:
    """Return every event of a finished journal; none if there is no journal."""
    return LineReader().feed(path.read_bytes() + b"\n") if path.is_file() else []


@trio.as_safe_channel
async def follow(path: Path) -> AsyncGenerator[JournalEvent, None]:
    """Yield events as they are written, for ever. Cancel-safe; waits for the file."""
    reader = LineReader()
    # a file in another process sets no event, and opening it blocks for microseconds
    while not path.is_file():  # noqa: ASYNC110, ASYNC240
        await trio.sleep(POLL_S)
    with path.open("rb") as file:
        while True:
            for event in reader.feed(file.read()):
                yield event
            await trio.sleep(POLL_S)


def _event_of(line: bytes) -> JournalEvent | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "event" in found else None
