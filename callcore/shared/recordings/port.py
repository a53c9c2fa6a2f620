"""The port of the archive of recordings.

::

    RecordingsError
      RecordingsDown   the place cannot be asked now, or is full: try later
      NoRecording      there is nothing of that name
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

MOST_READ_BYTES: Final = 4_000_000  # of one read; a player asks for the next


class RecordingsError(Exception):
    """See the module."""


class RecordingsDown(RecordingsError):
    """Try again later; the message is a machine word."""


class NoRecording(RecordingsError):
    """There is nothing of that name."""


class Recordings(Protocol):
    """Where recordings are kept, by names of :mod:`callcore.shared.recordings.names`.

    Every method raises :exc:`RecordingsError`, and :exc:`ValueError` for a name that is
    none. All are cancel-safe; what a cancelled ``put`` or ``delete`` did is unknown, and
    doing it again is right. The caller opens the deadline.
    """

    async def put(self, name: str, path: Path) -> None:
        """Store the file at ``path``; readers see nothing or the whole of it."""

    async def size(self, name: str) -> int:
        """Return its length in bytes."""

    async def read(self, name: str, start: int, length: int) -> bytes:
        """Return bytes from ``start``, fewer than ``length`` at the end of the file.

        ``length`` is at most :data:`MOST_READ_BYTES`.
        """

    async def delete(self, name: str) -> None:
        """Delete it; nothing of that name is no error."""
