"""Postcodes and post office boxes, beside an address or by the word that names them."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import joined, number_end
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.saidpostcodes import (
    said_end,
    spelled_end,
    spelled_start,
)

_MOST_CITY: Final = 4  # words between the house and the postcode: ", New York City, NY"
_BRITISH: Final = re.compile(r"[a-z]{1,2}\d[a-z\d]?\Z")
_BRITISH_END: Final = re.compile(r"\d[a-z]{2}\Z")
_ASSIGNED: Final = frozenset(('": "', '":"', '": ', '":', "=", '="', "': '"))
_FORCES: Final = frozenset(("apo", "fpo", "dpo"))  # military post offices
_POST: Final = frozenset(("p", "o", "po", "post", "office"))
_SAID_BEFORE: Final = (
    "is код code мій мой наш у нас вам вас це это ось вот ну my the number"
)
_SHORT_CODE: Final = 4  # digits, of many small countries
_MOST_LINKS: Final = 3  # "is my"
_COMMAS: Final = frozenset(("", ",", "."))
_CODED: Final = flags.CODE_ORDER | flags.ORDER_WORD
_TOWNS: Final = frozenset(("м", "г", "с", "місто", "город", "смт", "село"))
_UNITS: Final = frozenset(("psc", "cmr", "unit"))
_FRAME: Final = frozenset(_SAID_BEFORE.split())


def behind_end(line: Line, end: int) -> int:
    """Return the end of an address with its city and postcode, if a postcode follows."""
    at = end
    for _ in range(_MOST_CITY + 1):
        if not joined(line, at):
            return end
        after = _written_end(line, at)
        if after > at:
            return after
        if at - end == 1 and line.gap(end).startswith(",") and _is_short(line, at):
            return at + 1
        word = line.words[at]
        if not word.flags & (flags.TITLE | flags.UPPER) and at - end > 1:
            return end
        if word.flags & (
            flags.TAG | flags.FUNCTION | flags.UNIT | flags.DIGITS | flags.MIXED
        ):
            return end
        at += 1
    return end


def postcode_end(line: Line, index: int) -> tuple[int, int]:
    """Return the span of the postcode that word ``index`` announces; (0, 0) if none."""
    at = index + 1
    if line.words[index].text == "box":
        return _box(line, index)
    if line.words[index].text in _FORCES:
        return _force(line, index)
    while _near(line, at) and line.words[at].text in _FRAME and at < index + 4:
        at += 1
    if not _near(line, at):
        return 0, 0
    end = _written_end(line, at)
    if end == at:
        end = max(said_end(line, at), spelled_end(line, at))
    return (at, end) if end > at else (0, 0)


def before_start(line: Line, start: int, floor: int) -> int:
    """Return where an address begins whose postcode stands before it: "61002, м. Харків, вул."."""
    for first in range(start - 1, max(floor, start - _MOST_CITY) - 1, -1):
        if not joined(line, first + 1) or line.gap(first + 1).strip() not in _COMMAS:
            break
        word = line.words[first]
        if word.flags & flags.DIGITS and len(word.text) in (5, 6):
            coded = first and line.words[first - 1].flags & _CODED
            return start if coded or line.gap(first + 1)[:1] != "," else first
        if not (word.flags & flags.TITLE or word.text in _TOWNS):
            break
    return start


def announced_span(line: Line, index: int, floor: int) -> tuple[int, int]:
    """Return the span of "b t five four g h" in "... is the postcode", whose word is at ``index``."""
    end = index
    while (
        end > floor and index - end < _MOST_LINKS and line.words[end - 1].text in _FRAME
    ):
        end -= 1
    start = spelled_start(line, end, floor)
    return (start, end) if start < end else (0, 0)


def _force(line: Line, index: int) -> tuple[int, int]:
    """Return the span of "APO AE 09387"."""
    at = index + 1 + (joined(line, index + 1) and len(line.words[index + 1].text) == 2)
    end = _written_end(line, at) if joined(line, at) else at
    return (index, end) if end > at else (0, 0)


def _near(line: Line, index: int) -> bool:
    return joined(line, index) or (
        index < len(line.words) and line.gap(index) in _ASSIGNED
    )


def _box(line: Line, index: int) -> tuple[int, int]:
    """Return the span of "PO box 123"; the word "box" is at ``index``."""
    start = index
    while start > max(0, index - 2) and line.words[start - 1].text in _POST:
        start -= 1
    if start >= 2 and joined(line, start) and line.words[start - 2].text in _UNITS:
        start -= 2  # "PSC 1234, Box 5678"
    end = number_end(line, index + 1) if joined(line, index + 1) else index + 1
    return (start, end) if start < index and end > index + 1 else (0, 0)


def _is_short(line: Line, at: int) -> bool:
    """Return whether ", Nicosia 1515" ends at ``at``: four digits, and no year."""
    word, town = line.words[at], line.words[at - 1]
    four = word.flags & flags.DIGITS and len(word.text) == _SHORT_CODE
    latin = town.flags & flags.TITLE and town.flags & flags.LATIN
    return bool(four and latin) and word.text[:2] not in ("19", "20")


def british_end(line: Line, at: int) -> int:
    """Return the index behind "SW4 2ER" right behind an address; ``at`` if none is there."""
    if not joined(line, at) or line.words[at].flags & flags.DIGITS:
        return at
    return _written_end(line, at)


def _written_end(line: Line, at: int) -> int:
    """Return the index behind "01001", "SW1A 1AA", "78701-1234"; ``at`` if none is there."""
    words = line.words
    word = words[at]
    if word.flags & flags.DIGITS and len(word.text) in (5, 6):
        zip4 = (
            at + 1 < len(words)
            and line.gap(at + 1) == "-"
            and len(words[at + 1].text) == 4
        )
        return at + 1 + (zip4 and bool(words[at + 1].flags & flags.DIGITS))
    if _BRITISH.match(word.text) and at + 1 < len(words) and joined(line, at + 1):
        return at + 2 if _BRITISH_END.match(words[at + 1].text) else at
    return at
