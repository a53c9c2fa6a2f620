"""The synthetic caller's head: hears sentences, decides what to say. Pure.

He answers only what he was asked and knows no state of the agent beyond its words. Who
holds the floor, and how long, is the business of :mod:`chaos.demo.floor`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from typing import Final, Protocol

from callcore.shared.ids import Language
from chaos.demo.cues import Cue, cue_of
from chaos.demo.scenarios.plot import MANNERS, Scenario
from chaos.demo.wishes import read_back_fits, repair_fits

MAX_LINES: Final = 16  # a person would have hung up; the longest good run needs 7
LONG_CHARS: Final = 60  # three seconds: nobody interrupts "one moment, please"
PATIENT_REPEATS: Final = 2  # the second "say it again" gets another wording
MAX_NUDGES: Final = 3  # how often he speaks into dead silence


@dataclass(frozen=True, slots=True)
class Say:
    """The caller says this; ``dictates`` if it is a number that must not be lost."""

    text: str
    dictates: bool = False


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller has had enough; ``reason`` is a short word."""

    reason: str


Move = Say | HangUp | None  # None: he keeps listening


class Talker(Protocol):
    """Anybody who can hold a call."""

    def hear(self, text: str) -> None:
        """Take in one sentence of the agent, as far as it was played."""

    def overhear(self, text: str) -> Move:
        """Decide whether to talk over a sentence that has just begun."""

    def reply(self) -> Move:
        """Decide what to do now that the agent has stopped."""

    def nudge(self) -> Move:
        """Decide what to do after a long silence of both."""

    def lines(self) -> list[str]:
        """Return everything he may say, so that it can be rendered before the call."""


class Caller:
    """Plays one scenario in one language."""

    def __init__(self, scenario: Scenario, language: Language) -> None:
        self._goal = scenario.goal
        self._language: Language = language
        self._script = scenario.scripts[language]
        self._manners = MANNERS[language]
        self._heard: list[str] = []
        self._last = ""
        self._said = self._nudges = self._missed = 0
        self._placed = self._leaving = False
        self._interrupts = scenario.interrupts
        self._answers: dict[Cue, Callable[[str], Move]] = {
            Cue.CONNECTING: lambda _: None,
            Cue.OFFER_HUMAN: self._judge_human,
            Cue.REPAIR: self._judge_repair,
            Cue.REPEAT: lambda _: self._repeat(),
            Cue.READ_BACK: self._judge_read_back,
            Cue.CHANGE: lambda _: Say(self._script.correct or self._wish),
            Cue.PLACED: lambda _: self._leave(),
            Cue.GOODBYE: lambda _: None,
            Cue.FEWER: lambda _: Say(self._manners.no),
            Cue.SEASON: lambda _: Say(self._script.season or self._wish),
            Cue.SIZE: lambda _: Say(self._script.size or self._wish),
            Cue.WHICH: lambda _: Say(self._script.choose or self._wish),
            Cue.HOW_MANY: lambda _: Say(self._script.quantity or self._wish),
            Cue.PHONE: lambda _: Say(self._script.phone or self._manners.phone),
            Cue.NAME: lambda _: Say(self._manners.name),
            Cue.STILL_THERE: lambda _: self._again(),
            Cue.ANYTHING_ELSE: lambda _: self._next(),
            Cue.GREETING: lambda _: self._next(),
            Cue.OTHER: lambda _: self._next(),
        }

    def hear(self, text: str) -> None:
        """Remember a sentence until the floor is free."""
        self._heard.append(text)
        if cue_of(text, self._language) is Cue.PLACED:
            self._placed = True

    def overhear(self, text: str) -> Move:
        """Talk over the first long sentence that follows his question, once."""
        if not self._interrupts or not self._said or len(text) < LONG_CHARS:
            return None
        if cue_of(text, self._language) in (Cue.REPAIR, Cue.REPEAT, Cue.CONNECTING):
            return None
        self._interrupts = False
        self._heard.clear()  # it was the beginning of what he talks over
        return self._speak(Say(self._script.interrupt))

    def reply(self) -> Move:
        """Answer the strongest cue of what was heard since his last line."""
        heard, self._heard = " ".join(self._heard), []
        if not heard:
            return None
        self._nudges = 0
        if self._leaving:
            return None  # he has said goodbye; whatever comes, he waits for the end
        cue = cue_of(heard, self._language)
        self._missed = self._missed + 1 if cue is Cue.REPEAT else 0
        return self._speak(self._answers[cue](heard))

    def nudge(self) -> Move:
        """Say the last line again; hang up when that was of no use."""
        self._nudges += 1
        if self._leaving or self._nudges > MAX_NUDGES:
            return HangUp("said-goodbye" if self._leaving else "silence")
        return self._speak(self._again())

    def lines(self) -> list[str]:
        """Return everything he may say, each once."""
        manners = self._manners
        said = [*astuple(self._script), manners.yes, manners.no]
        if self._goal.wants == "order":
            said += [manners.phone, manners.name, manners.goodbye]
        return [text for text in dict.fromkeys(said) if text]

    def _speak(self, move: Move) -> Move:
        if not isinstance(move, Say):
            return move
        if self._said >= MAX_LINES:
            return HangUp("gave-up")
        self._said += 1
        self._last = move.text
        return replace(move, dictates=move.text == self._script.phone)

    @property
    def _wish(self) -> str:
        """What he wants, in one sentence; with a greeting only the first time."""
        return (
            self._script.again or self._script.ask if self._last else self._script.ask
        )

    def _again(self) -> Say:
        return Say(self._last or self._wish)

    def _repeat(self) -> Say:
        """Say the last line again; if that was not understood either, start over."""
        return self._again() if self._missed < PATIENT_REPEATS else Say(self._wish)

    def _next(self) -> Move:
        """Move the talk on when the agent asked nothing that calls for an answer."""
        return self._leave() if self._placed else Say(self._wish)

    def _leave(self) -> Move:
        if self._goal.wants == "human":
            return Say(self._wish)
        self._leaving = True
        return Say(self._manners.goodbye)

    def _judge_human(self, _heard: str) -> Move:
        wanted = self._goal.wants == "human"
        return Say(self._manners.yes if wanted else self._manners.no)

    def _judge_repair(self, heard: str) -> Move:
        if repair_fits(heard, self._goal, self._language):
            return Say(self._manners.yes)
        return Say(self._manners.no)

    def _judge_read_back(self, heard: str) -> Move:
        if read_back_fits(heard, self._goal, self._language):
            return Say(self._manners.yes)
        return Say(self._script.correct or self._wish)


class OneSentence:
    """Says one thing after the greeting, hears the answer, hangs up."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._heard = 0
        self._asked = False

    def hear(self, text: str) -> None:
        """Count a sentence of the agent."""
        self._heard += bool(text)

    def overhear(self, _text: str) -> Move:
        """Never interrupt."""
        return None

    def reply(self) -> Move:
        """Say the sentence first, leave once something was answered."""
        if not self._asked:
            self._asked = True
            self._heard = 0
            return Say(self._text)
        return HangUp("answered") if self._heard else None

    def nudge(self) -> Move:
        """Leave: there was no answer."""
        return HangUp("no-answer") if self._asked else self.reply()

    def lines(self) -> list[str]:
        """Return the one sentence."""
        return [self._text]
