"""Runs of digits, in words or not, that are telephones, cards, accounts, codes, documents."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.amounts import is_size, is_time
from callcore.shared.observe.masking.case import Case
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.cutting import (
    ACCOUNT_LEAST,
    CARD_FIRST,
    CARD_LONGEST,
    CARD_PLAIN,
    joined,
    pieces,
)
from callcore.shared.observe.masking.dictated import NUMERIC, Run, runs
from callcore.shared.observe.masking.hints import HINTS, counted
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.phones import after_a_tag, is_phone

PHONE: Final = "PHONE"
CARD: Final = "CARD"
IBAN: Final = "IBAN"
ID: Final = "ID"

_LEAST_ASKED: Final = 2  # digits of a card or a document that was asked for
_IBAN_HINTED: Final = 10
_CARD_HINTED: Final = 12
_LEAST_BARE: Final = 7  # digits where no word says what they are, see phones.py
_LEAST_NAMED: Final = 3
_LOWERING: Final = HINTS & ~(flags.ORDER_WORD | flags.OTHER_WORD) | flags.ENDING
_SECRET: Final = range(3, 9)  # CVV, PIN, codes from messages
_DOCUMENT: Final = range(5, 15)
_LONELY: Final = frozenset({"oh", "o"})  # zero only beside another digit: "oh, hello"


def claim_dialled(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim telephone and card numbers, and the codes and documents that are named."""
    if not line.flags & NUMERIC:
        return
    least = _least(line, memory)
    for run in joined(line, claims, runs(line, claims)):
        for piece in pieces(line, run):
            number = _uncounted(line, claims, piece)
            if number.groups and len(number.digits) >= least:
                _claim(claims, Case(line, number, memory))


def _least(line: Line, memory: Memory) -> int:
    """Return how many digits a number must have to be worth a look."""
    told = memory.known or memory.heard  # a part of one may come again
    if memory.expecting or told or line.flags & flags.EXTENSION:
        return 1
    return _LEAST_NAMED if line.flags & _LOWERING else _LEAST_BARE


def _claim(claims: Claims, case: Case) -> None:
    label = _label(case)
    if label is None:
        return
    line, piece, lead = case.line, case.piece, case.lead
    start, end = line.starts[piece.first], line.ends[piece.last]
    if label in (IBAN, ID):
        first, last = case.with_letters()
        start, end = line.starts[first], line.ends[last]
    elif label == PHONE and case.hint == flags.EXTENSION and after_a_tag(case):
        start = line.starts[piece.first - case.distance]
    elif lead and claims.free(start - len(lead), start):
        start -= len(lead)
        end += "(" in lead and line.text[end : end + 1] == ")"
    if claims.free(start, end):
        claims.replace(start, end, label)
        case.memory.note(label, case.digits)


def _uncounted(line: Line, claims: Claims, piece: Run) -> Run:
    """Return the piece without the amount at its end, which is kept: "4 tyres"."""
    last = piece.groups[-1]
    until = counted(line, last.last, last.digits)
    if until < 0:
        return piece
    start, end = line.starts[last.first], line.ends[until]
    if claims.free(start, end):
        claims.keep(start, end)
    return Run(piece.groups[:-1])


def _is_sum(case: Case) -> bool:
    """Return whether it is in thousands, which only begin a card: "4 thousand 111"."""
    alone = len(case.piece.groups) == 1 and case.piece.groups[0].amount
    return alone and not case.memory.expecting & Topic.CARD


def _label(case: Case) -> str | None:
    piece, words = case.piece, case.line.words
    if case.hint != flags.PHONE_WORD and is_size(case.line, piece):
        return None
    if _is_sum(case) or is_time(case.line, piece):
        return None
    asked = case.memory.expecting & Topic.PHONE
    if piece.first == piece.last and words[piece.first].text in _LONELY and not asked:
        return None
    return _of_money(case) or _of_documents(case) or (PHONE if is_phone(case) else None)


def _of_money(case: Case) -> str | None:
    count = len(case.digits)
    if case.hint == flags.ACCOUNT_WORD and count >= _IBAN_HINTED:
        return IBAN
    if count >= ACCOUNT_LEAST and case.lettered:
        return IBAN
    return CARD if case.hint != flags.ORDER_WORD and _is_card(case, count) else None


def _is_card(case: Case, count: int) -> bool:
    if case.digits[0] in CARD_FIRST and count <= CARD_LONGEST:
        if checks.luhn(case.digits) or checks.luhn(case.digits[:CARD_PLAIN]):
            return True
        if count == CARD_PLAIN and _in_fours(case.piece):
            return True
    if case.hint == flags.CARD_WORD and _CARD_HINTED <= count <= CARD_LONGEST:
        return True
    return _is_asked(case, Topic.CARD)


def _in_fours(piece: Run) -> bool:
    """Return whether sixteen digits came as a card's do; its check digit may be misheard."""
    return not piece.written or [len(group.digits) for group in piece.groups] == [4] * 4


def _of_documents(case: Case) -> str | None:
    count = len(case.digits)
    if case.hint == flags.SECRET_WORD and case.near and count in _SECRET:
        return ID
    if case.hint == flags.DOCUMENT_WORD and count in _DOCUMENT:
        return ID
    return ID if _is_asked(case, Topic.DOCUMENT) else None


def _is_asked(case: Case, topic: Topic) -> bool:
    asked = case.memory.expecting & topic and not case.marked_otherwise
    return bool(asked) and len(case.digits) >= _LEAST_ASKED
