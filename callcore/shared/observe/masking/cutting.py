"""A run of digits cut into the numbers that it holds: sizes, cards, telephones, sums."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.amounts import leading
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import Group, Run
from callcore.shared.observe.masking.hints import HINTS
from callcore.shared.observe.masking.line import Line

# whole numbers of Ukraine, of Russia, of others with a trunk or an exit prefix
NATIONAL: Final = re.compile(r"0[1-9]\d{8}|380\d{9}|80\d{9}|[78][3489]\d{9}")
SINGLE: Final = re.compile(
    r"0[1-9]\d{8,9}|00[1-9]\d{8,13}|380\d{9}|80\d{9}|[78][3489]\d{9}"
    r"|44[1237]\d{9}|1[2-9]\d\d[2-9]\d{6}"  # Britain, North America
)
CARD_FIRST: Final = frozenset("23456")  # 1 begins stamps and invoices
CARD_PLAIN: Final = 16  # digits
CARD_SHORTEST: Final = 13
CARD_LONGEST: Final = 19
_WHOLE: Final = re.compile(r"0[3-9]\d{8}|380\d{9}|[78]9\d{9}")
_LONGEST_WHOLE: Final = 12
_LEFT_OVER: Final = 3  # digits behind a whole number: said again, or an extension
_BEGUN: Final = re.compile(r"0[3-9]\d|380")
_MOST_ASIDE: Final = 5  # words that have nothing to do with it
_TELLING: Final = HINTS | flags.COUNTED | flags.RIM | flags.TAG
LETTERS: Final = flags.SINGLE | flags.LETTER_SURE | flags.LETTER_MAYBE
ACCOUNT_LEAST: Final = 20  # digits of an account where only two letters tell
COUNTRY: Final = frozenset({"ua", "уа", "юа"})  # of an account, in one word
_ACCOUNT_MOST: Final = 40
_ACCOUNT_REACH: Final = 4
_WINDOW: Final = 40  # groups looked at together, so that the work stays linear


def pieces(line: Line, run: Run) -> list[Run]:
    """Return the parts of a run that are numbers of their own."""
    if len(run.groups) == 1 or _is_account(line, run):
        return [run]
    parts, start = [], 0
    while start < len(run.groups):
        groups = run.groups[start : start + _WINDOW]
        length = leading(line, groups) or _card_length(groups) or _phone_length(groups)
        parts.append(Run(groups[:length]))
        start += length
    return parts


def _is_account(line: Line, run: Run) -> bool:
    """Return whether letters or a word before it say that all of it is an account."""
    before = line.words[max(0, run.first - _ACCOUNT_REACH) : run.first]
    if not (
        is_lettered(line, run.first)
        or any(word.flags & flags.ACCOUNT_WORD for word in before)
    ):
        return False
    return ACCOUNT_LEAST <= len(run.digits) <= _ACCOUNT_MOST


def is_lettered(line: Line, first: int) -> bool:
    """Return whether the letters of a country stand before word ``first``: "у а", "ua"."""
    if first and line.words[first - 1].text in COUNTRY:
        return True
    before = line.words[max(0, first - 2) : first]
    return len(before) == 2 and all(word.flags & LETTERS for word in before)


def begins_account(line: Line, at: int) -> bool:
    """Return whether an account number may begin at word ``at``, or at the next one."""
    for first in range(at + 1, min(at + 4, len(line.words))):
        numeric = line.words[first].flags & (flags.DIGITS | flags.NUMBER)
        if numeric and is_lettered(line, first):
            return True
    return False


def joined(line: Line, claims: Claims, found: list[Run]) -> list[Run]:
    """Return the runs, those as one that words between kept from being a whole number.

    "Oh six seven, you will laugh, one two three four five six seven": ten digits that
    begin as they do at home are no chance.
    """
    parts = found[:1]
    for run in found[1:]:
        last = parts[-1]
        if 0 < run.first - last.last - 1 <= _MOST_ASIDE and _completes(last, run):
            between = range(last.last + 1, run.first)
            open_gap = claims.free(line.ends[last.last], line.starts[run.first])
            if open_gap and not any(line.words[i].flags & _TELLING for i in between):
                last.groups.extend(run.groups)
                continue
        parts.append(run)
    return parts


def _completes(begun: Run, rest: Run) -> bool:
    if len(begun.groups) + len(rest.groups) > _LONGEST_WHOLE:
        return False
    digits = begun.digits
    return bool(_BEGUN.match(digits)) and bool(_WHOLE.fullmatch(digits + rest.digits))


def _phone_length(groups: list[Group]) -> int:
    """Return how many of the groups may be one number, at least one."""
    digits, left = "", sum([len(group.digits) for group in groups])
    for index, group in enumerate(groups):
        digits, left = digits + group.digits, left - len(group.digits)
        whole = len(digits) <= _LONGEST_WHOLE and _WHOLE.fullmatch(digits)
        # "two hundred twelve, five hundred, one thousand and six" is a whole number, too
        sum_of_its_own = group.amount and not (whole or NATIONAL.fullmatch(digits))
        if sum_of_its_own or (group.written and SINGLE.fullmatch(group.digits)):
            return index or 1
        if whole and left > _LEFT_OVER:
            return index + 1
    return len(groups)


def _card_length(groups: list[Group]) -> int:
    """Return how many of the groups are the number of a payment card, 0 if none."""
    digits, left = "", sum([len(group.digits) for group in groups])
    if groups[0].digits[:1] not in CARD_FIRST or left < CARD_SHORTEST:
        return 0
    for index, group in enumerate(groups):
        digits, left = digits + group.digits, left - len(group.digits)
        if len(digits) > CARD_LONGEST:
            break
        # shorter ones are rare: one in ten numbers cut short passes the check
        if checks.luhn(digits) and (len(digits) == CARD_PLAIN or not left):
            return len(groups) if left <= _LEFT_OVER else index + 1
    return 0
