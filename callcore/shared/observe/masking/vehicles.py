"""Number plates and vehicle identification numbers (ISO 3779) as they are written.

Letters may be of either alphabet: the plates of Ukraine and Russia use only those that look
the same in both, and a recogniser writes what it likes.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.makers import MAKERS

PLATE: Final = "PLATE"
VIN: Final = "VIN"

VIN_LENGTH: Final = 17
_UA: Final = "[ABCEHIKMOPTXАВСЕНІКМОРТХ]"
_RU: Final = "[ABEKMHOPCTYXАВЕКМНОРСТУХ]"
_UK: Final = "[A-HJ-PR-Z]"
_PLATE: Final = re.compile(
    rf"{_UA}{{2}}(?P<ua>[ -]?)\d\d ?\d\d[ -]?{_UA}{{2}}(?!\w)"
    rf"|{_RU}(?P<ru>[ -]?)\d{{3}}[ -]?{_RU}{{2}}[ -/]?\d{{2,3}}(?![\w])"
    rf"|{_RU}(?P<bare>)\d{{3}}{_RU}{{2}}(?!\w)"
    rf"|{_UK}{{2}}(?P<uk>)\d\d ?{_UK}{{3}}(?!\w)",
    re.IGNORECASE,
)
_WORDS: Final = (  # of two letters that are also letters of plates
    "at to am be he me it ah ok hi oh ma pa на не но ни ні та то те ти ми се со во ко ах"
    " он от ох км см кг мм ам"
)
_UNPLATED: Final = frozenset(_WORDS.split())
_LATIN: Final = str.maketrans(
    "АВЕКМНОРСТУХІЅЈавекмнорстухіѕј", "ABEKMHOPCTYXISJabekmhopctyxisj"
)
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.ASCII)
_FEWEST: Final = 3  # letters, and digits, of a vehicle's number
_MIXED_WELL: Final = 4  # of each, where neither the maker nor the end tells
_CHANGES: Final = 5  # between letters and digits; an article has fewer
_CHANGE: Final = re.compile(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])")
_SERIAL: Final = 3  # digits that most of these numbers end with
_JOINED: Final = "-#"  # before it: a part of a longer code
_SIZED: Final = re.compile(r"R(?:1[2-9]|2[0-4])[A-Z]")  # as in articles of tyres
_HEX: Final = re.compile(r"[0-9a-f]+")


def vehicle(line: Line, index: int) -> Found:
    """Return the plate or the number of a vehicle around word ``index``, which has digits."""
    start, end = line.starts[index], line.ends[index]
    word = line.words[index]
    if end - start == VIN_LENGTH and word.flags & flags.MIXED:
        joined = start and line.text[start - 1] in _JOINED
        vin = not joined and is_vin(line.text[start:end])
        return (start, end, VIN) if vin else NOTHING
    begin = _begin(line, index)
    match = _PLATE.match(line.text, begin) if begin >= 0 else None
    if match is None or not _is_plate(line, match):
        return NOTHING
    return begin, match.end(), PLATE


def is_vin(text: str) -> bool:
    """Return whether 17 characters are a vehicle's: of a known maker, or of the right look.

    The check digit is not asked for: only North America demands one.
    """
    latin = text.translate(_LATIN).upper()
    if _VIN.fullmatch(latin) is None:
        return False
    digits = sum(map(str.isdecimal, latin))
    fewer = min(digits, VIN_LENGTH - digits)
    if fewer < _FEWEST:
        return False
    if latin[:3] in MAKERS:
        return True
    if fewer < _MIXED_WELL or _HEX.fullmatch(text) or _SIZED.search(latin):
        return False
    if latin[-_SERIAL:].isdecimal():
        return text.isupper() or text.islower()
    mixed = text.isupper() and len(_CHANGE.findall(latin)) >= _CHANGES
    return mixed and _HEX.fullmatch(text.lower()) is None


def _begin(line: Line, index: int) -> int:
    """Return where a plate begins whose first digits are in word ``index``; -1 if nowhere."""
    start, word = line.starts[index], line.words[index]
    length = line.ends[index] - start
    if word.flags & flags.MIXED and not line.text[start].isdecimal():
        return start if 4 <= length <= 9 else -1
    if not 2 <= length <= 9 or not index or start - line.ends[index - 1] > 1:
        return -1
    before = line.words[index - 1]
    if len(before.text) > 2 or not before.flags & flags.LETTERS:
        return -1
    return line.starts[index - 1]


def _is_plate(line: Line, match: re.Match[str]) -> bool:
    text = match[0]
    if line.flags & flags.CODE_PLATE:
        return True
    if match["ua"] is not None:
        return _is_no_phrase(text)
    if match["ru"] is not None:
        return not match["ru"] or text.isupper()
    return text.isupper()


def _is_no_phrase(text: str) -> bool:
    """Return whether "at 1830 to" is ruled out, which is made of letters of plates, too."""
    return (
        " " not in text or text.isupper() or _UNPLATED.isdisjoint(text.lower().split())
    )
