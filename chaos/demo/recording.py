"""Looks at a recording: two sides, both heard, how loud, how long the dead air."""

from __future__ import annotations

import math
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from callcore.shared.audioformat import FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ
from chaos.demo.gaps import SILENT_DBFS, SPEECH_DBFS, frame_levels

CLIPPED: Final = 32767


class RecordingError(Exception):
    """The file is missing or is no stereo telephone recording; the text says which."""


@dataclass(frozen=True, slots=True)
class SideCheck:
    """One side: mean level of its speech, how long it spoke, how much was clipped."""

    speech_dbfs: float
    speech_s: float
    clipped_samples: int


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """Both sides, and the longest time in which neither was heard."""

    duration_s: float
    caller: SideCheck
    agent: SideCheck
    longest_silence_s: float

    @property
    def sound(self) -> bool:
        """Return whether both sides can be heard."""
        return self.caller.speech_s > 0 and self.agent.speech_s > 0


def check_recording(path: Path) -> RecordingCheck:
    """Measure a stereo WAV (caller left, agent right). Raises :exc:`RecordingError`."""
    left, right = read_stereo(path)
    levels = [frame_levels(left), frame_levels(right)]
    both = [max(pair) for pair in zip(*levels, strict=True)]
    return RecordingCheck(
        duration_s=len(left) / SAMPLE_BYTES / SAMPLE_RATE_HZ,
        caller=_side(left, levels[0]),
        agent=_side(right, levels[1]),
        longest_silence_s=_longest_silence_s(both),
    )


def read_stereo(path: Path) -> tuple[bytes, bytes]:
    """Return (caller, agent) PCM of a recording. Raises :exc:`RecordingError`."""
    try:
        with wave.open(str(path), "rb") as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            if shape != (2, SAMPLE_BYTES, SAMPLE_RATE_HZ):
                raise RecordingError(f"{path.name} is not 16-bit stereo at 8 kHz")
            both = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (OSError, wave.Error, EOFError):
        raise RecordingError(f"there is no readable recording at {path}") from None
    sides = both.reshape(-1, 2)
    return sides[:, 0].tobytes(), sides[:, 1].tobytes()


def _side(pcm: bytes, levels: list[float]) -> SideCheck:
    spoken = [level for level in levels if level >= SPEECH_DBFS]
    power = [10 ** (level / 10) for level in spoken]
    samples = np.abs(np.frombuffer(pcm, "<i2").astype(np.int32))
    return SideCheck(
        speech_dbfs=10 * math.log10(sum(power) / len(power)) if power else SILENT_DBFS,
        speech_s=len(spoken) * FRAME_MS / 1000,
        clipped_samples=int(np.count_nonzero(samples >= CLIPPED)),
    )


def _longest_silence_s(levels: list[float]) -> float:
    longest = run = 0
    for level in levels:
        run = 0 if level >= SPEECH_DBFS else run + 1
        longest = max(longest, run)
    return longest * FRAME_MS / 1000
