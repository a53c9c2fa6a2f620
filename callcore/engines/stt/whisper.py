"""Speech to text by whisper.cpp, inside the engine process. One model, one thread at a time.

Measured rules (base q8_0, 8 kHz telephone speech): ``audio_ctx`` 768, half of Whisper's
window, makes speech under 14 s three times as fast at the same accuracy; anything shorter
than 768 runs into repetition loops; beam search and temperature fallback gain nothing.
"""

from __future__ import annotations

import atexit
import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.engines.models.ggmlcheck import check_ggml
from callcore.engines.stt.detection import calibrated
from callcore.engines.stt.hallucinations import clean
from callcore.engines.stt.unlocked import UnlockedDetector
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_RATE_HZ
from callcore.shared.ids import Language

if TYPE_CHECKING:
    from pywhispercpp.model import Model

WHISPER_RATE_HZ: Final = 16_000
_HALF_WINDOW: Final = 768
_HALF_WINDOW_S: Final = 14.0  # the half window holds 15.36 s
_LEAST_S: Final = 1.0  # whisper.cpp returns nothing for very short input
_SILENT_RMS: Final = 30.0  # of 32768, loudest 100 ms: -61 dBFS, below any phone line
_TOKENS_FREE, _TOKENS_PER_S = 32, 16  # Cyrillic takes two tokens a word or more
_PROMPT_CHARS: Final = 400  # the prompt is decoded too: 100 tokens take 30 ms


class Aborted(Exception):
    """The caller of :meth:`NativeWhisper.decode` did not want the text any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A decoded utterance; ``text`` is empty if nothing was said."""

    text: str
    confidence: float | None


class NativeWhisper:
    """A loaded model. ``decode`` blocks and must not be called by two threads at once."""

    name = "whisper.cpp"

    def __init__(self, model: Path, threads: int = 2) -> None:
        """Load ``model``, a ggml file (0.1 s). Raises :exc:`ModelError`."""
        check_ggml(model)
        self._threads = threads
        self._model = _load(model, threads)
        self._detector = UnlockedDetector(self._model)
        self._window: int | None = None  # of the last decode; detection uses the same

    def decode(
        self,
        pcm: bytes,
        language: Language,
        hints: Sequence[str] = (),
        aborted: Callable[[], bool] = lambda: False,
    ) -> Heard:
        """Return what 8 kHz ``pcm`` says; 0.4 to 0.6 s on two cores up to 14 s of audio.

        ``aborted`` is polled from the native threads; once it is true the work ends
        within about 0.3 s and :exc:`Aborted` is raised.
        """
        if is_silent(pcm):
            return Heard("", None)
        audio_s = len(pcm) / BYTES_PER_S
        self._window = _HALF_WINDOW if audio_s < _HALF_WINDOW_S else 0
        segments = self._model.transcribe(
            _upsampled(pcm),
            n_threads=threads_now(self._threads, runnable()),
            language=language,
            audio_ctx=self._window,
            max_tokens=_TOKENS_FREE + int(_TOKENS_PER_S * audio_s),
            initial_prompt=_prompt(hints),
            abort_callback=aborted,
            extract_probability=True,
        )
        if aborted():
            raise Aborted
        text = clean(" ".join(part.text for part in segments), language, audio_s)
        return Heard(text, _confidence([part.probability for part in segments]))

    def detect(
        self,
        pcm: bytes,
        among: Sequence[Language],
        aborted: Callable[[], bool] = lambda: False,
    ) -> Mapping[Language, float]:
        """Return how likely 8 kHz ``pcm`` is in each of ``among``; nothing for silence.

        Hears the first 14 s. Costs what a decode of 2 s costs, 0.4 to 0.5 s on two cores,
        and the first time twice that. The native call cannot be stopped: ``aborted`` is
        looked at before and after it, then :exc:`Aborted` is raised.
        """
        if is_silent(pcm) or not among:
            return {}
        audio = _upsampled(pcm[: int(_HALF_WINDOW_S * BYTES_PER_S)])
        self._halve_window(audio[: int(_LEAST_S * WHISPER_RATE_HZ)])
        if aborted():
            raise Aborted
        threads = threads_now(self._threads, runnable())
        found = self._detector.detect(audio, among, threads)
        if aborted():
            raise Aborted
        return calibrated(found)

    def _halve_window(self, audio: NDArray[np.float32]) -> None:
        """Make detection use the half window: it takes what the last decode was told."""
        if self._window != _HALF_WINDOW:
            self._window = _HALF_WINDOW
            self._model.transcribe(
                audio, audio_ctx=_HALF_WINDOW, abort_callback=lambda: True
            )


