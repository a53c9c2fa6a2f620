"""Codes as they are said: letters by name or as they are, digits as words or numerals.

"а а один два три чотири в с", "bravo charlie 62 89 charlie echo" and "вс 6165 тх" are read
into one pattern of letters and digits, in which a plate or a vehicle's number can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.spoken.tongue import Atom, Kind

LETTER: Final = "L"
ONE_OR_TWO: Final = "A"  # "ка" is К, or К and А
DIGIT: Final = "D"
ZERO_OR_O: Final = "O"  # "oh"

_MOST_WORDS: Final = 24  # of one code; a vehicle's number has 17 characters
_LONGEST_CHUNK: Final = 8  # letters said as one word: "wvwzzz"
_GAP: Final = frozenset(" ,.-\u2014:#/")
_DOUBLED: Final = frozenset({"дабл", "дабел", "double", "двойное", "подвійне"})
_YOU: Final = frozenset(
    {"ю", "у", "ве", "вэ", "u", "you", "v"}
)  # "double u" is one letter
_ASIDE: Final = frozenset(
    {"літери", "літера", "буквы", "буква", "букви", "letters", "цифри", "цифры"}
)
_O: Final = frozenset({"oh", "o"})  # a letter of a plate, or a zero
_LONGEST_GAP: Final = 3
_NAMED: Final = (
    flags.LETTER_SURE | flags.LETTER_MAYBE | flags.LETTER_NAME | flags.CODE_LETTER
)
_SKIPPED: Final = flags.JOINT | flags.FILLER
_THOUSANDS: Final = 3  # digits behind it
_ROOM: Final = {Kind.TEN: 1, Kind.HUNDREDS: 2}  # digits that the next words may fill


@dataclass(slots=True)
class Code:
    """What was read so far: ``shape`` in the letters above, up to the word before ``past``."""

    shape: str
    past: int


def read_code(line: Line, claims: Claims, first: int, *, chunks: bool) -> list[Code]:
    """Return every beginning of the code that starts with word ``first``, shortest first.

    With ``chunks`` a word of a few Latin letters is taken letter by letter.
    """
    found: list[Code] = []
    shape, room = "", 0
    for index in range(first, min(first + _MOST_WORDS, len(line.words))):
        if not _goes_on(line, claims, index, first):
            break
        word = line.words[index]
        if _is_half(line, index):
            continue
        if word.atom is not None and word.flags & flags.NUMBER:
            part, room = _said(word.text, word.atom, room, follows=shape[-1:] == DIGIT)
        else:
            part = _part(line, index, chunks=chunks)
            room = 0
        if not part:
            if found and (word.flags & (_SKIPPED | flags.LINK) or word.text in _ASIDE):
                continue
            break
        shape += part.strip()
        found.append(Code(shape, index + 1))
    return found


def _is_half(line: Line, index: int) -> bool:
    """Return whether the word only begins the name of a letter: "double u"."""
    if line.words[index].text not in _DOUBLED or index + 1 == len(line.words):
        return False
    return line.words[index + 1].text in _YOU


def _goes_on(line: Line, claims: Claims, index: int, first: int) -> bool:
    if line.words[index].flags & flags.TAG:
        return False
    if not claims.free(line.starts[index], line.ends[index]):
        return False
    if index == first:
        return True
    gap = line.gap(index)
    return len(gap) <= _LONGEST_GAP and _GAP.issuperset(gap)


def _scale(value: int, room: int, *, follows: bool) -> tuple[str, int]:
    """Return the digits of "thousand" or "hundred" besides those that stand before it."""
    width = {100: 2, 1000: _THOUSANDS}.get(value, 0)
    if not width:
        return "", 0
    if width < room:
        return " ", width
    return DIGIT * (width if follows else width + 1), width


def _said(said: str, atom: Atom, room: int, *, follows: bool) -> tuple[str, int]:
    """Return the digits of a number word, and how many of them the next one may fill."""
    width = {
        Kind.ZERO: 1, Kind.DIGIT: 1, Kind.TEEN: 2, Kind.TEN: 2, Kind.HUNDREDS: 3
    }.get(atom.kind, 0)  # fmt: skip
    if atom.kind is Kind.REPEAT:
        return DIGIT * (atom.value - 1), 0
    if atom.kind is Kind.SCALE and not atom.ordinal:
        return _scale(atom.value, room, follows=follows)
    if not width or atom.ordinal:
        return "", 0
    if said in _O:
        return ZERO_OR_O, 0
    left = _ROOM.get(atom.kind, 0)
    if atom.kind is not Kind.ZERO and 0 < width <= room:
        # "сто двадцять": within the three digits; "two" may become two hundred
        return " ", _THOUSANDS if width == 1 and room == _THOUSANDS else left
    return DIGIT * width, left


def _part(line: Line, index: int, *, chunks: bool) -> str:
    word = line.words[index]
    length = line.ends[index] - line.starts[index]
    if word.flags & flags.DIGITS:
        return DIGIT * length
    if word.flags & flags.MIXED:
        return "".join([DIGIT if char.isdecimal() else LETTER for char in word.text])
    if word.flags & flags.LETTERS:
        return _letters(word.flags, length, chunks=chunks)
    return ""


def _letters(word_flags: int, length: int, *, chunks: bool) -> str:
    named = word_flags & _NAMED
    if length == 2:
        return ONE_OR_TWO if named else LETTER * 2
    if length == 1 or named:
        return LETTER
    if chunks and word_flags & flags.LATIN and length <= _LONGEST_CHUNK:
        return LETTER * length
    return LETTER * 3 if length == 3 and word_flags & flags.UPPER else ""
