"""What to decode next while an utterance grows. Pure.

Whisper hears whole windows, so a partial is the whole segment decoded again. Offsets are
bytes since the utterance began, whatever has fallen off its front since.

* while the caller talks: a partial per half second of new audio, one at a time
* once he seems to have ended: a final that covers all speech. A partial that covers it
  already, done or under way, serves as well, so silence costs nothing
* a talk of more than 13 s is cut at its quietest moment, and what lies before is decided
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from callcore.engines.ports import Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_BYTES, SAMPLE_RATE_HZ
from callcore.shared.ids import Language

_MS: Final = BYTES_PER_S // 1000
#: whisper's short window holds 14 s (engines/stt/whisper.py); longer ones take 3 times as long
LONGEST_BYTES: Final = 13 * BYTES_PER_S
_CUT_FROM_BYTES: Final = 7 * BYTES_PER_S
_QUIET_SAMPLES: Final = SAMPLE_RATE_HZ // 5  # the cut lies in the quietest 200 ms
_STEP_SAMPLES: Final = SAMPLE_RATE_HZ // 50


@dataclass(frozen=True, slots=True)
class View:
    """The state of an utterance: where things are, and whether it is over."""

    dropped: int
    total: int
    speech: int
    settled: bool
    closed: bool


def view_of(audio: UtteranceAudio) -> View:
    """Return the state of an utterance in offsets since it began."""
    front = audio.dropped_bytes
    return View(
        front,
        front + len(audio.pcm),
        front + audio.speech_bytes if audio.speech_bytes else 0,
        audio.settled,
        audio.closed,
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A decode: from where to where, and what for. ``cut`` pieces are decided text."""

    start: int
    end: int
    kind: Literal["partial", "final", "cut"]


Step = Piece | Literal["wait", "promote", "finish"]


@dataclass(slots=True)
class Follower:
    """Decides, and collects the text."""

    partial_bytes: int
    start: int = 0  # of the segment that is not decided yet
    tried: int = 0  # end of the last partial that was asked for
    running: Piece | None = None
    latest: Piece | None = None
    latest_text: str = ""
    decided: list[str] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)

    def step(self, view: View) -> Step:
        """Return what to do now; a piece replaces the one that runs."""
        self.start = max(self.start, view.dropped)
        if view.total - self.start > LONGEST_BYTES:
            return self._cut(view)
        if view.settled or view.closed:
            return self._end(view)
        if self.running is None and view.total - self.tried >= self.partial_bytes:
            return Piece(self.start, view.total, "partial")
        return "wait"

    def started(self, piece: Piece) -> None:
        """Note that ``piece`` is being decoded."""
        self.running = piece
        self.tried = max(self.tried, piece.end)

    def gave_up(self) -> None:
        """Note that the running piece will have no result."""
        self.running = None

    def finished(self, text: str, confidence: float | None) -> None:
        """Take the text of the running piece."""
        piece, self.running = self.running, None
        if piece is None:
            return
        if piece.kind == "cut":
            self.decided.append(text)
            self.start, self.latest, self.latest_text = piece.end, None, ""
        else:
            self.latest, self.latest_text = piece, text
        if confidence is not None and piece.kind != "partial":
            self.confidences.append(confidence)

    def text(self) -> str:
        """Return all text so far."""
        return " ".join(part for part in (*self.decided, self.latest_text) if part)

    def covered_ms(self) -> int:
        """Return how much audio :meth:`text` covers."""
        return (self.latest.end if self.latest else self.start) // _MS

    def transcript(
        self, language: Language, language_confidence: float | None = None
    ) -> Transcript:
        """Return the result."""
        confidence = min(self.confidences, default=None)
        return Transcript(self.text(), language, confidence, language_confidence)

    def covers(self, view: View) -> bool:
        """Return whether :meth:`text` holds all speech so far."""
        return view.speech <= self.start or (
            self.latest is not None and self.latest.end >= view.speech
        )

    def _cut(self, view: View) -> Step:
        if self.running is not None and self.running.kind == "cut":
            return "wait"
        return Piece(self.start, min(view.total, self.start + LONGEST_BYTES), "cut")

    def _end(self, view: View) -> Step:
        if self.covers(view):
            return "finish" if view.closed else "wait"
        if self.running is None or self.running.end < view.speech:
            return Piece(self.start, view.total, "final")
        return "promote" if self.running.kind == "partial" else "wait"


def quietest(pcm: bytes) -> int:
    """Return where to cut 13 s of audio: in the middle of its quietest 200 ms after 7 s."""
    samples = np.frombuffer(pcm[_CUT_FROM_BYTES:], "<i2").astype(np.float64)
    if len(samples) <= _QUIET_SAMPLES:
        return len(pcm)
    energy = np.concatenate([[0.0], np.cumsum(samples**2)])
    sums = (energy[_QUIET_SAMPLES:] - energy[:-_QUIET_SAMPLES])[::_STEP_SAMPLES]
    middle = int(np.argmin(sums)) * _STEP_SAMPLES + _QUIET_SAMPLES // 2
    return _CUT_FROM_BYTES + middle * SAMPLE_BYTES
