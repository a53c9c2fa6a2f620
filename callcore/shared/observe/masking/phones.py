"""Which numbers are telephones: by what was asked, by the words before them, by their form."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.case import Case
from callcore.shared.observe.masking.cutting import NATIONAL, SINGLE
from callcore.shared.observe.masking.dictated import NUMERIC
from callcore.shared.observe.masking.hints import marked
from callcore.shared.observe.masking.memory import Topic

LEAST_UNASKED: Final = 9  # digits; "67 123 45 67" lacks its zero and is dictated so
LEAST_BEGUN: Final = 7  # of one that begins as they do at home: "oh six seven"
LEAST_HINTED: Final = 5  # after "my phone is": a local number, or the first part of one
LEAST_SPOKEN: Final = (
    4  # after it, in words or parts: "my phone ends in two one oh four"
)
LEAST_OPEN: Final = 3  # after it, where more will come: "my phone is oh six seven"
LEAST_NUMBER: Final = 7  # after "number" that nothing says more of
LEAST_ASKED: Final = 2  # after the agent asked: digits come in twos and threes
LEAST_ABROAD: Final = 7  # after a plus
MOST: Final = 15  # E.164
MOST_EXTENSION: Final = 6

_BEGUN: Final = re.compile(r"0[3-9]")
_GROUPED: Final = re.compile(
    r"0[1-9]\d{8,10}|00[1-9]\d{8,13}|380\d{9}|80\d{9}|[78][3489]\d{9}|1?[2-9]\d{9}"
    r"|[1-9]\d{8}|1[38]00\d{6}"
)
_AREA: Final = re.compile(r"[2-9]\d\d[2-9]\d{6}")
_LISTED: Final = re.compile(",")
_SHORT: Final = 12  # words of a turn that may be digits and nothing else
_FOUR: Final = 4
_ENDING_REACH: Final = 6  # words from "the last four digits of my number are" to them
_LOCAL: Final = 7  # digits of a number within a city
_CALL_REACH: Final = 2  # words from "call" to it
_TAG_REACH: Final = 3  # words from a telephone to "extension"


def is_phone(case: Case) -> bool:
    """Return whether the digits are a telephone number or a part of one."""
    if case.memory.knows(case.digits):
        return True
    if len(case.digits) >= LEAST_UNASKED and _is_abroad(case):
        return True
    if case.marked_otherwise or case.asked_otherwise:
        return len(case.digits) >= LEAST_UNASKED and bool(
            NATIONAL.fullmatch(case.digits)
        )
    if marked(case.line, case.piece.first):
        return False
    return any(judge(case) for judge in (_is_asked, _is_hinted, _is_ending, _is_formed))


def _is_abroad(case: Case) -> bool:
    return "+" in case.lead.replace("плюс", "+").replace("plus", "+")


def _is_ending(case: Case) -> bool:
    """Return whether they are the last four, which alone find a customer: "ends in 4471"."""
    four = case.digits[1:] if len(case.digits) == _FOUR + 1 else case.digits
    if len(four) != _FOUR or (len(four) < len(case.digits) and case.digits[0] != "4"):
        return False  # "the last four nine oh one two" is read with its four
    before = case.line.words[
        max(0, case.piece.first - _ENDING_REACH) : case.piece.first
    ]
    return any(word.flags & flags.ENDING for word in before)


def _is_asked(case: Case) -> bool:
    if not case.memory.expecting & Topic.PHONE:
        return False
    return len(case.digits) >= LEAST_ASKED or _only_digits(case)


def _only_digits(case: Case) -> bool:
    told, words = NUMERIC | flags.FILLER | flags.TAG, case.line.words
    return len(words) <= _SHORT and all(word.flags & told for word in words)


def _is_hinted(case: Case) -> bool:
    count, single = len(case.digits), case.piece.alone
    if case.hint == flags.PHONE_WORD:
        if (
            count >= LEAST_OPEN
            and case.near
            and (case.digits[0] == "0" or _is_open(case))
        ):
            return True
        least = LEAST_SPOKEN if case.near and not case.piece.written else LEAST_HINTED
        return count >= least and not (single and count > MOST)
    if case.hint == flags.NUMBER_WORD:
        return count >= (LEAST_UNASKED if single else LEAST_NUMBER)
    if case.hint == flags.EXTENSION and case.distance <= 2:
        return count <= MOST_EXTENSION and (after_a_tag(case) or _is_inner(case))
    return False


def _is_open(case: Case) -> bool:
    """Return whether the turn breaks off behind the digits: more of them will come."""
    ends = case.piece.last == len(case.line.words) - 1
    return ends and not case.piece.written and case.distance <= _CALL_REACH


def _is_inner(case: Case) -> bool:
    """Return whether it is told beside another number: "ext 217, mobile [PHONE]"."""
    told = flags.TAG | flags.PHONE_WORD
    some = len(case.digits) >= LEAST_OPEN and case.distance == 1
    return some and bool(case.line.flags & told)


def after_a_tag(case: Case) -> bool:
    """Return whether an extension follows the number that it belongs to."""
    end = case.piece.first - case.distance
    words = case.line.words[max(0, end - _TAG_REACH) : end]
    return any(word.flags & flags.TAG for word in words)


def _is_formed(case: Case) -> bool:
    digits, piece = case.digits, case.piece
    if len(digits) >= LEAST_ABROAD and _is_abroad(case):
        return True
    if piece.alone:
        return bool(SINGLE.fullmatch(digits))
    if piece.written:
        if len(digits) == _LOCAL and _is_called(case):
            return True
        return bool(_GROUPED.fullmatch(digits)) and _is_tight(case)
    # "a hundred, sixty eight" is heard as 168: a number may seem shorter than it was
    return len(digits) >= (LEAST_BEGUN if _BEGUN.match(digits) else LEAST_UNASKED)


def _is_called(case: Case) -> bool:
    """Return whether it says to call it: "ring 555-0123"."""
    before = case.line.words[max(0, case.piece.first - _CALL_REACH) : case.piece.first]
    return any(word.flags & flags.CALL_WORD for word in before)


def _is_tight(case: Case) -> bool:
    """Return whether written groups hang together, unlike figures in a list."""
    groups = case.piece.groups
    if groups[0].digits == "0" and not _BEGUN.match(case.digits):
        return False  # "0 265 007 544" is a part of a car
    if case.digits[0] == "0" or all(len(group.digits) == 1 for group in groups):
        return True
    if _LISTED.search(case.said):  # as a recogniser writes pauses: "305, 55, 57, 546"
        return len(groups[0].digits) == 3 and bool(_AREA.fullmatch(case.digits))
    if NATIONAL.fullmatch(case.digits):
        return True
    return all(len(group.digits) > 1 for group in groups[1:])
