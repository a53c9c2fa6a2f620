"""The audio of one utterance while it grows.

It is kept whole, so that a second engine can hear it from the start and the caller
repeats nothing. One writer (the call), any number of readers, one thread.
"""

from __future__ import annotations

import trio

from callcore.shared.audioformat import SAMPLE_BYTES, SAMPLE_RATE_HZ

MAX_UTTERANCE_S = 60  # 960 kB; a caller who talks longer is heard from his last minute
MAX_BYTES = MAX_UTTERANCE_S * SAMPLE_RATE_HZ * SAMPLE_BYTES


class UtteranceAudio:
    """8 kHz 16-bit mono PCM of one utterance, pre-roll included.

    ``settled`` is true while the caller has been silent for long enough that the end is
    likely: an engine may start its final decode, and drop it when ``settled`` falls.
    ``closed`` is true once the turn is over; nothing is appended afterwards.
    """

    def __init__(self) -> None:
        self.pcm = bytearray()
        self.speech_bytes = (
            0  #: how much of ``pcm`` was there when speech was last heard
        )
        self.settled = False
        self.closed = False
        self.closed_s: float | None = None  #: when, on the loop's clock
        #: when its speech began and was last heard, on the same clock; ``None``: not known
        self.began_s: float | None = None
        self.ended_s: float | None = None
        self.void = False  #: the ear took it for a click: whatever it says is not meant
        self.over_agent = False  #: said while the agent was speaking
        self.dropped_bytes = 0  #: fell off the front, see :data:`MAX_UTTERANCE_S`
        self._changed = trio.Event()

    def append(self, pcm: bytes, *, speech: bool = True) -> None:
        """Add caller audio; ``speech`` false for the silence after a pause began."""
        self.pcm += pcm
        if len(self.pcm) > MAX_BYTES:
            extra = len(self.pcm) - MAX_BYTES
            del self.pcm[:extra]
            self.dropped_bytes += extra
            self.speech_bytes = max(0, self.speech_bytes - extra)
        if speech:
            self.speech_bytes = len(self.pcm)
        self._stir()

    def settle(self) -> None:
        """Say that the end is likely."""
        self.settled = True
        self._stir()

    def unsettle(self) -> None:
        """Say that the caller went on."""
        self.settled = False
        self._stir()

    def close(self) -> None:
        """Say that the turn is over. Idempotent."""
        if not self.closed:
            self.closed = True
            self.closed_s = trio.current_time()
        self._stir()

    async def wait_change(self) -> None:
        """Return after the next append, settle, unsettle or close. Cancel-safe.

        A reader looks at the state first and waits afterwards; no change is lost because
        nothing awaits in between.
        """
        await self._changed.wait()

    @property
    def duration_s(self) -> float:
        """Return how much audio is held."""
        return len(self.pcm) / (SAMPLE_RATE_HZ * SAMPLE_BYTES)

    def _stir(self) -> None:
        self._changed.set()
        self._changed = trio.Event()
