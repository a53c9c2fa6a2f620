"""Amounts of money in a sentence: digits, groups, words and kopiykas, in three languages.

An amount may be read in more than one way ("R16 4 650": 16 thousand, or 4,650?), so each
has readings, in kopiykas, and is fine if one of them is. Another currency than ours has
negative readings: its amounts are never mistaken for the shop's. Pure, never raises.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from callcore.agent.figures import Figures
from callcore.shared.spoken.parse import Number

MAX_GROUPED: Final = 9  # digits that are read as one amount
LEAST_BARE_UAH: Final = 100  # of an amount without a currency: less may be pieces
Readings = frozenset[int]

_MONEY: Final = re.compile(
    r"(?:грн|гривн\w{0,4}|гривен\w{0,2}|uah|hryvn\w{0,4}|долл?ар\w{0,3}|dollars?|usd|euros?"
    r"|eur|євро|евро|рубл\w{0,3}|r(?:o)?ubles?|bucks|бакс\w{0,2})(?!\w)|[₴$€]",
    re.IGNORECASE,
)
_OURS: Final = re.compile(r"грн|грив|uah|hryv|₴", re.IGNORECASE)
_KOPIYKAS: Final = re.compile(
    r"\s{0,3}(?:коп(?:ійк|ійок|ейк|еек|\b)\w{0,3}|kop(?:iyk|eck|\b)\w{0,3}|cents?)",
    re.IGNORECASE,
)
_CUE: Final = re.compile(
    r"(?<!\w)(?:costs?|prices?|priced at|total|comes to|to pay|стоит|стоят|стоимость|цена|цене"
    r"|ценой|итого|всего|сумма|коштує|коштують|вартість|ціна|ціною|разом|усього|всього|сума)"
    r"(?:[\s:,—–-]|is|are|was|of|at|it|only|just|будет|буде|составляет|складає|лише|только"
    r"|тільки|about|это|це){1,8}",
    re.IGNORECASE,
)
_BARE_END: Final = re.compile(
    r"\s{0,3}(?:[.,;:!?)](?!\d)|\Z|each\b|per\b|apiece|for\b|за\b|кажд|кожн|and\b|и\b|і\b|та\b)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"\s{0,3}(?:%|per ?cent|процент|відсотк|відсот)")
_PERCENT_SIGNS: Final = ("%", "cent", "процент", "відсот")
_DISCOUNT: Final = re.compile(
    r"discount|\boff\b|cheaper|rebate|скидк|знижк|дешевл|дешевш|уступ|поступ",
    re.IGNORECASE,
)
_GAP: Final = re.compile(r"[\s-]{0,3}")
_GROUP_GAP: Final = frozenset(" \u00a0\u202f,.'’")


def amounts_in(figures: Figures) -> list[Readings]:
    """Return the amounts of money that are told, each in kopiykas."""
    text = figures.text
    if not figures.numbers or not (_MONEY.search(text) or _CUE.search(text)):
        return []
    return list(_Sums(figures).found())


def percents_off(figures: Figures) -> list[int]:
    """Return the percentages of discounts that are told."""
    text = figures.text
    if not figures.numbers or not any(sign in text for sign in _PERCENT_SIGNS):
        return []
    if not _DISCOUNT.search(text):
        return []
    return [n.value for n in figures.numbers if _PERCENT.match(text, n.end)]


def numbers_said(figures: Figures) -> frozenset[int]:
    """Return every number, groups of digits also read as one."""
    numbers = figures.numbers
    values = {number.value for number in numbers}
    for place in range(1, len(numbers)):
        values |= {r // 100 for r in _readings(figures.text, numbers[: place + 1])}
    return frozenset(values)


class _Sums:
    """The numbers of one text, and what stands around them."""

    def __init__(self, figures: Figures) -> None:
        self._text, self._numbers = figures.text, figures.numbers
        self._starts = [number.start for number in self._numbers]

    def found(self) -> Iterator[Readings]:
        for money in _MONEY.finditer(self._text):
            readings = self._before(money.start()) or self._after(money.end())
            if readings:
                more = self._kopiykas(money.end())
                sign = 1 if _OURS.match(money[0]) else -1
                yield frozenset(sign * (reading + more) for reading in readings)
        for cue in _CUE.finditer(self._text):
            bare = self._bare(cue.end())
            if bare:
                yield bare

    def _before(self, end: int) -> Readings:
        """Return the readings of a number that ends right before ``end``."""
        count = bisect_left(self._starts, end)
        numbers = self._numbers[:count]
        if not numbers or not _GAP.fullmatch(self._text, numbers[-1].end, end):
            return frozenset()
        return _readings(self._text, numbers)

    def _after(self, start: int) -> Readings:
        """Return the readings of a number that follows a sign, as in ``$ 20``."""
        place = bisect_left(self._starts, start)
        if place == len(self._numbers):
            return frozenset()
        if not _GAP.fullmatch(self._text, start, self._starts[place]):
            return frozenset()
        return _readings(self._text, self._numbers[: self._chain_end(place)])

    def _kopiykas(self, start: int) -> int:
        place = bisect_left(self._starts, start)
        if place == len(self._numbers):
            return 0
        number = self._numbers[place]
        near = number.start - start <= 5  # " and "
        small = near and number.value < 100
        return number.value if small and _KOPIYKAS.match(self._text, number.end) else 0

    def _bare(self, start: int) -> Readings:
        """Return an amount that a word such as "costs" tells, without a currency."""
        place = bisect_left(self._starts, start)
        if place == len(self._numbers) or self._starts[place] != start:
            return frozenset()
        end = self._chain_end(place)
        if not _BARE_END.match(self._text, self._numbers[end - 1].end):
            return frozenset()
        readings = _readings(self._text, self._numbers[place:end])
        big = all(reading >= 100 * LEAST_BARE_UAH for reading in readings)
        return readings if big else frozenset()

    def _chain_end(self, place: int) -> int:
        """Return where the digits end that are written as one number from ``place`` on."""
        while place + 1 < len(self._numbers) and _is_grouped(
            self._text, self._numbers[place], self._numbers[place + 1]
        ):
            place += 1
        return place + 1


def _readings(text: str, numbers: Sequence[Number]) -> Readings:
    """Return what the last of some numbers may mean, with digits before it or without."""
    last = numbers[-1]
    kopiykas, head = 0, list(numbers)
    if len(numbers) > 1 and _is_decimal(text, numbers[-2], last):
        fraction, unit = _fraction(text, last)
        if unit > 1:  # "4,6 thousand"
            whole = numbers[-2].value * unit * 100
            return frozenset({whole + fraction})
        kopiykas, head = fraction, head[:-1]
    found = {head[-1].value * 100 + kopiykas}
    digits = head[-1].digits
    for before, after in zip(head[-2::-1], head[:0:-1], strict=True):
        if not _is_grouped(text, before, after):
            break
        if text[before.end] in ",.'’" or after.digits[0] == "0":
            found.clear()  # "4,650" or "5 000" is one number and nothing else
        digits = before.digits + digits
        if len(digits) > MAX_GROUPED:
            break
        found.add(int(digits) * 100 + kopiykas)
    return frozenset(found)


def _is_numeral(text: str, number: Number) -> bool:
    return text[number.start : number.end].isdecimal()


def _is_grouped(text: str, before: Number, after: Number) -> bool:
    """Say whether two numerals may be one: ``4 650``."""
    if after.start - before.end != 1 or text[before.end] not in _GROUP_GAP:
        return False
    written = _is_numeral(text, before) and _is_numeral(text, after)
    return written and len(after.digits) == 3 and len(before.digits) <= 3


def _is_decimal(text: str, before: Number, after: Number) -> bool:
    """Say whether the second number is the fraction of the first: ``520,50``."""
    tight = after.start - before.end == 1 and text[before.end] in ",."
    if not tight or not _is_numeral(text, before) or not text[after.start].isdecimal():
        return False
    written = re.match(r"\d+", text[after.start : after.end])
    return written is not None and len(written[0]) <= 2


def _fraction(text: str, number: Number) -> tuple[int, int]:
    """Return the kopiykas of a fraction, and the unit that it is a fraction of."""
    written = text[number.start : number.end]
    if written.isdecimal():
        return int(written.ljust(2, "0")), 1
    unit = 10**6 if number.value >= 10**6 else 1000
    size = len(re.match(r"\d+", written)[0])  # type: ignore[index]
    return number.value * 100 // 10**size, unit
