"""Where speech begins and ends in a stream, by loudness, as a vendor's server finds it.

Pure. Audio goes in, events come out; positions are bytes of 8 kHz PCM since the stream
began.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from callcore.shared.audioformat import BYTES_PER_S, FRAME_BYTES

LOUD_RMS: Final = 180.0  # of 32768: -45 dBFS, above the noise of a phone line
PAUSE_MS: Final = 700  # then Google settles what was said; its documents name no figure
QUIET_FRAMES: Final = PAUSE_MS // 20


@dataclass(frozen=True, slots=True)
class Turn:
    """Speech began or ended here."""

    kind: Literal["begin", "end"]
    at_bytes: int


class Pauses:
    """Finds them in one stream."""

    def __init__(self) -> None:
        self.heard_bytes = 0
        self.speaking = False
        self._rest = b""
        self._quiet = 0  # frames in a row

    def feed(self, pcm: bytes) -> list[Turn]:
        """Return what ``pcm`` reveals."""
        data = self._rest + pcm
        whole = len(data) // FRAME_BYTES * FRAME_BYTES
        self._rest = data[whole:]
        if not whole:
            return []
        frames = np.frombuffer(data[:whole], "<i2").astype(np.float32)
        power = np.mean(frames.reshape(-1, FRAME_BYTES // 2) ** 2, axis=1)
        found = (self._hear(bool(loud)) for loud in power > LOUD_RMS**2)
        return [turn for turn in found if turn]

    def _hear(self, loud: bool) -> Turn | None:
        start = self.heard_bytes
        self.heard_bytes += FRAME_BYTES
        if loud:
            self._quiet = 0
            if self.speaking:
                return None
            self.speaking = True
            return Turn("begin", start)
        self._quiet += 1
        if not self.speaking or self._quiet < QUIET_FRAMES:
            return None
        self.speaking = False
        return Turn("end", self.heard_bytes)


def seconds(size_bytes: int) -> float:
    """Return how long 8 kHz PCM of this size plays."""
    return size_bytes / BYTES_PER_S
