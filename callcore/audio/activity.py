"""What the ear asks of a voice activity model: one batch for all calls.

Only the port; ``callcore.engines.vad`` implements it and ``callcore.transport.ear``
calls it, and neither knows the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

WINDOW_SAMPLES: Final = 256  # 32 ms at 8 kHz: what Silero takes (ENGINES.md section 4)
WINDOW_MS: Final = 32

Windows = NDArray[np.float32]
Probabilities = NDArray[np.float32]


class VoiceActivityError(Exception):
    """The model did not answer; every vendor exception is mapped to it."""


class VoiceActivity(Protocol):
    """A recurrent model with one row of state per caller.

    The ear never calls two methods at the same time, so an implementation needs no lock;
    ``infer`` runs on a thread of the ear's own, the others on the loop.
    """

    def open_row(self) -> int:
        """Return a row with fresh state. Must not block."""

    def close_row(self, row: int) -> None:
        """Free a row; its number may be given out again. Must not block."""

    def infer(self, windows: Windows, rows: list[int]) -> Probabilities:
        """Return the probability, 0 to 1, that each window holds speech.

        ``windows`` has the shape ``(len(rows), 256)``: the next 32 ms of each row at 8 kHz,
        from -1 to 1. A row occurs at most once. Blocks for as long as it computes. Raises
        :exc:`VoiceActivityError` and nothing else.
        """


class TurnEnd(Protocol):
    """Judges by ear whether a caller who fell silent has finished his turn."""

    def judge(self, tails: Sequence[bytes]) -> Sequence[float]:
        """Return the probability, 0 to 1, that each caller has finished.

        A tail is the last 2 s (less at the start of a call) of 8 kHz 16-bit PCM of one
        caller, up to the moment of asking, so it ends in the silence that is in question.
        Blocks for a few ms. Raises :exc:`VoiceActivityError` and nothing else.
        """
