"""Text as it must be handed to a voice: every number, unit and foreign word in words.

No voice of ours reads "205/55 R16" or "2 450 грн" as people say it, so all of that is
spelled out here, per language. :class:`Sayable` remembers where each spoken character
comes from: what was *heard* of the spoken text can be told in characters of the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from callcore.dialog.saying import RULES, Piece
from callcore.shared.ids import Language


@dataclass(frozen=True, slots=True)
class Sayable:
    """What to speak. ``origin`` has one entry more than ``text`` has characters.

    ``origin[i]`` is the offset in the original at which the piece that holds spoken
    character ``i`` begins; the last entry is the original's length. So the original's
    first ``origin[heard]`` characters were heard once ``heard`` spoken characters were:
    of "2450", spoken as four words, nothing is heard before the fourth is out.
    """

    text: str
    origin: tuple[int, ...]

    def heard(self, spoken_chars: int) -> int:
        """Return how many characters of the original ``spoken_chars`` cover."""
        return self.origin[max(0, min(spoken_chars, len(self.text)))]


def sayable(text: str, language: Language) -> Sayable:
    """Return ``text`` in words of ``language``. Never raises; has no ASCII digit."""
    spoken: list[str] = []
    origin: list[int] = []
    length = 0
    for piece in _spaced(_pieces(text, language)):
        spoken.append(piece.spoken)
        origin += [piece.start] * len(piece.spoken)
        length += len(piece.spoken)
    return Sayable("".join(spoken), (*origin, len(text)))


def _pieces(text: str, language: Language) -> Iterator[Piece]:
    rules = RULES[language]
    at = 0
    for found in rules.pattern.finditer(text):
        yield from _plain(text, at, found.start())
        yield from rules.pieces(found)
        at = found.end()
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Piece]:
    for at in range(start, end):
        yield Piece(text[at], at)


_WORD_END = re.compile(r"\w$")
_WORD_START = re.compile(r"^\w")


def _spaced(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Part words that were not parted in the original, as in "R16" or "5л"."""
    last = Piece("", 0, replaced=False)
    for piece in pieces:
        if not piece.spoken:
            continue
        touching = (last.replaced or piece.replaced) and last.spoken
        if (
            touching
            and _WORD_END.search(last.spoken)
            and _WORD_START.search(piece.spoken)
        ):
            yield Piece(" ", piece.start)
        yield piece
        last = piece
