"""English addresses without a road word: "42 Deansgate, second floor", "88a Queensway, SW4 2ER".

A number and capitals alone are as often goods ("4 Dynapro, please"): something about the
number, the name or what follows must say that it is a house.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import parts_end
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.postcodes import british_end

_MOST_NAME: Final = 3  # words
_NEVER: Final = (
    flags.TAG
    | flags.FUNCTION
    | flags.UNIT
    | flags.CYRILLIC
    | flags.DIGITS
    | flags.NUMBER
    | flags.MIXED
    | flags.HOUSE
    | flags.ROAD  # has a rule of its own
)
_HOUSE: Final = re.compile(r"\d{1,4}[a-d]?\Z")
_ENDINGS: Final = ("gate", "way", "sway", "hall", "croft", "bury", "side")
_LEAST: Final = 7  # letters: "Kingsway", no "Subway"


def house_span(line: Line, index: int) -> tuple[int, int]:
    """Return the address whose house number is at ``index``; (0, 0) if it is none."""
    if not _HOUSE.match(line.words[index].text) or not _begins(line, index):
        return 0, 0
    named = _name_end(line, index + 1)
    if named == index + 1 or not _ends(line, named):
        return 0, 0
    end = parts_end(line, named)
    coded = british_end(line, end)
    if coded > named or _like_a_road(line, named - 1):
        return index, coded
    return 0, 0


def _begins(line: Line, index: int) -> bool:
    """Return whether the number begins the text or a part of the sentence."""
    return (
        index == 0
        or line.gap(index).strip() in (",", ":", ".", ";")
        or bool(line.words[index - 1].flags & (flags.FUNCTION | flags.PLACE_HINT))
    )


def _name_end(line: Line, start: int) -> int:
    end = start
    while end < len(line.words) and end - start < _MOST_NAME and line.gap(end) == " ":
        word = line.words[end]
        if word.flags & _NEVER or not word.flags & flags.TITLE:
            break
        end += 1
    return end


def _ends(line: Line, end: int) -> bool:
    return end == len(line.words) or line.gap(end)[:1] in ",.;\n"


def _like_a_road(line: Line, index: int) -> bool:
    word = line.words[index]
    if word.flags & flags.SUFFIX:  # "3 Coombe Hollow"; "4 Falls" may be goods
        return bool(line.words[index - 1].flags & flags.TITLE)
    return len(word.text) >= _LEAST and word.text.endswith(_ENDINGS)
