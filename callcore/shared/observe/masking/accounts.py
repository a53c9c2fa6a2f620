"""Bank accounts in the international form (ISO 13616), however they are cut into groups."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line

IBAN: Final = "IBAN"

_HEAD: Final = re.compile(r"[^\W\d_]{2}[ .:-]{0,2}\d\d")
_UKRAINIAN: Final = frozenset({"UA", "УА", "ЮА", "UА", "УA"})
_SEPARATORS: Final = " .-\u2014/"
_LONGEST_LETTERS: Final = 4  # of the bank's name inside an account
_FEWEST_SURE: Final = (
    20  # digits behind UA: nothing else looks so, even if one is missing
)
_FEWEST_TOLD: Final = 12


def account(line: Line, index: int, *, told: bool = False) -> Found:
    """Return the account around word ``index``, the first of it that has digits.

    With ``told`` somebody has said that it is one: its check digits need not be right.
    """
    begin = _begin(line, index)
    if begin < 0:
        return NOTHING
    country = line.text[begin : begin + 2].upper()
    if country in _UKRAINIAN:
        country = "UA"
    length = checks.IBAN_LENGTHS.get(country)
    if length is None:
        return NOTHING
    said, end = _taken(line.text, begin + 2, length - 2)
    told = told or bool(line.flags & flags.CODE_IBAN)
    return (begin, end, IBAN) if _is_account(country + said, length, told) else NOTHING


def _begin(line: Line, index: int) -> int:
    start = line.starts[index]
    if line.words[index].flags & flags.DIGITS:
        if not index or line.ends[index - 1] - line.starts[index - 1] != 2:
            return -1
        start = line.starts[index - 1]
    return start if _HEAD.match(line.text, start) else -1


def _taken(text: str, start: int, most: int) -> tuple[str, int]:
    """Return up to ``most`` letters and digits from ``start`` on, and where they end."""
    taken: list[str] = []
    end = cursor = start
    gap = 0
    while len(taken) < most and cursor < len(text):
        char = text[cursor]
        cursor += 1
        if char.isascii() and char.isalnum():
            taken.append(char)
            end, gap = cursor, 0
        elif char in _SEPARATORS and gap < 2:
            gap += 1
        else:
            break
    return "".join(taken), end


def _is_account(said: str, length: int, told: bool) -> bool:
    digits = sum(map(str.isdecimal, said))
    if said[:2] == "UA" and said[2:].isdecimal() and digits >= _FEWEST_SURE:
        return True
    if not said[2:4].isdecimal() or digits < _FEWEST_TOLD // 2:
        return False
    if len(said) == length and checks.iban(said):
        return True
    if not told or digits < _FEWEST_TOLD:
        return False
    return not re.search(rf"[A-Za-z]{{{_LONGEST_LETTERS + 1}}}", said[4:])
