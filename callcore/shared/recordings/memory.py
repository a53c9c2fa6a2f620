"""Recordings in memory: twin of the real archives for tests."""

from __future__ import annotations

from pathlib import Path

import trio

from callcore.shared.recordings.names import checked
from callcore.shared.recordings.port import (
    MOST_READ_BYTES,
    NoRecording,
    RecordingsDown,
)


class MemoryRecordings:
    """See :class:`~callcore.shared.recordings.port.Recordings`.

    ``trouble`` is a machine word that every call raises, ``hang`` makes them wait for ever;
    ``sick`` has such words for single names.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.trouble = ""
        self.sick: dict[str, str] = {}

    async def put(self, name: str, path: Path) -> None:
        """See the port."""
        await self._ask(name)
        self.kept[name] = _bytes_of(path)

    async def size(self, name: str) -> int:
        """See the port."""
        await self._ask(name)
        return len(self._data(name))

    async def read(self, name: str, start: int, length: int) -> bytes:
        """See the port."""
        if start < 0 or not 0 <= length <= MOST_READ_BYTES:
            raise ValueError("not a range of a recording")
        await self._ask(name)
        return self._data(name)[start : start + length]

    async def delete(self, name: str) -> None:
        """See the port."""
        await self._ask(name)
        self.kept.pop(name, None)

    async def _ask(self, name: str) -> None:
        trouble = self.trouble or self.sick.get(checked(name), "")
        await trio.lowlevel.checkpoint()
        if trouble == "hang":
            await trio.sleep_forever()
        if trouble:
            raise RecordingsDown(trouble)

    def _data(self, name: str) -> bytes:
        try:
            return self.kept[name]
        except KeyError:
            raise NoRecording from None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NoRecording from None
