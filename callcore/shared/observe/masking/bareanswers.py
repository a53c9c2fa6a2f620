"""A whole turn that answers "which flat?" or "postcode?": "сорок три", "r g six", "alder close"."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import FIGURE, house_end, spaced
from callcore.shared.observe.masking.line import Line

_MOST: Final = 4  # words; a longer number is a telephone, a size
_MOST_SPELLED: Final = 8  # words of a postcode, letter by letter
_MOST_DIGITS: Final = 6
_LETTERS: Final = flags.SINGLE | flags.LATIN


def answer_end(line: Line) -> int:
    """Return how many words answer a question about a part of an address: all or none."""
    count = len(line.words)
    most = _MOST_SPELLED if line.flags & flags.LATIN else _MOST
    if not 0 < count <= most or not all(spaced(line, i) for i in range(1, count)):
        return 0
    numbered = house_end(line, 0) == count or _spelled(line)
    return count if numbered or (count <= _MOST and _road(line)) else 0


def _spelled(line: Line) -> bool:
    """Return whether nothing but figures and Latin letters is said: "one w n", "сорок девять"."""
    figures = 0
    for word in line.words:
        if word.flags & FIGURE:
            figures += 1
            if word.flags & flags.DIGITS and len(word.text) > _MOST_DIGITS:
                return False
        elif word.flags & _LETTERS != _LETTERS:
            return False
    return figures > 0


def _road(line: Line) -> bool:
    first, last = line.words[0].flags, line.words[-1].flags
    named = len(line.words) > 1 and not first & (flags.FUNCTION | flags.TAG | FIGURE)
    return bool(named and last & flags.ROAD)
