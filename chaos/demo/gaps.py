"""Turn gaps as the caller hears them: measured on the line, from PCM alone. Pure.

A frame counts as speech when its level is over :data:`SPEECH_DBFS`; what a line without
speech carries here is digital silence, so the threshold is no guess. Promise P7 of the
design: the last frame of the caller's speech in, the first frame of the agent's out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from callcore.shared.audioformat import FRAME_BYTES

SPEECH_DBFS: Final = -45.0  # the quietest frame of a spoken vowel is some 10 dB louder
PAUSE_S: Final = 0.7  # a shorter hole is a pause inside what one side says
SEAM_S: Final = 0.045  # two frames: what is no pause at all, only a quiet frame
FULL_SCALE: Final = 32768.0
SILENT_DBFS: Final = -120.0

TimedFrame = tuple[float, bytes]
"""When 20 ms of audio crossed the line (monotonic, in s), and its PCM."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One side speaks: when its first and its last frame of speech crossed the line."""

    first_s: float
    last_s: float


def frame_levels(pcm: bytes) -> list[float]:
    """Return the level of each whole 20 ms frame in dBFS, silence as -120."""
    whole = len(pcm) // FRAME_BYTES * FRAME_BYTES
    frames = np.frombuffer(pcm[:whole], "<i2").astype(np.float64)
    power = np.mean(np.square(frames.reshape(-1, FRAME_BYTES // 2)), axis=1)
    rms = np.sqrt(power) / FULL_SCALE
    return [20 * math.log10(one) if one > 1e-6 else SILENT_DBFS for one in rms.tolist()]


def is_speech(pcm: bytes) -> bool:
    """Return whether one frame can be heard."""
    return any(level >= SPEECH_DBFS for level in frame_levels(pcm))


def stretches(frames: Iterable[TimedFrame], pause_s: float = PAUSE_S) -> list[Stretch]:
    """Return where one side speaks; holes shorter than ``pause_s`` are closed."""
    found: list[Stretch] = []
    for time_s, pcm in frames:
        if not is_speech(pcm):
            continue
        first_s = time_s
        if found and time_s - found[-1].last_s < pause_s:
            first_s = found.pop().first_s
        found.append(Stretch(first_s, time_s))
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """How long an answer took, from the last frame of the caller's speech."""

    after_s: float  #: when that frame crossed the line
    ms: int


def turn_gaps(caller: Iterable[TimedFrame], agent: Iterable[TimedFrame]) -> list[Gap]:
    """Return, per answered turn of the caller, the gap to the agent's first sound.

    An agent who was talking when the caller ended (a barge-in that was not heeded) and
    a caller who spoke again before any answer make no gap.
    """
    turns = stretches(caller)
    answers = stretches(agent, SEAM_S)
    found = []
    for number, turn in enumerate(turns):
        if any(one.first_s < turn.last_s < one.last_s for one in answers):
            continue
        first_s = next((a.first_s for a in answers if a.first_s >= turn.last_s), None)
        following = turns[number + 1].first_s if number + 1 < len(turns) else math.inf
        if first_s is not None and first_s < following:
            found.append(Gap(turn.last_s, round(1000 * (first_s - turn.last_s))))
    return found


def first_after(gaps: Iterable[Gap], time_s: float | None) -> Gap | None:
    """Return the gap of the first turn that ended after ``time_s``, if there is one."""
    if time_s is None:
        return None
    return next((gap for gap in gaps if gap.after_s >= time_s), None)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of ``values``; NaN for none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
