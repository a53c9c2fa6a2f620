"""Spot concepts (winter, cheaper, operator...) in what was heard, misspelled or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from callcore.engines.llm.offline import words_en, words_ru, words_uk
from callcore.shared.ids import Language

SIMILAR: Final = 82.0  # rapidfuzz ratio: one wrong letter in five, two in eleven
FUZZY_MIN_CHARS: Final = 5  # shorter words are too near to each other
MAX_FUZZY_WORDS: Final = (
    24  # a turn is short; a longer one has its words right somewhere
)
_GUESSABLE: Final = frozenset(
    {"tyre", "wheel", "oil", "winter", "summer", "all-season", "cheaper", "operator",
     "set", "order", "price", "repeat", "thanks", "want"}
)  # fmt: skip
_TABLES: Final[dict[Language, Mapping[str, str]]] = {
    "en": words_en.CONCEPTS,
    "ru": words_ru.CONCEPTS,
    "uk": words_uk.CONCEPTS,
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_DROPPED: Final = str.maketrans(dict.fromkeys("'’ʼ`\u0301") | {"ё": "е"})


def plain_text(text: str) -> str:
    """Return ``text`` as all rules here read it: lower case, no apostrophes, no ё."""
    return text.lower().translate(_DROPPED).replace("%", " % ")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled words of one language."""

    patterns: Mapping[str, re.Pattern[str]]
    guesses: tuple[tuple[str, str], ...]  # (beginning of a word, concept)

    def spot(self, plain: str) -> tuple[frozenset[str], str]:
        """Return the concepts in :func:`plain_text`, and the text without their words."""
        found, rest = set(), list(plain)
        for concept, pattern in self.patterns.items():
            for hit in pattern.finditer(plain):
                found.add(concept)
                rest[hit.start() : hit.end()] = " " * len(hit[0])
        return frozenset(found), "".join(rest)

    def guess(self, rest: str) -> frozenset[str]:
        """Return the concepts that words of ``rest`` nearly say."""
        words = [word for word in _WORD.findall(rest) if len(word) >= FUZZY_MIN_CHARS]
        best = (self._best(word) for word in words[:MAX_FUZZY_WORDS])
        return frozenset(concept for score, concept in best if score >= SIMILAR)

    def _best(self, word: str) -> tuple[float, str]:
        scored = ((self._likeness(word, stem), name) for stem, name in self.guesses)
        return max(scored, default=(0.0, ""))

    @staticmethod
    def _likeness(word: str, stem: str) -> float:
        return fuzz.ratio(word[: len(stem)], stem)


def _pattern(words: str) -> re.Pattern[str]:
    forms = []
    for word in words.split():
        form = re.escape(word).replace("_", r"[\s,]+").replace(r"\*", r"\w*")
        forms.append(form)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


@cache
def lexicon(language: Language) -> Lexicon:
    """Return the lexicon of a language; compiled once."""
    table = _TABLES[language]
    guesses = [
        (stem, concept)
        for concept in table
        if concept in _GUESSABLE
        for word in table[concept].split()
        if "_" not in word and len(stem := word.rstrip("*")) >= FUZZY_MIN_CHARS - 1
    ]
    patterns = {concept: _pattern(words) for concept, words in table.items()}
    return Lexicon(patterns, tuple(guesses))
