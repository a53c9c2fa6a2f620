"""Has the caller finished, judged by ear: prosody in, one probability out.

A small network over :func:`callcore.audio.prosody.features`, trained by ``just train
turns`` on the voices of the bench's training split and on recorded readers. Its file is
checked against the hash below, which the training prints.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from callcore.audio.prosody import features
from callcore.engines.models.errors import ModelError
from callcore.engines.models.pinned import PinnedFile, verify
from callcore.engines.turn.network import Network, restored
from callcore.shared.audioformat import SAMPLE_RATE_HZ

WEIGHTS: Final = PinnedFile(
    "callcore",
    "callcore.engines.turn",
    "turn.npy",
    "c7a3a11cdd66b89c20d480c78775809357de31ed179dbde3b12a9a9814fe6328",
)


class TurnModel:
    """Implements :class:`~callcore.audio.activity.TurnEnd`. Keeps nothing between calls."""

    #: how long a caller should have been silent before the question is worth asking
    judge_ms: Final = 160

    def __init__(
        self, weights: Path | None = None, rate_hz: int = SAMPLE_RATE_HZ
    ) -> None:
        """Load the weights (1 ms, blocks); ``None`` is the packaged file.

        Raises :exc:`ModelError` if it is missing, damaged or of another size, or if the
        line has another rate than the voices it learnt from.
        """
        if rate_hz != SAMPLE_RATE_HZ:
            raise ModelError(
                f"the judge of turns listens at {SAMPLE_RATE_HZ} Hz, not at {rate_hz}"
            )
        self._network = _load(weights or verify(WEIGHTS))

    def judge(self, tails: Sequence[bytes]) -> Sequence[float]:
        """Return per tail how likely its caller has finished; see the port. 1 ms each."""
        found = self._network.judge(features(tails))
        return [float(one) for one in found]


def _load(path: Path) -> Network:
    try:
        numbers = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
        network = restored(numbers)
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path.name} is not the judge of turns: {error}") from error
    if not np.isfinite(numbers).all():
        raise ModelError(f"{path.name} is not the judge of turns: it holds no numbers")
    return network
