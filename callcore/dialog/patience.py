"""How long a silence must be to end the caller's turn: from the words and from the ear.

What the caller said so far chooses a length: short after a whole sentence or a yes, long
after "my number is", longest amid a number. The ear's probability that he has finished
then moves it, see :meth:`Patience.end_ms`. Tuned by the bench; every number is in
:data:`PROFILES`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from callcore.dialog.completeness import TextVerdict, judge_text
from callcore.dialog.questions import Question, asks_again, question_of
from callcore.shared.ids import Language

SHORTEST_MS: Final = 60  # two windows of the ear: less than that is no silence
LONGEST_MS: Final = 10_000  # nobody waits longer for an answer on the phone


@dataclass(frozen=True, slots=True)
class TurnProfile:
    """How patient the agent is in one language.

    ``least_ms <= complete_ms <= neutral_ms <= trailing_ms <= dictating_ms <= most_ms``.
    From ``sure`` on the ear's probability shortens the wait, up to ``unsure`` it
    lengthens it to ``doubt_ms``. Raises :exc:`ValueError` with a sentence if that does not
    hold.
    """

    least_ms: int = 200
    complete_ms: int = 350
    neutral_ms: int = 550
    trailing_ms: int = 1100
    dictating_ms: int = 1500
    most_ms: int = 2000
    sure: float = 0.8
    unsure: float = 0.3
    doubt_ms: int = 900

    def __post_init__(self) -> None:
        steps = [self.least_ms, self.complete_ms, self.neutral_ms, self.trailing_ms]
        steps += [self.dictating_ms, self.most_ms]
        if steps != sorted(steps):
            msg = "least, complete, neutral, trailing, dictating and most must not fall"
            raise ValueError(msg)
        if steps[0] < SHORTEST_MS or steps[-1] > LONGEST_MS:
            msg = f"a turn's times must lie within {SHORTEST_MS} and {LONGEST_MS} ms"
            raise ValueError(msg)
        if not 0 <= self.unsure < self.sure <= 1:
            raise ValueError("it must be 0 <= unsure < sure <= 1")

    def __str__(self) -> str:
        """Return it as :func:`parse_profile` reads it."""
        return " ".join(f"{key}={getattr(self, name)}" for key, name in _KEYS.items())


_KEYS: Final[dict[str, str]] = {
    field.name.removesuffix("_ms"): field.name for field in fields(TurnProfile)
}
_DICTATED: Final = frozenset([Question.PHONE, Question.NUMBER])
PROFILES: Final[Mapping[Language, TurnProfile]] = {
    # near what `just bench turns --tune --cutoffs 8` suggests. The ear knows Russian and
    # Ukrainian voices (AUC 0.87 and 0.92 on voices it never heard) better than English
    # ones (0.64), so its doubt must not cost these a second (D-060)
    "en": TurnProfile(250, 450, 600, 1100, 1500, 2000, 0.9, 0.1, 550),
    "ru": TurnProfile(250, 400, 800, 1100, 1300, 2000, 0.7, 0.3, 900),
    "uk": TurnProfile(250, 450, 800, 1100, 1300, 2000, 0.8, 0.1, 550),
}


def parse_profile(text: str, default: TurnProfile) -> TurnProfile:
    """Return ``default`` changed by ``text``, as ``complete=350 trailing=1100 sure=0.8``.

    Times are in ms. Raises :exc:`ValueError` with one sentence.
    """
    changes: dict[str, Any] = {}
    for item in text.replace(",", " ").split():
        key, sign, value = item.partition("=")
        if key not in _KEYS or not sign:
            raise ValueError(f"{item!r} is not one of {'=, '.join(_KEYS)}=")
        if key in changes:
            raise ValueError(f"{key!r} is set twice")
        changes[key] = _value(key, value)
    return replace(default, **{_KEYS[key]: value for key, value in changes.items()})


def _value(key: str, text: str) -> float:
    share = key in ("sure", "unsure")
    try:
        value = float(text) if share else int(text)
    except ValueError:
        kind = "a number from 0 to 1" if share else "a whole number of milliseconds"
        raise ValueError(f"{key!r} must be {kind}, not {text!r}") from None
    return value


class Patience:
    """One call's patience. Synchronous; hints come in any order, or never.

    A partial lags behind the audio by up to a second. So text that was heard before the
    caller went on after a pause (:meth:`went_on`) is stale until a newer one comes: it no
    longer calls the turn complete or trailing, only digits stay digits. And when the ear
    says "not finished", no text makes the wait shorter than ``doubt_ms``.
    """

    def __init__(self, profile: TurnProfile) -> None:
        self.profile = profile  #: may be replaced when the language changes
        self._language: Language = "en"
        self._question = Question.OPEN
        self._text = ""
        self._verdict = TextVerdict.NEUTRAL
        self._stale = False
        self._finished: float | None = None

    @property
    def question(self) -> Question:
        """What the agent has asked last."""
        return self._question

    @property
    def verdict(self) -> TextVerdict:
        """What the text says by now; NEUTRAL without any."""
        if self._stale and self._verdict is not TextVerdict.DICTATING:
            return TextVerdict.NEUTRAL
        return self._verdict

    def asked(self, text: str, language: Language) -> None:
        """Take what the agent said last, in the language the caller will answer in.

        "Please say it again" leaves the question that was not answered.
        """
        if self._language != language or not asks_again(text, language):
            self._question = question_of(text, language)
        self._language = language
        self._judge()

    def begin(self) -> None:
        """Begin a new utterance: what was heard of the last one is forgotten."""
        self._text = ""
        self._stale = False
        self._finished = None
        self._judge()

    def heard_text(self, text: str) -> None:
        """Take the newest partial of the utterance, whole."""
        if text != self._text:
            self._text = text
            self._stale = False
            self._judge()

    def heard_audio(self, finished: float) -> None:
        """Take the ear's probability, 0 to 1, that the caller has finished."""
        self._finished = None if math.isnan(finished) else min(1.0, max(0.0, finished))

    def went_on(self) -> None:
        """Say that the caller spoke on after a pause: what was judged is out of date."""
        self._stale = True
        self._finished = None

    @property
    def end_ms(self) -> int:
        """How long a silence must be now to end the turn.

        Without the ear: what the text says, ``neutral_ms`` if there is none. At ``sure``
        and above one step shorter (complete -> least, neutral -> complete, trailing ->
        neutral: the text may lag; digits stay, for every group of them sounds finished).
        At ``unsure`` and below at least ``doubt_ms``. Between, straight lines through
        the middle, where the ear changes nothing.
        """
        profile, finished = self.profile, self._finished
        base, shorter = self._steps()
        if finished is None:
            return base
        middle = (profile.sure + profile.unsure) / 2
        if finished >= middle:
            share = min(1.0, (finished - middle) / (profile.sure - middle))
            return round(base + (shorter - base) * share)
        longer = max(base, min(profile.doubt_ms, profile.most_ms))
        share = min(1.0, (middle - finished) / (middle - profile.unsure))
        return round(base + (longer - base) * share)

    def _steps(self) -> tuple[int, int]:
        """Return how long to wait by the text, and how long if the ear is sure."""
        profile = self.profile
        match self.verdict:
            case TextVerdict.COMPLETE:
                return profile.complete_ms, profile.least_ms
            case TextVerdict.NEUTRAL:
                return profile.neutral_ms, profile.complete_ms
            case TextVerdict.TRAILING:
                return profile.trailing_ms, profile.neutral_ms
            case TextVerdict.DICTATING:
                return profile.dictating_ms, profile.dictating_ms

    def _judge(self) -> None:
        self._verdict = judge_text(self._text, self._language, self._question)
        if not self._text.strip() and self._question in _DICTATED:
            # nothing of it is known yet: an engine that hangs, or tells nothing before
            # the end, must not break a number at the pauses in which it is said (D-072)
            self._verdict = TextVerdict.DICTATING
