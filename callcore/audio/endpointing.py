"""When the caller begins to speak, and when he has ended.

Pure: how likely each stretch of audio is speech goes in, transitions come out. Time is
counted in samples heard, never read from a clock::

    silence --STARTED--> speech --SETTLED--> pause --ENDED--> silence
                           ^------RESUMED------'

SETTLED says that the end is likely: the final decode may begin, and is dropped if
RESUMED follows. A line on which nothing comes (hold, DTX) still grows silent, see
:meth:`Endpointer.pass_silence`.

Once in every pause, after ``judge_ms``, the endpointer has a :class:`Question` for who
can tell by ear whether the caller has finished. The answer becomes JUDGED if the pause
is still the same when it comes.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.audioformat import SAMPLE_RATE_HZ

SAMPLES_PER_MS: Final = SAMPLE_RATE_HZ // 1000
NOTHING: Final[Sequence[Transition]] = ()


class TransitionKind(enum.Enum):
    """What changed."""

    STARTED = enum.auto()  # speech detected
    JUDGED = enum.auto()  # heard how likely it is that this pause is the end
    SETTLED = enum.auto()  # silent for ``settle_ms``: the end is likely
    RESUMED = enum.auto()  # speech after SETTLED
    ENDED = enum.auto()  # silent for ``end_ms``


@dataclass(frozen=True, slots=True)
class Transition:
    """A change and where it lies, in samples since the line began.

    ``at_sample`` is where speech began (STARTED, RESUMED), or where it was last heard
    (JUDGED, SETTLED, ENDED): the time of the change itself, not of its discovery.
    ``speech_ms`` is how much of the utterance was speech. ``short`` marks the end of a
    click or a cough of less than ``least_ms``, which asks for no reply. ``finished`` is
    what JUDGED found: the probability that the turn is over.
    """

    kind: TransitionKind
    at_sample: int
    speech_ms: int = 0
    short: bool = False
    finished: float = 0.0


@dataclass(frozen=True, slots=True)
class EarSettings:
    """How one call listens. Probabilities are 0 to 1."""

    start_ms: int = 60  # so much speech in a row starts an utterance
    judge_ms: int = 100  # waiting longer buys no better judgement (engines/turn)
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


@dataclass(frozen=True, slots=True)
class Question:
    """Has the caller finished? Asked at ``at_sample``, in the pause of this number.

    The last ``unheard`` samples before it never came (hold, DTX) and were silence.
    """

    pause: int
    at_sample: int
    unheard: int


class Endpointer:
    """One call's endpointer.

    ``end_ms`` may be changed at any time: a pause that is longer already ends with the
    next audio, one that is not yet so long goes on.
    """

    __slots__ = (
        "_asked",
        "_judge_samples",
        "_off",
        "_on",
        "_pause",
        "_quiet",
        "_run",
        "_settings",
        "_settle_samples",
        "_settled",
        "_speech",
        "_speech_end",
        "_start_samples",
        "_unheard",
        "end_ms",
        "heard",
        "question",
        "speaking",
    )

    def __init__(self, settings: EarSettings, at_sample: int = 0) -> None:
        self._settings = settings
        self._on, self._off = settings.threshold_on, settings.threshold_off
        self._start_samples = settings.start_ms * SAMPLES_PER_MS
        self._judge_samples = settings.judge_ms * SAMPLES_PER_MS
        self._settle_samples = settings.settle_ms * SAMPLES_PER_MS
        self.end_ms = settings.end_ms
        self.heard = at_sample  #: samples since the line began
        self.speaking = False  #: True between STARTED and ENDED; only to be read
        self.question: Question | None = None  #: set once a pause; see :meth:`ask`
        self._asked = False
        self._pause = 0  # how many there were
        self._settled = False
        self._run = 0  # samples of speech in a row, before STARTED
        self._speech = 0  # samples of speech in this utterance
        self._speech_end = at_sample
        self._quiet = 0  # samples of silence since speech
        self._unheard = 0  # of those the ones that never came

    @property
    def quiet_ms(self) -> int:
        """Return for how long the pause in this utterance has lasted; 0 without one."""
        return self._quiet // SAMPLES_PER_MS if self.speaking else 0

    def hear(
        self, probability: float, samples: int, *, raise_on: float = 0.0
    ) -> Sequence[Transition]:
        """Take ``samples`` more that are speech with ``probability``.

        ``raise_on`` lifts the threshold that starts an utterance, as far as 1 (echo guard).
        """
        self.heard += samples
        if self.speaking:
            if probability >= (self._on if self._settled else self._off):
                return self._go_on(samples)
            return self._fade(samples)
        if probability < self._on or probability < min(1.0, self._on + raise_on):
            self._run = 0
            return NOTHING
        return self._begin(samples)

    def pass_silence(self, ms: int) -> Sequence[Transition]:
        """Let ``ms`` pass in which no audio came; the position stays."""
        self._run = 0
        if not self.speaking:
            return NOTHING
        self._unheard += ms * SAMPLES_PER_MS
        return self._fade(ms * SAMPLES_PER_MS)

    def ask(self) -> Question | None:
        """Return the question of this pause, if there is one that was not taken yet."""
        question, self.question = self.question, None
        return question

    def judge(self, question: Question, finished: float) -> Sequence[Transition]:
        """Take the answer; it counts only while that pause lasts."""
        if not self.speaking or question.pause != self._pause:
            return NOTHING
        speech_ms = self._speech // SAMPLES_PER_MS
        kind = TransitionKind.JUDGED
        return [Transition(kind, self._speech_end, speech_ms, finished=finished)]

    def _begin(self, samples: int) -> Sequence[Transition]:
        self._run += samples
        if self._run < self._start_samples:
            return NOTHING
        self.speaking, self._settled = True, False
        self._speech, self._run = self._run, 0
        self._end_pause()
        return [self._transition(TransitionKind.STARTED, self.heard - self._speech)]

    def _go_on(self, samples: int) -> Sequence[Transition]:
        self._speech += samples
        if not self._quiet:
            self._speech_end = self.heard
            return NOTHING
        self._end_pause()
        if not self._settled:
            return NOTHING
        self._settled = False
        return [self._transition(TransitionKind.RESUMED, self.heard - samples)]

    def _end_pause(self) -> None:
        self._speech_end = self.heard
        self._pause += 1
        self._quiet = self._unheard = 0
        self._asked, self.question = False, None

    def _fade(self, samples: int) -> Sequence[Transition]:
        self._quiet = quiet = self._quiet + samples
        ended = quiet >= self.end_ms * SAMPLES_PER_MS
        if not self._asked and quiet >= self._judge_samples:
            self._asked = True
            self.question = Question(self._pause, self.heard, self._unheard)
        changes = []
        if not self._settled and (ended or quiet >= self._settle_samples):
            self._settled = True
            changes.append(self._transition(TransitionKind.SETTLED, self._speech_end))
        if ended:
            self.speaking, self.question = False, None
            changes.append(self._transition(TransitionKind.ENDED, self._speech_end))
        return changes

    def _transition(self, kind: TransitionKind, at_sample: int) -> Transition:
        speech_ms = self._speech // SAMPLES_PER_MS
        short = kind is TransitionKind.ENDED and speech_ms < self._settings.least_ms
        return Transition(kind, at_sample, speech_ms, short)
