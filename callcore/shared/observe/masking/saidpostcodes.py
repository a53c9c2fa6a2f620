"""Postcodes as they are dictated: "r g six one w n", "сорок п'ять чотириста"."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import joined
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.words import Word
from callcore.shared.spoken.tongue import Kind

_MOST_SAID: Final = 8  # words
_LEAST: Final = 4  # digits; fewer are the load index of a tyre
_BRITISH: Final = re.compile(r"a{1,2}[0o]{1,2}a?[0o][a]{2}\Z")
_PLACES: Final = {Kind.HUNDREDS: 3, Kind.TEN: 2, Kind.TEEN: 2}


def said_end(line: Line, at: int) -> int:
    """Return the index behind a dictated postcode of digits at ``at``; ``at`` if none."""
    end, figures, room = at, 0, 0
    while end < len(line.words) and end - at < _MOST_SAID and _goes_on(line, at, end):
        word = line.words[end]
        if word.flags & flags.DIGITS:
            figures, room = figures + len(word.text), 0
        elif word.flags & flags.NUMBER and word.atom:
            places = _PLACES.get(word.atom.kind, 1)
            if places < room:  # "чотириста | п'ять" fills what the hundred left open
                room = places
            else:
                figures, room = figures + places, places
        else:
            break
        end += 1
    return end if figures >= _LEAST else at


def spelled_end(line: Line, at: int) -> int:
    """Return the index behind "r g six one w n", which begins at ``at``; ``at`` if none."""
    shape, best = "", at
    for end in range(at, min(len(line.words), at + _MOST_SAID)):
        if not _goes_on(line, at, end) or not (sign := _sign(line.words[end])):
            break
        shape += sign
        if _BRITISH.match(shape):
            best = end + 1
    return best


def spelled_start(line: Line, end: int, floor: int) -> int:
    """Return where "r g six one w n" begins that ends before word ``end``; ``end`` if none."""
    for start in range(max(floor, end - _MOST_SAID), end):
        if spelled_end(line, start) == end:
            return start
    return end


def _goes_on(line: Line, at: int, end: int) -> bool:
    return end == at or joined(line, end)


def _sign(word: Word) -> str:
    """Return "a" for a letter, "0" for a digit, "00" for two; nothing for what is neither."""
    if word.flags & flags.LATIN and word.flags & flags.SINGLE:
        return "a"
    if word.flags & flags.DIGITS:
        return "0" * len(word.text)
    if not (word.flags & flags.NUMBER and word.atom):
        return ""
    return {Kind.ZERO: "0", Kind.DIGIT: "0", Kind.TEEN: "00", Kind.TEN: "00"}.get(
        word.atom.kind, ""
    )
