"""Amounts, stocks and card numbers in what somebody says, in digits or in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.spoken.parse import Number, find_numbers, number_runs

_HRYVNIA: Final = (
    r"(?:грн|гривен\w{0,3}|гривн\w{0,3}|гривень|uah|hryvnias?|hryvnas?|₴)(?!\w)"
)
_WRITTEN: Final = re.compile(
    r"(?<![\w/.,-])(\d{1,3}(?:[ \u00a0,]\d{3})+|\d{1,9})(?:[.,](\d{2}))?\s?" + _HRYVNIA,
    re.IGNORECASE,
)
_AFTER_WORDS: Final = re.compile(r"\s+" + _HRYVNIA, re.IGNORECASE)
_KOPIYKAS: Final = re.compile(
    r"\s+(?:and\s+|и\s+|і\s+)?(.{2,40}?)\s+(?:kopi\w+|копе\w+|копій\w+)", re.IGNORECASE
)
_STOCK: Final = re.compile(
    r"(?:in stock|available|are left|left in|on the shelf|в наличии|на складе|в наявності"
    r"|на складі|залишилося|залишилось|осталось)",
    re.IGNORECASE,
)
CARD_DIGITS: Final = range(13, 20)  # ISO/IEC 7812
_CARD: Final = 16
_FILLERS: Final = 2  # words beside the digits of a dictation: "and then"


@lru_cache(maxsize=4_096)
def numbers_in(text: str, language: Language) -> tuple[Number, ...]:
    """Return the numbers in ``text``; many judges look at the same sentence."""
    return tuple(find_numbers(text, language))


def amounts(text: str, language: Language) -> list[int]:
    """Return the amounts of money in ``text``, in kopiykas, in order of kind."""
    found = [_kopiykas(match) for match in _WRITTEN.finditer(text)]
    for number in numbers_in(text, language):
        in_words = any(sign.isalpha() for sign in text[number.start : number.end])
        unit = _AFTER_WORDS.match(text, number.end)
        if in_words and unit:
            found.append(100 * number.value + _rest(text, unit.end(), language))
    return found


def _kopiykas(match: re.Match[str]) -> int:
    return 100 * int(re.sub(r"\D", "", match[1])) + int(match[2] or 0)


def _rest(text: str, at: int, language: Language) -> int:
    tail = _KOPIYKAS.match(text, at)
    numbers = find_numbers(tail[1], language) if tail else []
    return numbers[0].value if len(numbers) == 1 and numbers[0].value < 100 else 0


def stocks(text: str, language: Language) -> list[int]:
    """Return the numbers in clauses of ``text`` that speak of what is in stock."""
    found = []
    for clause in re.split(r"[.!?;:]|,\s|\bfor\b|\bза\b|\bцін\w*|\bцена\b", text):
        if _STOCK.search(clause):
            found += [one.value for one in _bare(clause, language)]
    return found


def _bare(clause: str, language: Language) -> Iterator[Number]:
    """Yield numbers that count something: no size, viscosity, name or price."""
    for number in find_numbers(clause, language):
        before = clause[max(0, number.start - 1) : number.start]
        after = clause[number.end : number.end + 1]
        if before in tuple("/-RrР#.") or after in tuple("/-.%Ww"):
            continue
        words = clause[number.start : number.end]
        if number.value > 1 and not _is_name(clause, number, words):
            yield number


def _is_name(clause: str, number: Number, words: str) -> bool:
    """Say whether a number belongs to a model, as in "Alpin 6" or "TS 870"."""
    before = clause[: number.start].rstrip().rpartition(" ")[2]
    return words.isdecimal() and before[:1].isupper()


def luhn(digits: str) -> bool:
    """Return whether the check digit is right."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else sum(divmod(2 * digit, 10))
    return total % 10 == 0


def card_numbers(text: str) -> set[str]:
    """Return the full card numbers that ``text`` says in one go."""
    if sum(sign.isdecimal() for sign in text) < 8 and len(text) < 60:
        return set()
    found = set()
    for language in LANGUAGES:
        for run in number_runs(text, numbers_in(text, language)):
            found |= cards_in(run.digits)
    return found


def cards_in(digits: str) -> set[str]:
    """Return the card numbers in a row of digits: all of it, or sixteen of more."""
    rows = {digits} if len(digits) in CARD_DIGITS else set()
    rows |= {digits[at : at + _CARD] for at in range(len(digits) - _CARD + 1)}
    return {row for row in rows if row[0] in "3456" and luhn(row) and len(set(row)) > 1}


def dictated_card(parts: Sequence[str]) -> set[str]:
    """Return the card number that turns make up together; they hold nothing else.

    Order numbers in a row are none: it must be as long as the cards in use, exactly.
    """
    row = "".join(parts)
    whole = all(parts) and len(row) in (15, _CARD) and row[0] in "345" and luhn(row)
    return {row} if whole else set()


def dictation(text: str, language: Language) -> str:
    """Return the digits of a turn that is hardly more than digits, else ''."""
    rest = text
    for number in reversed(numbers_in(text, language)):
        rest = rest[: number.start] + rest[number.end :]
    if len(re.findall(r"[^\W\d]+", rest)) > _FILLERS:
        return ""
    return digits_said(text, language)


def digits_said(text: str, language: Language) -> str:
    """Return all digits of ``text`` in a row."""
    return "".join(number.digits for number in numbers_in(text, language))
