"""What the shop sells, as far as the offline agent must know it to understand callers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Protocol

from rapidfuzz import fuzz

from callcore.shared.ids import Language
from callcore.shared.spoken.brands import SPOKEN_BRANDS
from callcore.shared.spoken.letters import to_latin

MAX_ENTRIES: Final = 2_000  # as many as the store promises at most
SURE_BRAND: Final = 80.0  # rapidfuzz ratio of folded names
PERHAPS_BRAND: Final = 66.0  # worth a "did you say"
_SHORT: Final = 4  # folded names this short must be equal
_SIZE: Final = re.compile(r"(\d{3})/(\d{2})\s*Z?R(\d{2})")
_VISCOSITY: Final = re.compile(r"(\d{1,2})W-?(\d{2})", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")


class CatalogueEntry(Protocol):
    """The fields of a product that are read here; the store's products have them."""

    @property
    def brand(self) -> str:
        """Return the maker's name."""

    @property
    def category(self) -> str:
        """Return ``tyre``, ``wheel`` or ``oil``."""

    @property
    def names(self) -> Mapping[Language, str]:
        """Return the name in each language."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Return size, season, viscosity and the like."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An index of the catalogue: what can be meant at all."""

    brands: Mapping[str, str] = field(default_factory=dict)  # folded spelling -> brand
    sizes: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # digits -> parts
    viscosities: frozenset[tuple[int, int]] = frozenset()
    oil_brands: frozenset[str] = frozenset()

    def brand_in(self, plain: str) -> tuple[str, bool]:
        """Return the brand that ``plain`` names, and whether that is certain."""
        best, score = "", 0.0
        for candidate in _candidates(plain):
            for spelling, brand in self.brands.items():
                likeness = _likeness(candidate, spelling)
                if likeness > score:
                    best, score = brand, likeness
        if score < PERHAPS_BRAND:
            return "", True
        return best, score >= SURE_BRAND


def shelf_of(entries: Sequence[CatalogueEntry]) -> Shelf:
    """Return the index of at most :data:`MAX_ENTRIES` entries."""
    brands: dict[str, str] = {}
    sizes: dict[str, tuple[str, str]] = {}
    viscosities = set()
    kinds: dict[str, set[str]] = {}
    for entry in entries[:MAX_ENTRIES]:
        kinds.setdefault(entry.brand, set()).add(entry.category)
        for spelling in _spellings(entry.brand):
            brands.setdefault(fold(spelling), entry.brand)
        if size := _SIZE.search(entry.attributes.get("size", "")):
            sizes["".join(size.groups())] = (f"{size[1]}/{size[2]}", size[3])
        if oil := _VISCOSITY.search(entry.attributes.get("viscosity", "")):
            viscosities.add((int(oil[1]), int(oil[2])))
    only_oil = frozenset(brand for brand, held in kinds.items() if held == {"oil"})
    return Shelf(brands, sizes, frozenset(viscosities), only_oil)


def _spellings(brand: str) -> Iterable[str]:
    return (brand, *SPOKEN_BRANDS.get(brand.lower(), ()))


def _candidates(plain: str) -> Iterable[str]:
    """Return the words, and neighbours joined: recognisers write "good year"."""
    words = _WORD.findall(plain)[:40]
    folded = [fold(word) for word in words]
    pairs = (a + b for a, b in pairwise(folded))
    return {word for word in (*folded, *pairs) if len(word) >= _SHORT - 1}


def _likeness(heard: str, spelling: str) -> float:
    if heard == spelling:
        return 100.0
    if min(len(heard), len(spelling)) <= _SHORT or abs(len(heard) - len(spelling)) > 3:
        return 0.0
    return fuzz.ratio(heard, spelling)


_FOLDS: Final = (
    ("sch", "$"), ("sh", "$"), ("ch", "$"), ("zh", "$"), ("ph", "f"), ("kh", "h"),
    ("ts", "s"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("w", "v"),
    ("yu", "u"), ("ya", "a"), ("ye", "e"), ("yo", "o"), ("yi", "i"), ("y", "i"),
    ("j", "i"), ("z", "s"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("g", "h"),
)  # fmt: skip
_DOUBLE: Final = re.compile(r"(.)\1+")


def fold(word: str) -> str:
    """Return ``word`` by its sound, roughly, the same from both alphabets."""
    text = to_latin(word.replace(" ", ""))
    for letters, sound in _FOLDS:
        text = text.replace(letters, sound)
    return _DOUBLE.sub(r"\1", text)
