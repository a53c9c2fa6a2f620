"""What one language knows about turns: the shape of the tables in en, ru and uk.

All words are as :func:`callcore.dialog.plain.plain_words` gives them; patterns match words
joined by single spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class TurnWords:
    """How a turn of the caller ends, and how he joins numbers."""

    hesitations: Words  # sounds and fillers that say: I am not through
    dangling: Words  # never (but for ``closed``) the last word of a turn
    stranded: Words  # of these, what a question may end in: "what is it for?"
    open_verbs: Words  # ask for an object; trailing if nothing but ``light`` is before
    light: Words  # greetings, pronouns, particles: they carry no wish
    modifiers: Words  # want a noun after them, unless they answer a choice
    answers: Words  # yes and no
    agreeing: Words  # answer a yes/no question, else they only say "I hear you"
    polite: Words  # may stand around an answer
    amounts: Words  # answer "how many" without a number
    anchors: Words  # verbs: three words with one of them are a sentence
    question_words: Words  # begin a question
    least_question: int  # so many words make a question that begins like one
    asking: re.Pattern[str]  # begins a question that has no question word
    subordinate: re.Pattern[str]  # begins a clause that needs another one after it
    whole: re.Pattern[str]  # a whole turn, complete
    closing: re.Pattern[str]  # ends a turn, complete
    closed: re.Pattern[str]  # ends in a dangling word or open verb, yet does not trail
    trailing: re.Pattern[str]  # ends of unfinished turns, longer than one word
    units: re.Pattern[str]  # what is counted
    glue: Words  # between the numbers of one size or phone, never its end
    phone_cues: Words  # before a number: it is a phone number
    number_cues: Words  # "number": digit by digit, whatever it numbers
    order_cues: Words  # before three digits or more: an order number
    size_cues: Words  # before a number: it is the rim
    scales: Words  # a number that ends in one may go on


@dataclass(frozen=True, slots=True)
class TalkOver:
    """What is said while the agent speaks."""

    backchannels: Words  # "I am listening"
    backchannel_phrases: re.Pattern[str]
    yes: Words  # a back-channel too, unless a question is open
    interrupting: Words  # one is enough
    interrupting_phrases: re.Pattern[str]


def words(*lists: str) -> Words:
    """Return the words of space-separated lists."""
    return frozenset(" ".join(lists).split())


def whole(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for a whole turn; ``search`` it."""
    return re.compile(rf"^(?:{'|'.join(patterns)})$")


def beginning(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for the first words of a turn; ``search`` it."""
    return re.compile(rf"^(?:{'|'.join(patterns)})(?= |$)")


def ending(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for the last words of a turn; ``search`` it."""
    return re.compile(rf"(?:^|(?<= ))(?:{'|'.join(patterns)})$")


def anywhere(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for whole words anywhere in a turn; ``search`` it."""
    return re.compile(rf"(?:^|(?<= ))(?:{'|'.join(patterns)})(?= |$)")
