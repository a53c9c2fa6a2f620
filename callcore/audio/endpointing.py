"""When the caller begins to speak, and when he has ended.

Pure: how likely each stretch of audio is speech goes in, transitions come out. Time is
counted in samples heard, never read from a clock::

    silence --STARTED--> speech --SETTLED--> pause --ENDED--> silence
                           ^------RESUMED------'

SETTLED says that the end is likely: the final decode may begin, and is dropped if
RESUMED follows. A line on which nothing comes (hold, DTX) still grows silent, see
:meth:`Endpointer.pass_silence`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from callcore.shared.audioformat import SAMPLE_RATE_HZ

SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1000


class TransitionKind(enum.Enum):
    """What changed."""

    STARTED = enum.auto()  # speech detected
    SETTLED = enum.auto()  # silent for ``settle_ms``: the end is likely
    RESUMED = enum.auto()  # speech after SETTLED
    ENDED = enum.auto()  # silent for ``end_ms``


@dataclass(frozen=True, slots=True)
class Transition:
    """A change and where it lies, in samples since the line began.

    ``at_sample`` is where speech began (STARTED, RESUMED), or where it was last heard
    (SETTLED, ENDED): the time of the change itself, not of its discovery. ``speech_ms`` is
    how much of the utterance was speech. ``short`` marks the end of a click or a cough of
    less than ``least_ms``, which asks for no reply.
    """

    kind: TransitionKind
    at_sample: int
    speech_ms: int = 0
    short: bool = False


@dataclass(frozen=True, slots=True)
class EarSettings:
    """How one call listens. Probabilities are 0 to 1."""

    start_ms: int = 60  # so much speech in a row starts an utterance
    settle_ms: int = 200
    end_ms: int = 500
    least_ms: int = 120  # less speech than this is a click
    threshold_on: float = 0.5
    threshold_off: float = 0.35  # lower, so that a soft syllable does not end it
    preroll_ms: int = 300  # audio before STARTED that a reader should take along

    @property
    def preroll_samples(self) -> int:
        """Return how far before STARTED an utterance should be read."""
        return self.preroll_ms * SAMPLES_PER_MS

    @classmethod
    def instant(cls) -> EarSettings:
        """Return settings that react to every single frame, for measurements."""
        return cls(start_ms=20, settle_ms=20, end_ms=20, least_ms=200)


class Endpointer:
    """One call's endpointer. ``end_ms`` may be changed at any time."""

    __slots__ = (
        "_quiet",
        "_run",
        "_settings",
        "_settled",
        "_speaking",
        "_speech",
        "_speech_end",
        "end_ms",
        "heard",
    )

    def __init__(self, settings: EarSettings, at_sample: int = 0) -> None:
        self._settings = settings
        self.end_ms = settings.end_ms
        self.heard = at_sample  #: samples since the line began
        self._speaking = False
        self._settled = False
        self._run = 0  # samples of speech in a row, before STARTED
        self._speech = 0  # samples of speech in this utterance
        self._speech_end = at_sample
        self._quiet = 0  # samples of silence since speech

    @property
    def speaking(self) -> bool:
        """True between STARTED and ENDED."""
        return self._speaking

    def hear(
        self, probability: float, samples: int, *, raise_on: float = 0.0
    ) -> list[Transition]:
        """Take ``samples`` more that are speech with ``probability``.

        ``raise_on`` lifts the threshold that starts an utterance, as far as 1 (echo guard).
        """
        begin = self.heard
        self.heard += samples
        if self._speaking:
            sure = self._settings.threshold_on if self._settled else None
            speech = probability >= (sure or self._settings.threshold_off)
            return self._go_on(begin, samples) if speech else self._fade(samples)
        if probability < min(1.0, self._settings.threshold_on + raise_on):
            self._run = 0
            return []
        return self._begin(samples)

    def pass_silence(self, ms: int) -> list[Transition]:
        """Let ``ms`` pass in which no audio came; the position stays."""
        self._run = 0
        return self._fade(ms * SAMPLES_PER_MS) if self._speaking else []

    def _begin(self, samples: int) -> list[Transition]:
        self._run += samples
        if self._run < self._settings.start_ms * SAMPLES_PER_MS:
            return []
        self._speaking, self._settled = True, False
        self._speech, self._run, self._quiet = self._run, 0, 0
        self._speech_end = self.heard
        start = self.heard - self._speech
        return [self._transition(TransitionKind.STARTED, start)]

    def _go_on(self, begin: int, samples: int) -> list[Transition]:
        resumed, self._settled = self._settled, False
        self._speech += samples
        self._quiet = 0
        self._speech_end = self.heard
        return [self._transition(TransitionKind.RESUMED, begin)] if resumed else []

    def _fade(self, samples: int) -> list[Transition]:
        self._quiet += samples
        changes = []
        if not self._settled and self._is_quiet(self._settings.settle_ms):
            self._settled = True
            changes.append(self._transition(TransitionKind.SETTLED, self._speech_end))
        if self._is_quiet(self.end_ms):
            self._speaking = False
            changes.append(self._transition(TransitionKind.ENDED, self._speech_end))
        return changes

    def _is_quiet(self, ms: int) -> bool:
        return self._quiet >= ms * SAMPLES_PER_MS

    def _transition(self, kind: TransitionKind, at_sample: int) -> Transition:
        speech_ms = self._speech // SAMPLES_PER_MS
        short = kind is TransitionKind.ENDED and speech_ms < self._settings.least_ms
        return Transition(kind, at_sample, speech_ms, short)
