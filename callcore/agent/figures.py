"""The numbers of one text, found once: cards and amounts of money both look at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.parse import Number, find_numbers

MAX_CHARS: Final = 4_000  # of a text; a turn of the agent has 900
_CYRILLIC: Final = re.compile(r"[а-яіїєґё]", re.IGNORECASE)
_HALF: Final = re.compile(r"half|полов|полтор|пол ?тыс|пів", re.IGNORECASE)
_HALVES: Final = (
    (
        re.compile(r"(\w+) and a half thousand", re.IGNORECASE),
        r"\1 thousand five hundred",
    ),
    (re.compile(r"(\w+) с половиной тысяч\w*", re.IGNORECASE), r"\1 тысяч пятьсот"),
    (re.compile(r"(\w+) з половиною тисяч\w*", re.IGNORECASE), r"\1 тисяч п'ятсот"),
    (re.compile(r"полтор\w{1,2} (?:тысяч|тисяч)\w*", re.IGNORECASE), "1500"),
    (re.compile(r"(?:пол|пів) ?(?:тысяч|тисяч)\w*", re.IGNORECASE), "500"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """A text and its numbers, left to right; ``text`` may be shorter than what was given."""

    text: str
    numbers: Sequence[Number]


def figures_of(text: str, language: Language | None = None) -> Figures:
    """Return the numbers of ``text``; its letters decide where ``language`` cannot be."""
    text = text[:MAX_CHARS]
    return Figures(text, find_numbers(text, _tongue(text, language)))


def with_halves(text: str) -> str:
    """Return ``text`` with "four and a half thousand" as a number."""
    if _HALF.search(text):
        for half, whole in _HALVES:
            text = half.sub(whole, text)
    return text


def _tongue(text: str, language: Language | None) -> Language:
    """Return in which language to look: the uk and ru words are known in both."""
    if not _CYRILLIC.search(text):
        return "en"
    return language if language in ("ru", "uk") else "uk"
