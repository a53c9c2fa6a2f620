"""A name with the number of a house behind it, wherever it was found to begin."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import (
    FIGURE,
    SLASH_WORDS,
    counted,
    house_end,
    joined,
    named_part_end,
    parts_end,
    spaced,
)
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.streetnames import is_name, name_end

Span = tuple[int, int]
NONE: Final[Span] = (0, 0)

_MOST_NAME: Final = 5  # words, with the city: "київ великої васильківської"
_MOST_NUMBER: Final = 6  # words: "сто двадцять три дріб два"
_LONGEST: Final = 3  # digits of a house that no street word announces
_CASES: Final = (
    "ы",
    "и",
    "і",
    "я",
    "ої",
)  # a genitive behind a city: "москва мазепы 5"


def named_span(line: Line, start: int, *, sure: bool, city: bool = False) -> Span:
    """Return the words of an address whose name begins at ``start``; (0, 0) if it is none.

    ``sure``: what stands before says so; ``city``: a city stands before. Else the name itself
    must look like one.
    """
    named = name_end(line, start, most=_MOST_NAME)
    end = numbered_end(line, named) if named > start else named
    if end == named or _turned(line, named, end):
        return NONE
    vague = _long(line, named) or (spaced(line, end) and line.words[end].flags & FIGURE)
    if sure and not vague:  # rather a size, a phone, a year
        return start, end
    if has_part(line, start, end) or is_name(line, start, named):
        return start, end
    return (
        (start, end) if city and line.words[named - 1].text.endswith(_CASES) else NONE
    )


def has_part(line: Line, start: int, end: int) -> bool:
    """Return whether a word for a house or a flat is among the words, the first not counted."""
    return any(word.flags & flags.HOUSE for word in line.words[start + 1 : end])


def numbered_end(line: Line, end: int) -> int:
    """Return the end of house and parts behind a name that ends at ``end``; or ``end``."""
    if not joined(line, end):
        return end
    if line.words[end].flags & flags.HOUSE:
        after = named_part_end(line, end)
    else:
        after = house_end(line, end)
    if after == end or counted(line, after) or _timed(line, after):
        return end
    return parts_end(line, _flat_end(line, after))


def number_start(line: Line, index: int, floor: int) -> int:
    """Return the first word of the house number right before word ``index``."""
    start = index
    while start > max(floor, index - _MOST_NUMBER) and joined(line, start):
        word = line.words[start - 1]
        if word.flags & flags.TAG or (word.flags & flags.SINGLE and start < index):
            break
        if not (word.flags & (FIGURE | flags.SINGLE) or word.text in SLASH_WORDS):
            break
        start -= 1
    return start


def _timed(line: Line, index: int) -> bool:
    """Return whether "15:30", "12.05" or "21/10/2025" goes on at ``index``."""
    if index >= len(line.words) or not line.words[index].flags & flags.DIGITS:
        return False
    return line.gap(index) in (":", ".", "/", "-")


def _flat_end(line: Line, end: int) -> int:
    """Return the end of the flat that is said right behind the house: "сорок сім п'ять"."""
    after = house_end(line, end) if spaced(line, end) else end
    if after == end or counted(line, after):
        return end
    more = spaced(line, after) and line.words[after].flags & FIGURE
    return end if more else after


def _long(line: Line, index: int) -> bool:
    word = line.words[index]
    return bool(word.flags & flags.DIGITS) and len(word.text) > _LONGEST


def _turned(line: Line, named: int, end: int) -> bool:
    """Return whether the number begins an English address: "to Yasmine Tam, 69 Stable Yard"."""
    if not (line.words[named - 1].flags & flags.LATIN and spaced(line, end)):
        return False
    return line.words[end].flags & (flags.LETTERS | flags.HOUSE) == flags.LETTERS
