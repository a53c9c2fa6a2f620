"""Plates and vehicles' numbers that are spelled without a word that says so.

"шкода а тридцять один сорок сім ве ес" can be nothing else: letters by their names around as
many digits as a plate has. Small words that are letters, too ("а", "о", "a") do not count.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codewords import Code, read_code
from callcore.shared.observe.masking.found import NOTHING, Found
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.words import Word

_NAMED: Final = flags.LETTER_SURE | flags.LETTER_MAYBE | flags.CODE_LETTER
_LETTER: Final = _NAMED | flags.SINGLE
_CODED: Final = _LETTER | flags.NUMBER | flags.DIGITS | flags.MIXED
_UKRAINE: Final = re.compile(r"[LA]{1,2}[DO]{4}[LA]{1,2}")
_RUSSIA: Final = re.compile(r"[LA][DO]{3}[LAO]{2}(?:[DO]{2,3})?")
_BRITAIN: Final = re.compile(r"LL[DO]{2}L{3}")
_INSURED: Final = re.compile(r"[LA]{2}D{6}[LA]")
_SHAPES: Final = (
    (_UKRAINE, 2, "PLATE"),
    (_RUSSIA, 3, "PLATE"),
    (_BRITAIN, 4, "PLATE"),
    (_INSURED, 2, "ID"),
)
_VIN_LENGTH: Final = 17
_VIN_LETTERS: Final = 5
_VIN_DIGITS: Final = 3
_VIN_CHANGES: Final = 3
_CHANGE: Final = re.compile(r"(?<=[LA])(?=[DO])|(?<=[DO])(?=[LA])")
_WORDS: Final = (  # that are names of letters, too
    "a i o u y at to am be he me it ah ok hi oh ma pa see are you why"
    " а е є и і й о у в к с я на не но ни ні та то те ти ми се со во ко де же це эти ти да"
    " эй ей знак"
)
_TALK: Final = frozenset(_WORDS.split())
_LONGEST_PLATE: Final = 9
_FEWEST: Final = 2  # letters of the shortest of them


def claim_spelled_codes(line: Line, claims: Claims) -> None:
    """Claim what is spelled so that it can only be a plate, a VIN or a paper."""
    if not line.flags & _NAMED and not line.flags & flags.SINGLE:
        return
    if not line.flags & (flags.NUMBER | flags.DIGITS):
        return
    words = line.words
    if sum(1 for word in words if _is_sure(word)) < _FEWEST:
        return
    behind = 0
    for index, word in enumerate(words):
        if index < behind or not word.flags & _LETTER:
            continue
        start, end, label = _found(line, claims, index)
        if label and claims.free(start, line.ends[end - 1]):
            claims.replace(start, line.ends[end - 1], label)
            behind = end


def _is_sure(word: Word) -> bool:
    """Return whether the word is hardly anything but a letter."""
    return bool(word.flags & _LETTER) and word.text not in _TALK


def _found(line: Line, claims: Claims, index: int) -> Found:
    """Return where the code begins, the word behind it and its label."""
    codes = read_code(line, claims, index, chunks=False)
    best = NOTHING
    for code in codes:
        label = _label(line, index, code)
        if label:
            best = (line.starts[index], code.past, label)
    if codes and len(codes[-1].shape) <= _VIN_LENGTH + 1:
        for code in codes:
            if _is_vin(code):
                best = (line.starts[index], code.past, "VIN")
    return best


def _label(line: Line, index: int, code: Code) -> str:
    for shape, least, label in _SHAPES:
        if shape.fullmatch(code.shape):
            said = line.words[index : code.past]
            if sum(1 for word in said if _is_sure(word)) >= least:
                return label
    return ""


def _is_vin(code: Code) -> bool:
    letters = code.shape.count("L") + code.shape.count("A")
    digits = len(code.shape) - letters
    if (
        not len(code.shape)
        <= _VIN_LENGTH
        <= len(code.shape) + min(2, code.shape.count("A"))
    ):
        return False
    if letters < _VIN_LETTERS or digits < _VIN_DIGITS:
        return False
    return len(_CHANGE.findall(code.shape)) >= _VIN_CHANGES
