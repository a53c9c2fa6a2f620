"""The caller's voice as his line delivers it: with an echo, late, or in bursts."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import trio

from tests.kit.phone.handset import FRAME_BYTES, SILENCE, Speech

LOUDEST: Final = 16383  # the sound of a letter begins above it, see engines/spelled.py


class Mouth:
    """A voice for a handset. ``speech`` is what the caller says himself.

    The echo never hides what he says: the samples that spell it stay as they are.
    """

    def __init__(self, echo_gain: float = 0.0, echo_frames: int = 0) -> None:
        self.speech = Speech()
        self.sounds_s: list[float] = []  #: when any sound of his own went out
        self.echo_gain = echo_gain
        self._returning = deque([SILENCE] * echo_frames)
        self._echo = SILENCE
        self._stalled = 0
        self._held: list[bytes] = []

    def __call__(self) -> bytes | None:
        """Return 20 ms, nothing while the line stalls, and then all that it held."""
        own = self.speech()
        if any(own):
            self.sounds_s.append(trio.current_time())
        if self.echo_gain:
            own = mixed(own, self._echo, self.echo_gain)
        if not self._stalled:
            return own
        self._stalled -= 1
        self._held.append(own)
        if self._stalled:
            return None
        burst, self._held = b"".join(self._held), []
        return burst

    def hear_back(self, pcm: bytes) -> None:
        """Take a frame that the line returns later."""
        if self.echo_gain:
            self._returning.append(pcm)
            self._echo = self._returning.popleft()

    def stall(self, frames: int) -> None:
        """Hold the next ``frames`` back and send them at once with the last."""
        self._stalled = self._stalled or frames

    def make_noise(self, ms: int) -> None:
        """Cough: loud, and no words in it."""
        self.speech.say(b"\x00\x20\x00\xe0" * (ms * 4))


def mixed(own: bytes, other: bytes, gain: float) -> bytes:
    """Return ``own`` with an echo on it that leaves its letters readable."""
    if not any(other) or len(other) != FRAME_BYTES:
        return own
    mine = np.frombuffer(own, "<i2")
    returned = np.frombuffer(other, "<i2") * gain
    both = np.clip(mine + returned, -LOUDEST, LOUDEST)
    return np.where(mine > LOUDEST, mine, both).astype("<i2").tobytes()
