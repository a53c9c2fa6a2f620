"""How the same sentence comes: written, as a recogniser hears it, typed in haste."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.say import digit_words, number_words
from chaos.training.people.dice import Dice


class Part(IntEnum):
    """What a piece of a sentence is."""

    PLAIN = 0
    NAME = 1
    CLAIMED = 2  # a surer detector has it already


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence."""

    text: str
    part: Part = Part.PLAIN
    fresh: bool = False  # shall look as if its words were not in the lists


Sentence = list[Piece]

_MARKS: Final = re.compile(r"[^\w\s'’ʼ\[\]]|_")
_DIGITS: Final = re.compile(r"\d+")
_LONGEST_NUMBER: Final = 4
_SPELT_NUMBERS: Final = 0.7
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_TYPOS: Final = 0.015
STYLES: Final = ("written",) * 17 + ("heard",) * 18 + ("typed",) * 4 + ("sloppy",)
_SHOUTED: Final = 0.03


def styled(
    sentence: Sentence, language: Language, dice: Dice, style: str | None = None
) -> Sentence:
    """Return the sentence in ``style``, or in one by chance."""
    style = style or ("shouted" if dice.chance(_SHOUTED) else dice.pick(STYLES))
    if style == "written":
        return sentence
    if style == "shouted":
        return _each(sentence, str.upper)
    if style == "typed":
        return _misspelt(_each(sentence, str.lower), dice)
    if style == "sloppy":
        return _capital(_each(sentence, _lowered_names(dice)))
    spelt = dice.chance(_SPELT_NUMBERS)
    mute = dice.chance(0.6)  # "O'Brien" is heard as "o brien" or "obrien"
    if language == "en" and dice.chance(0.6):
        sentence = [
            _without_apostrophe(piece, " " if mute else "") for piece in sentence
        ]
    heard = _each(sentence, lambda text: _heard(text, language, spelt=spelt))
    return _misspelt(heard, dice)


def _without_apostrophe(piece: Piece, instead: str) -> Piece:
    if piece.part is not Part.NAME:
        return piece
    return Piece(re.sub(r"'(?!s\b)", instead, piece.text), piece.part, piece.fresh)


def _each(sentence: Sentence, change: object) -> Sentence:
    assert callable(change)
    return [
        piece
        if piece.text[:1] == "["
        else Piece(change(piece.text), piece.part, piece.fresh)
        for piece in sentence
    ]


def _lowered_names(dice: Dice) -> object:
    return str.lower if dice.chance(0.8) else str


def _capital(sentence: Sentence) -> Sentence:
    first, *rest = sentence or [Piece("")]
    return [
        Piece(first.text[:1].upper() + first.text[1:], first.part, first.fresh),
        *rest,
    ]


def _heard(text: str, language: Language, *, spelt: bool) -> str:
    text = _MARKS.sub(" ", text.lower())
    if spelt:
        text = _DIGITS.sub(lambda found: f" {_said(found[0], language)} ", text)
    return text


def _said(digits: str, language: Language) -> str:
    if len(digits) <= _LONGEST_NUMBER and digits[0] != "0":
        return number_words(int(digits), language)
    return digit_words(digits, language)


def _misspelt(sentence: Sentence, dice: Dice) -> Sentence:
    if not dice.chance(0.25):
        return sentence

    def spoilt(found: re.Match[str]) -> str:
        word = found[0]
        if not dice.chance(_TYPOS * 5):
            return word
        at = dice.number(1, len(word) - 2)
        if dice.chance(0.5):
            return word[:at] + word[at + 1 :]
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _each(sentence, lambda text: _WORD.sub(spoilt, text))
