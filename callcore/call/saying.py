"""A sentence on its way to the caller, and how much of it was heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import trio

from callcore.agent.phrases import PhraseKey
from callcore.call.happened import ANY_TURN
from callcore.dialog.sayable import Sayable


class Fate(Protocol):
    """Who wants to know what became of a sentence."""

    def __call__(self, heard: str, *, whole: bool) -> None:
        """Learn what was heard of it; called once, unless the call ends before."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the agent wants to say, as text.

    ``protected`` sentences are not cut by barge-in: the read-back of an order, a legal
    notice. One with a ``fate`` is not the agent's own: a supervisor speaks through it.
    """

    text: str
    turn: int
    protected: bool = False
    fate: Fate | None = None


def ago_ms(at_s: float) -> int:
    """Return how long ago ``at_s`` of the loop's clock is, as the journal tells it."""
    return round(1000 * (trio.current_time() - at_s))


class Says(Protocol):
    """The mouth of a call as the thinker sees it; :class:`callcore.call.speak.Speaker`."""

    async def say(self, sentence: Sentence) -> None:
        """Queue a sentence. Cancelled: it is not said."""

    def say_phrase(self, key: PhraseKey, turn: int = ANY_TURN) -> None:
        """Say a fixed phrase."""

    def expect(self) -> None:
        """Note that a reply has begun."""

    def complete(self) -> None:
        """Note that the reply has no more sentences."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A sentence in the lane; ``era`` counts the cuts before it was queued.

    A task that was handed a sentence but has not run yet cannot be reached by a cut, so
    it must be able to tell that one has come in between.
    """

    sentence: Sentence
    era: int


def heard_part(text: str, spoken: Sayable, spoken_chars: int) -> str:
    """Return the part of ``text`` whose spoken form ended within ``spoken_chars``."""
    return text[: spoken.heard(spoken_chars)].rstrip()


def has_word_times(text: str, marks: Iterable[tuple[int, int]]) -> bool:
    """Say whether ``marks`` (sample_end, char_end) hold an end for each word so far.

    Then a cut is exact to the word; otherwise the words between two marks are shared out
    over the time between them.
    """
    ends = {char_end for _, char_end in marks if char_end}
    known = text[: max(ends, default=0)]
    return bool(ends) and len(ends) >= len(known.split())
