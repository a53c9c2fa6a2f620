"""A word as the detectors see it, worked out once and remembered.

Speech repeats itself: after a few hundred lines nearly every word is known, and reading a line
costs one look-up per word. The memory is bounded, of this process, and written nowhere.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.vocabulary import (
    names,
    ordinary,
    places,
    spoken,
    written,
)
from callcore.shared.spoken import en, ru, uk
from callcore.shared.spoken.tongue import Atom, Kind

LONGEST_WORD: Final = 40  # letters; longer ones are no words of a language
MOST_WORDS: Final = 50_000  # remembered at a time; about 20 MB

_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ё": "е"})
_SHORTEST_STEM: Final = 2
_LONGEST_STEM: Final = 14
_NUMERAL: Final = Atom(Kind.NUMERAL, 0)
_ALPHABETS: Final = (
    (re.compile(r"[A-Za-z\u00c0-\u024f]"), flags.LATIN),
    (re.compile(r"[\u0400-\u052f]"), flags.CYRILLIC),
)


class Word:
    """One distinct spelling.

    ``text`` is lower-cased, with ``'`` for every apostrophe and ``е`` for ``ё``; ``flags`` are
    of :mod:`~callcore.shared.observe.masking.flags`; ``atom`` is the number that it says;
    ``name`` belongs to the name tagger.
    """

    __slots__ = ("atom", "flags", "name", "text")

    def __init__(self, text: str, word_flags: int, atom: Atom | None) -> None:
        self.text = text
        self.flags = word_flags
        self.atom = atom
        self.name: object | None = None


def _vocabulary(which: str) -> dict[str, int]:
    merged: dict[str, int] = {}
    for module in (written, spoken, places, names, ordinary):
        for flag, words in getattr(module, which).items():
            for word in words.split():
                key = word.translate(_APOSTROPHES)
                merged[key] = merged.get(key, 0) | flag
    return merged


_EXACT: Final = _vocabulary("EXACT")
_STEMS: Final = _vocabulary("STEMS")
_ATOMS: Final[dict[str, Atom]] = {**uk.ATOMS, **ru.ATOMS, **en.ATOMS}
KNOWN: Final[dict[str, Word]] = {}


def word_of(raw: str) -> Word:
    """Return the word that is written ``raw``; linear in its length."""
    known = KNOWN.get(raw)
    if known is not None:
        return known
    word = _learnt(raw)
    if len(raw) <= LONGEST_WORD:
        if len(KNOWN) >= MOST_WORDS:
            KNOWN.clear()
        KNOWN[raw] = word
    return word


def _learnt(raw: str) -> Word:
    if raw[:1] == "[":
        return Word(raw, flags.TAG, None)
    found = _written(raw)
    if len(raw) > LONGEST_WORD:
        return Word(raw, found, _NUMERAL if found & flags.DIGITS else None)
    text = raw.lower().translate(_APOSTROPHES)
    found |= _EXACT.get(text, 0)
    for length in range(_SHORTEST_STEM, min(len(text), _LONGEST_STEM) + 1):
        found |= _STEMS.get(text[:length], 0)
    atom = _NUMERAL if found & flags.DIGITS else _ATOMS.get(text)
    if atom is not None and not found & flags.DIGITS:
        found |= flags.NUMBER
    return Word(text, found, atom)


def _written(raw: str) -> int:
    """Return the flags of how ``raw`` is written."""
    if raw.isdecimal():
        return flags.DIGITS
    letters = raw.replace("'", "").replace("’", "").replace("ʼ", "")
    found = flags.UNDERSCORE if "_" in raw else 0
    if letters.isalpha():
        found |= flags.LETTERS | (flags.SINGLE if len(letters) == 1 else 0)
    elif not found and any(char.isdecimal() for char in raw):
        found |= flags.MIXED
    for alphabet, flag in _ALPHABETS:
        if alphabet.search(raw):
            found |= flag
    if raw.isupper():
        return found | flags.UPPER
    return found | flags.TITLE if raw[:1].isupper() else found
