"""What an order needs of a sentence: sizes, telephone numbers, numbers, brands. Pure.

A text may lose every third word and still be an order; without its size it is none. So
these are compared by themselves: what both texts have, what only one has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from callcore.engines.rollout.comparing import SIZE, written_alike
from callcore.shared.ids import Language
from callcore.shared.spoken.brands import SPOKEN_BRANDS

EntityKind = Literal["size", "viscosity", "phone", "number", "brand"]
Entity = tuple[EntityKind, str]

_VISCOSITY: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s*-?(?:w|в|дабл[\s-]?ю|double u)-?\s*(\d{2})(?!\d)"
)
_RUN: Final = re.compile(r"\d+(?:[\s\-().+]{1,3}\d+)*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LEAST_PHONE_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Match:
    """``heard`` in both, ``missed`` only in control, ``extra`` only in the candidate."""

    heard: int
    missed: int
    extra: int
    kinds_missed: tuple[EntityKind, ...] = ()


def entities_of(text: str, language: Language) -> Counter[Entity]:
    """Return what ``text`` names, and how often."""
    text = written_alike(text, language)
    found: list[Entity] = []

    def size(match: re.Match[str]) -> str:
        found.append(("size", re.sub(r"\s", "", "".join(match.groups()))))
        return " ; "

    def viscosity(match: re.Match[str]) -> str:
        found.append(("viscosity", "w".join(match.groups())))
        return " ; "

    rest = _VISCOSITY.sub(viscosity, SIZE.sub(size, text))
    found += _numbers(rest)
    found += [("brand", word) for word in _WORD.findall(rest) if word in SPOKEN_BRANDS]
    return Counter(found)


def match(control: str, candidate: str, language: Language) -> Match:
    """Return what the candidate has of what control heard."""
    theirs = entities_of(control, language)
    mine = entities_of(candidate, language)
    missed, extra = theirs - mine, mine - theirs
    kinds = tuple(sorted({kind for kind, _ in missed}))
    return Match((theirs & mine).total(), missed.total(), extra.total(), kinds)


def _numbers(text: str) -> Iterator[Entity]:
    for run in _RUN.findall(text):
        digits = re.sub(r"\D", "", run)
        if len(digits) >= _LEAST_PHONE_DIGITS:
            yield "phone", digits
        else:
            yield from (("number", part) for part in re.findall(r"\d+", run))