def _load(model: Path, threads: int) -> Model:
    # before OpenMP loads: threads that wait by spinning fight with everything else that
    # runs. On two cores with a load of 5 a decode took 15 s spinning, 2.8 s sleeping.
    os.putenv("OMP_WAIT_POLICY", "passive")
    import _pywhispercpp as native  # type: ignore[import-not-found]
    from pywhispercpp.model import Model  # native, slow to import

    logging.getLogger("pywhispercpp").setLevel(logging.WARNING)
    # it writes to stderr whenever a decode is aborted; and a callback that is freed after
    # the interpreter's end takes the process down
    native.whisper_log_set(_be_quiet)
    atexit.register(native.whisper_log_set, None)

    return Model(
        str(model),
        n_threads=threads,
        redirect_whispercpp_logs_to=None,
        print_progress=False,
        print_realtime=False,
        print_timestamps=False,
        no_timestamps=True,
        no_context=True,
        suppress_nst=True,
        temperature=0.0,
        temperature_inc=0.0,
    )


def threads_now(most: int, runnable_threads: int) -> int:
    """Return how many threads a decode should use while so many others want to run.

    Two threads that wait for each other at every layer lose more to a neighbour than one
    thread alone: at a load of 5 on two cores 1.6 to 3.1 s against 0.9 to 1.1 s.
    """
    return most if runnable_threads < most else 1


def runnable(loadavg: Path = Path("/proc/loadavg")) -> int:
    """Return how many other threads of this machine want to run now; 0 if unknown."""
    try:
        return int(loadavg.read_text().split()[3].partition("/")[0]) - 1
    except (OSError, ValueError, IndexError):
        return 0


def _be_quiet(_level: int, _text: str) -> None:
    """Take whisper.cpp's log line and drop it."""


def is_silent(pcm: bytes) -> bool:
    """Return whether no 100 ms of ``pcm`` rise above the noise of a quiet line."""
    step = SAMPLE_RATE_HZ // 10
    samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2").astype(np.float32)
    blocks = samples[: len(samples) // step * step].reshape(-1, step)
    if not len(blocks):
        return True
    return bool(np.sqrt(np.mean(blocks**2, axis=1)).max() < _SILENT_RMS)


def _upsampled(pcm: bytes) -> NDArray[np.float32]:
    samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2").astype(np.float32) / 32768
    audio = soxr.resample(samples, SAMPLE_RATE_HZ, WHISPER_RATE_HZ)
    missing = int(_LEAST_S * WHISPER_RATE_HZ) - len(audio)
    return cast(
        "NDArray[np.float32]", np.pad(audio, (0, max(0, missing))).astype(np.float32)
    )


def _prompt(hints: Sequence[str]) -> str:
    """Return the words that are likely here as Whisper's previous context."""
    text = ""
    for hint in hints:
        if len(text) + len(hint) + 2 > _PROMPT_CHARS:
            break
        text += f", {hint}" if text else hint
    return f"{text}." if text else ""


def _confidence(probabilities: Sequence[float]) -> float | None:
    known = [p for p in probabilities if not math.isnan(p)]
    return min(known) if known else None
