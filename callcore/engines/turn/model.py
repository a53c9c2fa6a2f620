"""Has the caller finished, judged by ear: prosody in, one probability out.

A small network over :func:`callcore.audio.prosody.features`, trained by ``python -m
chaos.training turns`` on the voices of the bench's split ``train`` and on three
recorded speakers. Its file is checked against the hash below, which the training prints.

How often the end of a turn scores above a hold (area under the curve), 200 ms after the
speech, on the bench's split ``test``, whose voices and sentences it never heard
(2026-11-22; 1149 silences; in brackets Smart Turn v3.2 with 8 s of the same audio):
English 0.64 (0.56), of it recorded people 0.65 (0.60); Russian 0.87 (0.70), people 0.75
(0.75); Ukrainian 0.92 (0.89), synthetic voices only; 0.5 would be chance. Of the training
voices, each left out in turn, it judges heart 0.80, Anna 0.94, Natalia 0.86. An English
voice that it does not know may get low probabilities throughout: a low one is a weaker
sign than a high one.
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
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_RATE_HZ

WEIGHTS: Final = PinnedFile(
    "callcore",
    "callcore.engines.turn",
    "turn.npy",
    "1cbe692969423fb5e9758a31170fa6afd927e8483d0eff2d6fb75d8b7ae9610a",
)


TAIL_BYTES: Final = 2 * BYTES_PER_S


class TurnModel:
    """Implements :class:`~callcore.audio.activity.TurnEnd`. Keeps nothing between calls."""

    #: how long a caller should have been silent before the question is worth asking; from
    #: 110 to 250 ms of true silence the answer is equally good, so the least of these
    judge_ms: Final = 100

    def __init__(
        self, weights: Path | None = None, rate_hz: int = SAMPLE_RATE_HZ
    ) -> None:
        """Load the weights and try them (50 ms, blocks); ``None`` is the packaged file.

        Raises :exc:`ModelError` if it is missing, damaged or of another size, or if the
        line has another rate than the voices it learnt from.
        """
        if rate_hz != SAMPLE_RATE_HZ:
            raise ModelError(
                f"the judge of turns listens at {SAMPLE_RATE_HZ} Hz, not at {rate_hz}"
            )
        self._network = _load(weights or verify(WEIGHTS))
        self.judge([bytes(TAIL_BYTES)])  # tables are made at the first time: 45 ms

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
