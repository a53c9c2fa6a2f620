"""The project's own formats: what looks like a number of a person and is none.

Each pattern is tried where a word with digits begins, never searched for. The names of the
groups are keys of the table at the end, which has what a pattern cannot express.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.line import Line

# a size within a longer run of digits is no size: it is the middle of a telephone number
_SIZE: Final = (
    r"[1-3]\d[05](?:\s?[/xх*\\-]\s?|\s)[2-9][05](?:\s?[/x*-]\s?|\s)?z?[rр]?f?[\s-]?"
    r"(?:1[2-9]|2[0-4])(?:\.5)?c?(?![\w])(?![\s.-]?\d{3})"
    r"(?:\s(?:\d{2,3}/)?\d{2,3}[a-zа-я]{1,2}(?!\w))?"
)
_DATE: Final = (
    r"(?P<day>\d{1,2})(?P<dot>[./])(?P<month>\d{1,2})(?:(?P=dot)(?:(?:19|20)\d\d|\d\d))?"
    r"(?![\w/-]|\.\d)"
)
_PATTERN: Final = re.compile(
    r"(?P<stamp>(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))"
    r"|(?P<uuid>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?!\w))"
    rf"|(?P<date>{_DATE})"
    r"|(?P<clock>\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?![\w:]))"
    rf"|(?P<size>{_SIZE})"
    r"|(?P<inches>(?:[2-4]\d|[5-9])(?:[x/*-]\d{1,2}(?:[.,]\d{1,2})?\s?[rр]|[x/*]\d{1,2}\s?-"
    r"|[x/*-]\d{1,2}[.,]\d{1,2}\s?-|[.,]\d{2}\s?[rр-])\s?\d\d(?:\.5)?c?(?!\w))"
    r"|(?P<epoch>1[4-9]\d{8}(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?(?![\w-]))"
    r"|(?P<invoice>1\d{15}(?![\w-]))"
    r"|(?P<parcel>(?:20|59)\d{12}(?![\w-]))"
    r"|(?P<article>\d{13}(?![\w-]))"
    r"|(?P<sum>(?:\d{1,3}(?:[ ,.]\d{3}){1,3}|\d{1,9})(?:[.,]\d{1,2})?(?![\w]|[.,]\d))",
    re.IGNORECASE | re.ASCII,
)
_CURRENCY: Final = "₴$€£₽"
_SIGN: Final = re.compile(r"\s?[₴$€£₽%°]")
_LONGEST_AMOUNT: Final = 8  # digits; ten thousands of hryvnias are five
_LONGEST_SHORT: Final = 3  # digits before "А" or "в", which are also words
_IN_A_NUMBER: Final = re.compile(r"[\d)][\s.()/-]{1,3}\Z")
_BEFORE: Final = 5  # characters that tell whether a number goes on


def protected(line: Line, index: int) -> int:
    """Return where the own format ends that begins with word ``index``; -1 if none does."""
    match = _PATTERN.match(line.text, line.starts[index])
    if match is None or match.lastgroup is None:
        return -1
    test = _TESTS.get(match.lastgroup)
    if test is not None and not test(line, match, index):
        return -1
    if match.lastgroup == "sum":
        return _with_unit(line, index, match.end())
    return match.end()


def _with_unit(line: Line, index: int, end: int) -> int:
    """Return where the unit ends: "UAH" is nobody's name."""
    at = _behind(line, index, end)
    if at >= 0 and line.words[at].flags & flags.MEASURE:
        return line.ends[at]
    return end


def continues(text: str, start: int) -> bool:
    """Return whether digits before ``start`` belong to the same dictated number."""
    return _IN_A_NUMBER.search(text, max(0, start - _BEFORE), start) is not None


def _is_date(line: Line, match: re.Match[str], _index: int) -> bool:
    day, month = int(match["day"]), int(match["month"])
    one, other = sorted((day, month))
    if not (1 <= one <= 12 and other <= 31):
        return False
    return not continues(line.text, match.start())


def _is_size(line: Line, match: re.Match[str], _index: int) -> bool:
    return not continues(line.text, match.start())


def _is_unsigned(line: Line, match: re.Match[str], _index: int) -> bool:
    start = match.start()
    return line.text[start - 1 : start] not in {"+", "-", "/"} or start == 0


def _is_parcel(line: Line, match: re.Match[str], _index: int) -> bool:
    return not continues(line.text, match.start())


def _is_article(line: Line, match: re.Match[str], _index: int) -> bool:
    digits = match["article"]
    return checks.ean(digits) and _is_unsigned(line, match, _index)


def _is_sum(line: Line, match: re.Match[str], index: int) -> bool:
    text, start, end = line.text, match.start(), match.end()
    if start and text[start - 1] in _CURRENCY:
        return True
    digits = sum(map(str.isdecimal, match[0]))
    if digits > _LONGEST_AMOUNT or continues(text, start):
        return False
    if _SIGN.match(text, end):
        return True
    at = _behind(line, index, end)
    unit = line.words[at].flags if at >= 0 else 0
    if not unit & flags.MEASURE:
        return False
    return digits <= _LONGEST_SHORT or not unit & flags.SINGLE


def _behind(line: Line, index: int, end: int) -> int:
    """Return the word that begins at ``end`` or one character behind it; -1 if none does."""
    starts = line.starts
    while index < len(starts) and starts[index] < end:
        index += 1
    if index < len(starts) and starts[index] <= end + 1:
        return index
    return -1


_TESTS: Final[dict[str, Callable[[Line, re.Match[str], int], bool]]] = {
    "date": _is_date,
    "size": _is_size,
    "inches": _is_size,
    "epoch": _is_unsigned,
    "invoice": _is_unsigned,
    "parcel": _is_parcel,
    "article": _is_article,
    "sum": _is_sum,
}
