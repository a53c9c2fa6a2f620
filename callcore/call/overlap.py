"""Speech over the agent: pause at once, decide within 500 ms, be able to take it back.

The verdict of :class:`~callcore.dialog.interruption.Overlap` does not cut the reply by
itself unless words were understood: a caller who talks on keeps the floor, the reply
stays frozen, and his transcript decides. So an "mhm, mhm" that was long enough to look
like an interruption still resumes at the very sample.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from callcore.call.happened import Happened, Post
from callcore.dialog.interruption import Overlap, Verdict, interrupts
from callcore.dialog.machine import Event
from callcore.dialog.questions import Question
from callcore.shared.ids import Language
from callcore.shared.observe.events import CALL_BARGE_IN, Journal

STILL_MS: Final = 100  # of silence: a gap within a word; more and he has stopped


class OverlapMetrics(Protocol):
    """The counter that verdicts move."""

    def barge_in(self, verdict: str) -> None:
        """Count speech over the agent: ``confirmed``, ``false``, ``late``, ``resumed``."""


@dataclass(frozen=True, slots=True)
class Overlapping:
    """What verdicts need. ``asked`` is what the agent was saying."""

    post: Post
    language: Callable[[], Language]
    asked: Callable[[], Question]
    journal: Journal
    metrics: OverlapMetrics


class Overlaps:
    """One call's speech over the agent. Synchronous; driven by frames and partials."""

    def __init__(self, use: Overlapping) -> None:
        self._use = use
        self._overlap: Overlap | None = None
        self._elapsed_ms = self._speech_ms = 0
        self._words = ""
        self.verdict = Verdict.UNDECIDED  #: of the utterance that is under way

    @property
    def open(self) -> bool:
        """True while there is no verdict yet."""
        return self._overlap is not None

    def begin(self) -> None:
        """Judge from now on: the reply was paused because the caller speaks."""
        self._overlap = Overlap(self._use.language(), self._use.asked())
        self._elapsed_ms = self._speech_ms = 0
        self.verdict = Verdict.UNDECIDED
        if self._words:  # a partial was faster
            self.words(self._words)

    def new_utterance(self) -> None:
        """Forget the words of the one before."""
        self._words = ""

    def frame(self, ms: int, quiet_ms: int) -> None:
        """Let ``ms`` pass; the caller has been silent for the last ``quiet_ms``."""
        if self._overlap is None:
            return
        self._elapsed_ms += ms
        if not quiet_ms:
            self._speech_ms += ms
        still = quiet_ms < STILL_MS
        verdict = self._overlap.speech(self._speech_ms, still, self._elapsed_ms)
        self._decide(verdict, "duration")

    def words(self, text: str) -> None:
        """Take the newest partial text of the utterance."""
        self._words = text
        if self._overlap is not None:
            self._decide(self._overlap.words(text), "words")
        elif interrupts(text, self._use.language(), self._use.asked()):
            self._use.post(Happened(Event.CALLER_INSISTED))

    def settle(self, *, confirmed: bool) -> None:
        """Let the final text decide what is open still."""
        if self._overlap is not None:
            self._decide(Verdict.CONFIRMED if confirmed else Verdict.FALSE, "text")

    def _decide(self, verdict: Verdict, by: str) -> None:
        if verdict is Verdict.UNDECIDED:
            return
        self._overlap, self.verdict = None, verdict
        label = verdict.name.lower()
        self._use.metrics.barge_in(label)
        self._use.journal.note(
            CALL_BARGE_IN, verdict=label, by=by, after_ms=self._elapsed_ms
        )
        if verdict is Verdict.FALSE:
            self._use.post(Happened(Event.FALSE_ALARM))
        elif by == "words":
            self._use.post(Happened(Event.CALLER_INSISTED))
