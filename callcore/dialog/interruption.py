"""Speech over the agent: whether the caller takes the floor or only shows he listens.

The reply was paused when he began; here it is decided, within :data:`VERDICT_MS`, whether
it is cut or goes on. Words decide if there are any in time, else how long he talks.
"""

from __future__ import annotations

import enum
from typing import Final

from callcore.dialog.completeness import TABLES
from callcore.dialog.plain import numbered_words, plain_words
from callcore.dialog.questions import Question
from callcore.dialog.words import en, ru, uk
from callcore.dialog.words.table import TalkOver
from callcore.shared.ids import Language

VERDICT_MS: Final = 500  # the promise of issue 3; a longer gap in a reply sounds broken
VOICED_SHARE: Final = 0.6  # of that time: a cough or an "mhm" lasts 150 to 300 ms of it
TAKING_WORDS: Final = 2  # one word may be a mishearing, two are a beginning
_TALK: Final[dict[Language, TalkOver]] = {"en": en.TALK, "ru": ru.TALK, "uk": uk.TALK}
_NUMERIC: Final = frozenset(
    [Question.QUANTITY, Question.SIZE, Question.PHONE, Question.NUMBER, Question.CHOICE]
)


class Verdict(enum.Enum):
    """What speech over the agent was."""

    UNDECIDED = enum.auto()
    CONFIRMED = enum.auto()  # an interruption: cut the reply
    FALSE = enum.auto()  # a cough, a noise, "mhm": resume it


def is_backchannel(
    text: str, language: Language, asked: Question = Question.OPEN
) -> bool:
    """Say whether every word only shows that the caller listens. False without words.

    "Yes" is one of them unless the agent is asking something. "Ok" and "mhm" stay what
    they are even then: they are said to half a question as often as to a whole one.
    """
    words = plain_words(text)
    return bool(words) and not _others(words, language, asked)


def interrupts(text: str, language: Language, asked: Question = Question.OPEN) -> bool:
    """Say whether ``text``, partial or whole, takes the floor from the agent.

    One clear word does ("stop", "no", "operator"), and so does the answer to what was
    asked: a yes, a number; else two words that are no back-channel.
    """
    words = plain_words(text)
    if not words or is_backchannel(text, language, asked):
        return False
    talk = _TALK[language]
    clear = talk.interrupting_phrases.search(" ".join(words)) is not None
    answer = asked is Question.YES_NO and not talk.yes.isdisjoint(words)
    number = asked in _NUMERIC and any(w.number for w in numbered_words(text, language))
    if clear or answer or number or not talk.interrupting.isdisjoint(words):
        return True
    return len(_others(words, language, asked)) >= TAKING_WORDS


def _others(words: list[str], language: Language, asked: Question) -> list[str]:
    """Return the words that are neither back-channel nor hesitation."""
    talk = _TALK[language]
    known = talk.backchannels | TABLES[language].hesitations
    if asked is Question.OPEN:
        known |= talk.yes
    rest = talk.backchannel_phrases.sub("", " ".join(words)).split()
    return [word for word in rest if word not in known]


class Overlap:
    """The verdict on one stretch of speech over the agent; once reached, it stays.

    Time is counted from the moment the reply was paused. A transcript that comes after a
    FALSE verdict may still interrupt: see :func:`interrupts`.
    """

    def __init__(self, language: Language, asked: Question = Question.OPEN) -> None:
        self._language: Language = language
        self._asked = asked
        self.verdict = Verdict.UNDECIDED

    def speech(
        self,
        ms_of_speech: int,
        still_speaking: bool,
        elapsed_ms: int,
    ) -> Verdict:
        """Take how much of ``elapsed_ms`` was voiced; decides at :data:`VERDICT_MS`."""
        if self.verdict is Verdict.UNDECIDED and elapsed_ms >= VERDICT_MS:
            talks = still_speaking and ms_of_speech >= VOICED_SHARE * elapsed_ms
            self.verdict = Verdict.CONFIRMED if talks else Verdict.FALSE
        return self.verdict

    def words(self, text: str) -> Verdict:
        """Take the newest partial; one that says nothing clear decides nothing."""
        if self.verdict is Verdict.UNDECIDED:
            if interrupts(text, self._language, self._asked):
                self.verdict = Verdict.CONFIRMED
            elif is_backchannel(text, self._language, self._asked):
                self.verdict = Verdict.FALSE
        return self.verdict
