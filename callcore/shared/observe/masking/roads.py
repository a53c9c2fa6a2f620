"""English addresses: the number, the name, the road word: "one hundred ten oak tree lane"."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import (
    FIGURE,
    house_end,
    is_ordinal,
    joined,
    spaced,
)
from callcore.shared.observe.masking.line import Line

_MOST_NAME: Final = 4
_MOST_NUMBER: Final = (
    12  # words: flat and house, "one hundred and five two hundred ten"
)
_MOST_RANK: Final = 4  # words: "one hundred twenty second"
_LEAST_BARE: Final = 3  # digits of a house before a word that is hardly a road
_LONGEST: Final = 5  # digits
_NEVER: Final = flags.TAG | flags.UNIT | flags.HOUSE | flags.CYRILLIC
_POINTS: Final = "north south east west n s e w nw ne sw se"
_SIDES: Final = frozenset(_POINTS.split())
_NUMBER_WORDS: Final = frozenset(("number", "no"))
_NOUNS: Final = frozenset(("shop", "branch", "office", "order", "call"))
_FRAMES: Final = frozenset(("at", "to", "is", "it's", "on", "from", "address"))
_TITLES: Final = frozenset(("st", "mount", "park", "hill", "green", "grove", "vale"))


def road_span(line: Line, index: int, floor: int, hinted: bool) -> tuple[int, int]:
    """Return the words of the address whose road word is at ``index``; (0, 0) if it is none."""
    first = _side_start(line, _name_start(line, index, floor), index, floor)
    number = _number_start(line, first, floor)
    end = _side_end(line, _last_road(line, index))
    faint = bool(line.words[index].flags & flags.FAINT) or _one(line, number, first)
    titled = _titled(line, first, index)
    if number < first:
        if first == index and not _ranked(line, index):
            return 0, 0
        start = _flat_start(line, number, floor)
        if start > floor and line.words[start - 1].text in _NUMBER_WORDS:
            start -= start == 1 or line.gap(start - 1)[:1] == ","
        sure = hinted or titled or start < number or _framed(line, number, end)
        return (start, end) if sure or not faint else (0, 0)
    if first < index and not faint:
        behind = _number_behind(line, end)
        named = titled and first > 0 and line.words[first - 1].flags & flags.ONTO
        if named or hinted or behind > end:
            return first, behind
    return 0, 0


def _side_start(line: Line, first: int, index: int, floor: int) -> int:
    """Return where "west twenty second avenue" begins; ``first`` if no side is before."""
    if first < index:
        return first
    start = index
    while start > floor and index - start < _MOST_RANK and spaced(line, start):
        if not (line.words[start - 1].flags & flags.NUMBER):
            break
        start -= 1
    last = line.words[index - 1].atom if start < index else None
    if start <= floor or last is None or not last.ordinal:
        return first
    return start - 1 if line.words[start - 1].text in _SIDES else first


def _one(line: Line, start: int, end: int) -> bool:
    """Return whether the number is "one", which is as often a pronoun."""
    return end - start == 1 and line.words[start].text == "one"


def suffix_span(line: Line, index: int, floor: int) -> tuple[int, int]:
    """Return the words of "4521 Kuvalis Ridge", which ends with word ``index``; or (0, 0).

    Only as it is written: with capitals, a number that no shop sells by, and nothing behind
    but a comma, a flat or the end.
    """
    first = _name_start(line, index, floor)
    number = _number_start(line, first, floor)
    end = index + 1
    last = end == len(line.words) or line.gap(end)[:1] in ",.;\n"
    if not (last or line.words[end].flags & flags.HOUSE) or first - number != 1:
        return 0, 0
    numeral = line.words[number]
    long = numeral.flags & flags.DIGITS and len(numeral.text) >= _LEAST_BARE
    return (number, end) if long and _titled(line, first, index) else (0, 0)


def _last_road(line: Line, index: int) -> int:
    """Return the index behind "Hill Court": of road words in a row the last one counts."""
    end = index + 1
    while end < index + 3 and spaced(line, end) and line.words[end].flags & flags.ROAD:
        end += 1
    return end


def _name_start(line: Line, index: int, floor: int) -> int:
    start = index
    while start > floor and index - start < _MOST_NAME and _touching(line, start):
        word = line.words[start - 1]
        mixed = word.flags & flags.MIXED and is_ordinal(word.text)
        if word.flags & (_NEVER | FIGURE) and not mixed and word.text not in _SIDES:
            break
        if word.flags & flags.FUNCTION and not (
            start > 1 and _article(line, start - 1)
        ):
            break
        if word.flags & flags.ROAD and word.text not in _TITLES and start < index:
            break
        start -= 1
    return start


def _article(line: Line, index: int) -> bool:
    """Return whether a word like "the" is of the name: "7 The Avenue", "sixty the mall"."""
    word = line.words[index]
    named = word.text == "the" or word.text in _NOUNS
    numbered = named and line.words[index - 1].flags & FIGURE
    return bool(word.flags & flags.TITLE or numbered)


def _touching(line: Line, index: int) -> bool:
    gap = line.gap(index)
    return gap in (" ", "\u00a0", "  ", "-", "'") or (
        gap == ". " and len(line.words[index - 1].text) <= 2
    )


def _titled(line: Line, first: int, index: int) -> bool:
    return first < index and all(
        word.flags & (flags.TITLE | flags.UPPER | flags.MIXED)
        for word in line.words[first : index + 1]
    )


def _ranked(line: Line, index: int) -> bool:
    """Return whether the word before is an ordinal: "twelve forty fifth street"."""
    atom = line.words[index - 1].atom
    return bool(atom and atom.ordinal) and bool(line.words[index - 2].flags & FIGURE)


def _number_start(line: Line, end: int, floor: int) -> int:
    """Return where the house number right before word ``end`` begins; ``end`` if none."""
    start = end
    while start > floor and end - start < _MOST_NUMBER and _in_number(line, start, end):
        start -= 1
        if line.words[start].flags & (flags.DIGITS | flags.MIXED):
            return _range_start(line, start, floor)
    while start < end and line.words[start].text == "and":
        start += 1
    return start


def numbered_start(line: Line, index: int, floor: int, *, sure: bool) -> int:
    """Return where "18 Whitehall, Apt 5" begins, whose flat is at ``index``; or ``index``.

    Unless the word for the flat is a ``sure`` one, the name must have capitals.
    """
    first = index
    while first > floor and index - first < _MOST_NAME and joined(line, first):
        word = line.words[first - 1]
        if (
            word.flags & (_NEVER | FIGURE | flags.FUNCTION)
            or not word.flags & flags.LETTERS
        ):
            break
        if not (sure or word.flags & flags.TITLE):
            break
        first -= 1
    number = _number_start(line, first, floor) if first < index else first
    return number if number < first else index


def _range_start(line: Line, start: int, floor: int) -> int:
    """Return where "12-14" or "1/23" begins that ends with word ``start``."""
    tied = start > floor and line.gap(start) in ("-", "/", "–")
    return start - 1 if tied and line.words[start - 1].flags & flags.DIGITS else start


def _in_number(line: Line, start: int, end: int) -> bool:
    word = line.words[start - 1]
    if not word.flags & FIGURE or word.flags & flags.CYRILLIC:
        return False
    if word.flags & flags.DIGITS and (
        len(word.text) > _LONGEST or not _rank(line, start, end)
    ):
        return False
    if word.flags & flags.MIXED and (
        len(word.text) > _LONGEST or not word.text[0].isdecimal()
    ):
        return False
    return start < len(line.words) and (
        spaced(line, start) or line.gap(start) in ("-", ", ")
    )


def _said_end(line: Line, start: int) -> int:
    end = start
    while end < len(line.words) and line.words[end].flags & FIGURE:
        end += 1
    return end


def _rank(line: Line, start: int, end: int) -> bool:
    """Return whether "fifth", "forty second" or nothing is between a numeral and the road."""
    atoms = [word.atom for word in line.words[start:end]]
    return not atoms or (None not in atoms and bool(atoms[-1] and atoms[-1].ordinal))


def _number_behind(line: Line, end: int) -> int:
    """Return the end of "Green Street 5", as the continent says it."""
    after = house_end(line, end) if joined(line, end) else end
    last = after == len(line.words) or line.gap(after)[:1] in ',.;?!\n"'
    return after if last or line.words[after].flags & flags.HOUSE else end


def _flat_start(line: Line, start: int, floor: int) -> int:
    """Return where "flat 15," before the house number begins, or ``start``."""
    for back in range(start, max(floor, start - 4), -1):
        word = line.words[back - 1]
        if word.flags & flags.HOUSE and word.flags & flags.LATIN and back <= start:
            ranked = back > floor + 1 and is_ordinal(line.words[back - 2].text)
            return back - 1 - (ranked and spaced(line, back - 1))
        tied = joined(line, back) or line.gap(back) == "/"
        if not (word.flags & (FIGURE | flags.SINGLE) and tied):
            break
    return start


def _side_end(line: Line, end: int) -> int:
    if spaced(line, end) and line.words[end].text in _SIDES:
        return end + 1
    return end


def _framed(line: Line, start: int, end: int) -> bool:
    """Return whether nothing but an address can stand so: "it's 8 kingfisher close"."""
    if joined(line, end) and line.words[end].flags & flags.HOUSE:
        return True
    if end == len(line.words):
        return not _one(line, start, _said_end(line, start))
    if start > 0 and line.words[start - 1].text in _NUMBER_WORDS:
        return start == 1 or line.gap(start - 1) != " "  # "number six vicarage gardens"
    if start == 0 and line.gap(end)[:1] in ",.;\n":
        return True
    return start > 0 and line.words[start - 1].text in _FRAMES
