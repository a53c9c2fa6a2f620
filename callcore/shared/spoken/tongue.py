"""What one language knows about numbers: the shape of the tables in en, ru and uk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

Gender = Literal["m", "f", "n"]
"""Gender of the counted thing; matters for 1 and 2 in Russian and Ukrainian."""

OrdinalForm = Literal["m", "f", "n", "gen"]
"""Nominative by gender, or the masculine/neuter genitive that dates need."""


class Kind(Enum):
    """What a number word does in a number."""

    ZERO = auto()  # stands alone
    ZEROS = auto()  # "two zeros", "two sevens": as many digits as the word before says
    DIGIT = auto()  # 1 to 9
    TEEN = auto()  # 10 to 19
    TEN = auto()  # 20 to 90
    HUNDREDS = auto()  # 100 to 900 in one word
    SCALE = auto()  # multiplies what came before: English hundred, thousand, million
    REPEAT = auto()  # double, triple
    JOIN = auto()  # "and" after hundred or thousand
    NUMERAL = auto()  # written in digits


@dataclass(frozen=True, slots=True)
class Atom:
    """One number word."""

    kind: Kind
    value: int
    ordinal: bool = False


def kind_of(value: int) -> Kind:
    """Return how a word of this value behaves."""
    if value == 0:
        return Kind.ZERO
    if value < 10:
        return Kind.DIGIT
    if value < 20:
        return Kind.TEEN
    if value < 100:
        return Kind.TEN
    return Kind.HUNDREDS if value < 1000 else Kind.SCALE


def atoms_of(
    forms: Mapping[int, Iterable[str]], *, ordinal: bool = False
) -> dict[str, Atom]:
    """Return the atoms of words listed by their value."""
    return {
        word: Atom(kind_of(value), value, ordinal)
        for value, words in forms.items()
        for word in words
    }


def plurals_of(forms: Mapping[int, str]) -> dict[str, Atom]:
    """Return the atoms of digits in the plural, by value: "zeros", "sevens"."""
    return {
        word: Atom(Kind.ZEROS, value)
        for value, words in forms.items()
        for word in words.split()
    }


def ordinals_of(stems: Mapping[int, Iterable[str]], endings: str) -> dict[str, Atom]:
    """Return the atoms of inflected ordinals; ``endings`` is a list in one string."""
    forms = {
        value: [stem + ending for stem in words for ending in endings.split()]
        for value, words in stems.items()
    }
    return atoms_of(forms, ordinal=True)


Plural = tuple[str, str, str]
"""Forms of a noun after 1, after 2 to 4 and after 5 to 20, as Slavic languages count."""
