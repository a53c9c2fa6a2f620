"""Voice activity by Silero v6, natively at 8 kHz: one batch for all calls of a worker.

The network takes 32 samples of context before the 256 new ones and a state of (2, n, 128).
One call of the session costs 70 us and little more for many rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.activity import (
    WINDOW_SAMPLES,
    Probabilities,
    VoiceActivityError,
    Windows,
)
from callcore.engines.models.errors import ModelError
from callcore.engines.models.pinned import SILERO, verify
from callcore.engines.onnxerrors import ONNX_ERRORS
from callcore.shared.audioformat import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    import onnxruntime as ort

_CONTEXT_SAMPLES: Final = 32
_STATE: Final = 128
_ROWS_AT_FIRST: Final = 16
_RATE: Final = np.array(SAMPLE_RATE_HZ, np.int64)


class SileroVad:
    """Implements :class:`~callcore.audio.activity.VoiceActivity`. Needs no lock, see there."""

    def __init__(
        self, model: Path | None = None, rate_hz: int = SAMPLE_RATE_HZ
    ) -> None:
        """Load and try the model (0.1 s, blocks); ``None`` is the packaged one.

        Raises :exc:`ModelError` if it is missing, damaged or of another shape, or if the
        line has another rate than the model's.
        """
        if rate_hz != SAMPLE_RATE_HZ:
            raise ModelError(f"Silero listens at {SAMPLE_RATE_HZ} Hz, not at {rate_hz}")
        self._session = _load(model or verify(SILERO))
        self._states = np.zeros((2, _ROWS_AT_FIRST, _STATE), np.float32)
        self._contexts = np.zeros((_ROWS_AT_FIRST, _CONTEXT_SAMPLES), np.float32)
        self._free = list(range(_ROWS_AT_FIRST))
        self._try_out()

    def open_row(self) -> int:
        """Return a row with fresh state; rows double when they run out."""
        if not self._free:
            self._grow()
        row = self._free.pop()
        self._states[:, row] = 0
        self._contexts[row] = 0
        return row

    def close_row(self, row: int) -> None:
        """Free a row."""
        self._free.append(row)

    def infer(self, windows: Windows, rows: list[int]) -> Probabilities:
        """Return a probability per window; see the port. About 0.1 ms for ten rows."""
        if windows.shape != (len(rows), WINDOW_SAMPLES):
            raise VoiceActivityError(f"windows of shape {windows.shape}")
        if not rows:
            return np.zeros(0, np.float32)
        joined = np.concatenate([self._contexts[rows], windows], axis=1)
        found, state = self._run(joined, self._states[:, rows])
        self._states[:, rows] = state
        self._contexts[rows] = windows[:, -_CONTEXT_SAMPLES:]
        return found[:, 0]

    def _run(
        self, joined: NDArray[np.float32], state: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        inputs = {"input": joined.astype(np.float32), "state": state, "sr": _RATE}
        try:
            found, state = self._session.run(None, inputs)
        except ONNX_ERRORS as error:
            raise VoiceActivityError(type(error).__name__) from error
        return found, state

    def _grow(self) -> None:
        rows = len(self._contexts)
        self._states = np.concatenate(
            [self._states, np.zeros_like(self._states)], axis=1
        )
        self._contexts = np.concatenate(
            [self._contexts, np.zeros_like(self._contexts)], axis=0
        )
        self._free.extend(range(rows, 2 * rows))

    def _try_out(self) -> None:
        row = self.open_row()
        try:
            found = self.infer(np.zeros((1, WINDOW_SAMPLES), np.float32), [row])
        except (VoiceActivityError, ValueError, IndexError) as error:
            raise ModelError("the voice activity model is not Silero v6") from error
        finally:
            self.close_row(row)
        if found.shape != (1,) or not 0 <= float(found[0]) < 0.5:
            raise ModelError("the voice activity model hears speech in silence")


def _load(model: Path) -> ort.InferenceSession:
    import onnxruntime as ort  # native, slow to import

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
    except ONNX_ERRORS as error:
        raise ModelError(f"cannot load the voice activity model {model}") from error
