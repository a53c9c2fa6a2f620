"""Sentences as the tagger sees them: features of each word, gaps, and which words are names."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from callcore.shared.observe.masking import line as lines
from callcore.shared.observe.masking.names import lexicon, tagger
from callcore.shared.observe.masking.names.features import (
    CLAIMED,
    EDGE,
    WordFeatures,
    base_of,
    of_word,
)
from callcore.shared.observe.masking.names.kinds import Kind, kind_of
from callcore.shared.observe.masking.words import Word
from chaos.training.people.dice import Dice
from chaos.training.people.lists import Lists
from chaos.training.people.persons import declined_first, declined_surname
from chaos.training.people.styles import Part, Sentence

_FRESH_KNOWN: Final = 0.12  # of the ordinary words, brands and places
_FRESH_OTHERS: Final = 0.3  # of the words that only the sentences hold
_LIKE_NAMES: Final = (Kind.LIKE_SURNAME, Kind.PATRONYMIC)
_SLOT: Final = re.compile(r"\{[^{}]*\}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_REMEMBERED: Final = 400_000


@dataclass(frozen=True, slots=True)
class Example:
    """``words`` has two edges on each side, ``names`` has not."""

    words: list[WordFeatures]
    gaps: list[int]
    names: list[bool]


class Reader:
    """Reads sentences with the eyes of the tagger."""

    def __init__(self, known: array[int]) -> None:
        self._known = known
        self._kept: dict[tuple[str, int, int, bool], WordFeatures] = {}

    def example(self, sentence: Sentence, dice: Dice) -> Example:
        """Return what there is to learn from ``sentence``."""
        line = lines.read("".join(piece.text for piece in sentence))
        case = tagger.case_of(line)
        words, names, ends = [], [], _ends(sentence)
        piece = 0
        for word, start in zip(line.words, line.starts, strict=True):
            while start >= ends[piece]:
                piece += 1
            part, fresh = sentence[piece].part, sentence[piece].fresh
            names.append(part is Part.NAME)
            if part is Part.CLAIMED:
                words.append(CLAIMED)
            else:
                new = fresh or (part is Part.PLAIN and self._looks_new(word, dice))
                words.append(self._features(word, case, heard=not new))
        edged = [EDGE, EDGE, *words, EDGE, EDGE]
        return Example(edged, tagger.gaps_of(line), names)

    def _looks_new(self, word: Word, dice: Dice) -> bool:
        known = lexicon.known_as(self._known, base_of(word.text))
        return dice.chance(_FRESH_KNOWN if known else _FRESH_OTHERS)

    def _features(self, word: Word, case: int, *, heard: bool) -> WordFeatures:
        key = word.text, word.flags, case, heard
        found = self._kept.get(key)
        if found is None:
            known = self._known_as(base_of(word.text), heard=heard)
            found = of_word(word.text, word.flags, known, case, heard=heard)
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _known_as(self, text: str, *, heard: bool) -> int:
        """Return what a word is known as, or would be if it was not in the lists.

        A name of the lists that must look new is not likened to ordinary words: many names
        come from such words, and those of people nobody has heard of mostly do not.
        """
        known = lexicon.known_as(self._known, text)
        if heard and known:
            return known
        if known & (lexicon.FIRST | lexicon.SURNAME):
            return 0
        return lexicon.related(self._known, text)


def lexicon_of(languages: Sequence[Lists]) -> array[int]:
    """Return the packed lexicon of the lists, every name in all its cases."""
    entries = [entry for lists in languages for entry in _people(lists)]
    named = frozenset(word for word, _ in entries)
    for lists in languages:
        for phrases in (
            lists.words,
            lists.jargon,
            uncapitalised((*lists.said, *lists.plain)),
        ):
            common = [
                entry for phrase in phrases for entry in _each(phrase, lexicon.COMMON)
            ]
            stems = [(lexicon.stem(word), bits) for word, bits in common]
            entries += common
            entries += [(stem, bits) for stem, bits in stems if stem is not None]
        entries += _things(lists, named)
    return lexicon.packed(entries)


def _people(lists: Lists) -> Iterable[tuple[str, int]]:
    for name in (*lists.first, *lists.census_first):
        for form in (name.lemma, *name.pets):
            for word in declined_first(lists.language, form, name.gender):
                yield from _each(word, lexicon.FIRST)
    for surname in (*lists.surnames, *lists.census_surnames):
        for word in declined_surname(lists.language, surname.lemma, surname.kind):
            yield from _each(word, lexicon.SURNAME)
    for surnames in lists.compound:
        yield from _each(surnames, lexicon.SURNAME)


def _things(lists: Lists, named: frozenset[str]) -> Iterable[tuple[str, int]]:
    """Yield brands and places.

    A name in a longer phrase ("john lewis", "lake victoria") is no brand by itself, and a
    street that is called after somebody is no reason to take him for a street.
    """
    yield from _pairs(lists.brands)
    for phrases, bits in ((lists.brands, lexicon.BRAND), (lists.places, lexicon.PLACE)):
        for phrase in phrases:
            words = list(_each(phrase, bits))
            if len(words) > 1:
                words = [entry for entry in words if entry[0] not in named]
            yield from words
    for street in lists.streets:
        for word, bits in _each(street, lexicon.PLACE):
            if word not in named and kind_of(word, 0, 0) not in _LIKE_NAMES:
                yield word, bits


def _pairs(phrases: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Yield each two neighbours of a phrase: "рено логан" is no person called Логан."""
    for phrase in phrases:
        for one, two in pairwise(lines.read(phrase).words):
            yield f"{one.text} {two.text}", lexicon.BRAND


def uncapitalised(frames: Iterable[str]) -> list[str]:
    """Return the words that are written small in frames with capitals: no names."""
    found = []
    for frame in frames:
        bare = _SLOT.sub(" ", frame)
        if bare.lower() != bare:
            words = _WORD.findall(bare)
            found += [word for word in words if word.islower()]
    return found


def _each(phrase: str, bits: int) -> Iterable[tuple[str, int]]:
    for word in lines.read(phrase).words:
        if len(word.text) > 1:
            yield base_of(word.text), bits


def _ends(sentence: Sentence) -> list[int]:
    ends, end = [], 0
    for piece in sentence:
        end += len(piece.text)
        ends.append(end)
    return ends
