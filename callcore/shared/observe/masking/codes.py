"""Codes that a word introduces: "order 4194785", "держномер ...", "ІПН ...", "born on ...".

The word says what is meant, so the code behind it need not prove itself: it may be wrong in a
digit, spelled, or of a form that nobody has written down. What may stand between the two is a
few small words; a telephone or another code ends the search.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from callcore.shared.observe.masking import checks, flags
from callcore.shared.observe.masking.accounts import account
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codewords import Code, read_code
from callcore.shared.observe.masking.cutting import begins_account
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.papers import (
    abbreviated,
    birth,
    born_before,
    document,
)
from callcore.shared.observe.masking.spelledcodes import claim_spelled_codes

_TRIGGERS: Final = (
    flags.CODE_ORDER
    | flags.CODE_PLATE
    | flags.CODE_VIN
    | flags.CODE_ID
    | flags.CODE_CARD
    | flags.CODE_IBAN
    | flags.CODE_BIRTH
)
_PERSONAL: Final = _TRIGGERS & ~flags.CODE_ORDER
_ENDS: Final = flags.CODE_ORDER | flags.PHONE_WORD | flags.TAG
_CODED: Final = flags.DIGITS | flags.MIXED | flags.NUMBER | flags.UNDERSCORE
_SHORT: Final = flags.SINGLE | flags.DIGITS | flags.CYRILLIC
_INITIALS: Final = re.compile("[дргДРГ]\\. ?[нрНР]")  # of "date of birth"
_WINDOW: Final = 8  # words between a word and what it introduces
_PATIENCE: Final = 2  # of them that say something else
_WEAK_VIN: Final = frozenset({"він", "шасі", "шасси"})  # "він" is mostly "he"
_BANK: Final = ("bank", "банк", "number", "no", "номер", "розрахунк", "расчетн")
_ACCOUNT: Final = re.compile(r"\d{8,17}(?![\w-])|\d{4,6}(?:[ -]\d{3,6}){1,3}(?![\w-])")
_TRAILED: Final = ("прицеп", "причеп", "причіп", "trailer")
_SPELLED: Final = flags.SINGLE | flags.NUMBER | flags.CODE_LETTER | flags.LETTER_SURE
_SURE_PLATE: Final = re.compile(r"plates?|(?:number|car)plate|(?:держ|гос|рег)\w*|грз")
_IDENTITY: Final = frozenset({"id", "identity", "айді", "айди"})

_ORDER: Final = re.compile(
    r"(?:[\s:#№=\"'(\[]|\\\"|numbers?\b|номер\w{0,2}|no\.|nr\b|is\b|id\b|ids\b|код\w?\b|code\b"
    r"|за\b|под\b|під\b|от\b|від\b|товар\w{0,2}|product\b|item\b){0,8}"
    r"(?P<code>(?:[A-Za-zА-Яа-яІЇЄҐіїєґ]{1,8}[_-])?\w{0,12}\d[\w-]{0,40})",
    re.IGNORECASE,
)
_GROUPS: Final = re.compile(r"\d{2,4}(?: \d{2,4}){1,5}(?![\w])")
_MOST_GROUPED: Final = 9  # digits; a telephone has more

_CARD: Final = re.compile(r"\d{4}(?:[ .-]{1,3}\d{2,6}){2,4}(?!\w)|\d{13,19}(?!\w)")

_PLATES: Final = (
    re.compile(r"[LAO]{1,2}[DO]{4}[LAO]{1,2}"),
    re.compile(r"[LAO][DO]{3}[LAO]{1,2}[DO]{2,3}"),
    re.compile(r"[LAO][DO]{3}[LAO]{1,2}"),
    re.compile(r"LL[DO][DO][LO]{3}"),
    re.compile(r"[LAO]{1,2}[DO]{3}[LAO]{2}(?:[DO]{2,3})?"),
)
_DIGITS_FIRST: Final = re.compile(r"[DO]{4}[LAO]{2,4}")  # "95 47, letters a e k h"
_TRAILER: Final = re.compile(r"[LA]{1,2}[DO]{4}(?:[DO]{2,3})?")
_RENTED: Final = re.compile(r"DL{3}D{3}|L{3}D{3,4}")  # of the States
_ANY_PLATE: Final = re.compile(r"(?=[LA]*[DO])(?=[DO]*[LA])[LADO]{5,9}")
_SHORTEST_SPELLED: Final = 4  # letters and digits of an article
_VIN_LENGTH: Final = 17
_SHORTEST_VIN: Final = 11


def claim_codes(line: Line, claims: Claims, _memory: Memory) -> None:
    """Claim what is introduced: orders stay, what is of a person goes."""
    if not line.flags & _CODED:
        return
    _claim_told(line, claims)
    claim_spelled_codes(line, claims)


def _claim_told(line: Line, claims: Claims) -> None:
    if line.flags & _SHORT == _SHORT and _INITIALS.search(line.text):
        abbreviated(line, claims)
    if not line.flags & _TRIGGERS:
        return
    for index, word in enumerate(line.words):
        found = word.flags & _TRIGGERS
        if found:
            if index and line.words[index - 1].text in _IDENTITY:
                found |= flags.CODE_ID  # "ID card"
            behind = line.words[index + 1].text if index + 1 < len(line.words) else ""
            if _SURE_PLATE.fullmatch(behind):
                found &= ~flags.CODE_ID  # "licence plate"
            _introduced(line, claims, index, found)


def _introduced(line: Line, claims: Claims, index: int, found: int) -> None:
    if found & flags.CODE_ORDER:
        _keep_order(line, claims, index)
    if found & flags.CODE_BIRTH and born_before(line, claims, index):
        return
    if not found & _PERSONAL:
        return
    patience = _PATIENCE
    for at in range(index + 1, min(index + 1 + _WINDOW, len(line.words))):
        word = line.words[at].flags
        if word & _ENDS & ~found or _claim(line, claims, (index, found), at):
            _taxpayer(line, claims, found, at)
            break
        patience -= not word & (flags.LINK | found)
        if patience < 0:
            break


def _taxpayer(line: Line, claims: Claims, found: int, at: int) -> None:
    """Replace a tax number behind what it is for: "ІПН для рахунку 3525987249"."""
    if not (found & flags.CODE_ID and line.words[at].flags & flags.CODE_ORDER):
        return
    for near in range(at + 1, min(at + 1 + _PATIENCE, len(line.words))):
        start, end = line.starts[near], line.ends[near]
        if checks.taxpayer(line.text[start:end]) and claims.free(start, end):
            claims.replace(start, end, "ID")


def _claim(line: Line, claims: Claims, told: tuple[int, int], at: int) -> bool:
    """Claim what begins with word ``at``, if it is what the word ``told`` speaks of."""
    word, start = line.words[at].flags, line.starts[at]
    if word & flags.LINK and not word & (flags.NUMBER | flags.SINGLE):
        return False
    if not claims.free(start, line.ends[at]):
        return False
    for flag, look in _LOOKS:
        if told[1] & flag:
            end, label = look(line, claims, told[0], at)
            if end > start and claims.free(start, end):
                claims.replace(start, end, label)
                return True
    return False


def _plate(line: Line, claims: Claims, index: int, at: int) -> tuple[int, str]:
    codes = read_code(line, claims, at, chunks=False)
    told = line.words[index].text
    sure = _SURE_PLATE.fullmatch(told) is not None
    best = -1
    for code in codes:
        if (
            any(shape.fullmatch(code.shape) for shape in _PLATES)
            or (told.startswith(_TRAILED) and _TRAILER.fullmatch(code.shape))
            or (_DIGITS_FIRST.fullmatch(code.shape) and line.flags & flags.SPELL_WORD)
        ):
            best = code.past
    if best < 0 and sure:
        best = _foreign_plate(line, codes, at)
    if best < 0 and codes and codes[0].past == at + 1 and index + 1 >= at - 1:
        written = line.words[at].flags
        if written & flags.UPPER and _RENTED.fullmatch(codes[0].shape):
            best = codes[0].past
    return (line.ends[best - 1] if best > 0 else -1), "PLATE"


def _foreign_plate(line: Line, codes: list[Code], at: int) -> int:
    """Return the word behind a written plate of any country; spelled ones are ours."""
    best = -1
    spelled = (
        all(word.flags & _SPELLED for word in line.words[at : codes[-1].past])
        if codes
        else False
    )
    for code in codes if spelled else codes[:3]:
        written = line.words[code.past - 1].flags
        if code.past - at > 1 and written & flags.NUMBER and not spelled:
            break
        if _ANY_PLATE.fullmatch(code.shape):
            best = code.past
    return best


def _vin(line: Line, claims: Claims, index: int, at: int) -> tuple[int, str]:
    whole = partial = -1
    for code in read_code(line, claims, at, chunks=True):
        doubtful = code.shape.count("A")
        if "D" not in code.shape:
            continue
        if len(code.shape) <= _VIN_LENGTH <= len(code.shape) + doubtful:
            whole = line.ends[code.past - 1]
        if _SHORTEST_VIN <= len(code.shape) < _VIN_LENGTH:
            partial = line.ends[code.past - 1]
    if whole > 0 or line.words[index].text in _WEAK_VIN:
        return whole, "VIN"
    return partial, "VIN"


def _card(line: Line, _claims: Claims, _index: int, at: int) -> tuple[int, str]:
    if not line.words[at].flags & flags.DIGITS:
        return -1, "CARD"
    match = _CARD.match(line.text, line.starts[at])
    if match is None or not 13 <= sum(map(str.isdecimal, match[0])) <= 19:
        return -1, "CARD"
    return match.end(), "CARD"


def _account(line: Line, _claims: Claims, index: int, at: int) -> tuple[int, str]:
    """Return a bank account that is no IBAN; "рахунок" alone is an invoice."""
    around = line.words[max(0, index - 1) : index] + line.words[index + 1 : at]
    if not any(word.text.startswith(_BANK) for word in around):
        return -1, "IBAN"
    match = _ACCOUNT.match(line.text, line.starts[at])
    return (match.end() if match else -1), "IBAN"


def _keep_order(line: Line, claims: Claims, index: int) -> None:
    if line.words[index].flags & flags.CODE_IBAN and begins_account(line, index + 1):
        return  # "рахунок" is an invoice and an account
    match = _ORDER.match(line.text, line.ends[index])
    if match is None:
        _keep_spelled(line, claims, index)
        return
    start, end = match.span("code")
    at = bisect_left(line.starts, start, index + 1)
    if any(account(line, near)[2] for near in range(at, min(at + 2, len(line.words)))):
        return
    grouped = _GROUPS.match(line.text, start)
    if grouped and sum(map(str.isdecimal, grouped[0])) <= _MOST_GROUPED:
        end = max(end, grouped.end())
    if claims.free(start, end):
        claims.keep(start, end)


def _keep_spelled(line: Line, claims: Claims, index: int) -> None:
    """Protect an article that is spelled: "part g d b one five five oh"."""
    for at in range(index + 1, min(index + 1 + _PATIENCE, len(line.words))):
        codes = read_code(line, claims, at, chunks=False)
        if codes and len(codes[-1].shape) >= _SHORTEST_SPELLED:
            shape = codes[-1].shape
            if "D" in shape and not shape.startswith("D") and at + 1 < codes[-1].past:
                claims.keep(line.starts[at], line.ends[codes[-1].past - 1])
            return
        if not line.words[at].flags & flags.LINK:
            return


_LOOKS: Final = (
    (flags.CODE_PLATE, _plate),
    (flags.CODE_VIN, _vin),
    (flags.CODE_CARD, _card),
    (flags.CODE_ID, document),
    (flags.CODE_IBAN, _account),
    (flags.CODE_BIRTH, birth),
)
