"""The last two seconds of what the caller said."""

from __future__ import annotations

from typing import Final

from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES

RING_BYTES: Final = 2 * BYTES_PER_S  # the longest that an ear may be late


class Ring:
    """PCM by absolute byte position; the writer never waits, a slow reader loses."""

    __slots__ = ("_pcm", "written")

    def __init__(self) -> None:
        self._pcm = bytearray(RING_BYTES)
        self.written = 0  #: bytes ever written, the position of the next one

    @property
    def samples(self) -> int:
        """Return how many samples the caller has said since the line began."""
        return self.written // SAMPLE_BYTES

    def write(self, pcm: bytes) -> None:
        """Add ``pcm`` over the oldest; of more than the ring holds, its end."""
        if len(pcm) > RING_BYTES:
            self.written += len(pcm) - RING_BYTES
            pcm = pcm[-RING_BYTES:]
        at, size = self.written % RING_BYTES, len(pcm)
        self.written += size
        room = RING_BYTES - at
        if size <= room:
            self._pcm[at : at + size] = pcm
        else:
            self._pcm[at:] = pcm[:room]
            self._pcm[: size - room] = pcm[room:]

    def read(self, position: int, size: int | None = None) -> tuple[int, bytes]:
        """Return ``(position, pcm)``: from ``position``, or from the oldest byte kept.

        At most ``size`` bytes; all there is without it. A position past the end is
        brought back to the end. Reading removes nothing.
        """
        oldest = max(self.written - RING_BYTES, 0)
        position = min(max(position, oldest), self.written)
        left = self.written - position
        size = left if size is None else min(size, left)
        at = position % RING_BYTES
        pcm = self._pcm[at : at + size]
        return position, bytes(pcm + self._pcm[: size - len(pcm)])
