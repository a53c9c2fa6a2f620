"""What the words around digits say about them: whose they are, or what they count."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import Line

HINTS: Final = (
    flags.PHONE_WORD
    | flags.NUMBER_WORD
    | flags.ORDER_WORD
    | flags.CARD_WORD
    | flags.SECRET_WORD
    | flags.DOCUMENT_WORD
    | flags.ACCOUNT_WORD
    | flags.OTHER_WORD
    | flags.EXTENSION
)
_ORDER: Final = (  # of a word that is several of them
    flags.PHONE_WORD,
    flags.CARD_WORD,
    flags.SECRET_WORD,
    flags.DOCUMENT_WORD,
    flags.ACCOUNT_WORD,
    flags.ORDER_WORD,
    flags.EXTENSION,
    flags.OTHER_WORD,
)
_REACH: Final = 8  # words from a hint to its digits: "my phone if you want to know is"
_NUMBER_REACH: Final = 3  # "the number of the order"
_CLOSE: Final = " \t\u00a0-–.'\""
_FEW: Final = 3  # digits before "winter tyres"
_NO_ADJECTIVE: Final = flags.NUMBER | flags.DIGITS | flags.FILLER | HINTS
_SIGNS_AFTER: Final = frozenset("%₴$€£°")
_SIGNS_BEFORE: Final = frozenset("№#$€£₴")


def hint_before(line: Line, first: int) -> tuple[int, int]:
    """Return the flag of the nearest hint before word ``first`` and how far it stands.

    ``NUMBER_WORD`` is returned only where nothing says whose number it is.
    """
    for distance in range(1, min(_REACH, first) + 1):
        found = line.words[first - distance].flags & HINTS
        if found & ~flags.NUMBER_WORD:
            return _one_of(found), distance
        if found:
            return whose_number(line, first - distance), distance
    return _hint_after(line, first), 1


def _hint_after(line: Line, first: int) -> int:
    """Return ``SECRET_WORD`` for "the code is 4 8 2 1 from the message", else 0."""
    if not (line.flags & flags.SECRET_WORD and line.flags & flags.CODE_WORD):
        return 0
    before = line.words[max(0, first - _NUMBER_REACH) : first]
    after = line.words[first + 1 : first + 1 + 2 * _REACH]
    if any(word.flags & flags.CODE_WORD for word in before) and any(
        word.flags & flags.SECRET_WORD for word in after
    ):
        return flags.SECRET_WORD
    return 0


def whose_number(line: Line, index: int) -> int:
    """Return the hint before the word "number" at ``index``: "my", "order", "card"."""
    for before in range(index - 1, max(-1, index - 1 - _NUMBER_REACH), -1):
        found = line.words[before].flags
        if found & (flags.OWNER | flags.CALL_WORD):
            return flags.PHONE_WORD
        if found & HINTS & ~flags.NUMBER_WORD:
            return _one_of(found)
    return flags.NUMBER_WORD


def _one_of(found: int) -> int:
    return next((flag for flag in _ORDER if found & flag), flags.NUMBER_WORD)


def marked(line: Line, first: int) -> bool:
    """Return whether a sign before word ``first`` says that it is no telephone: "№"."""
    start = line.starts[first]
    return line.text[max(0, start - 2) : start].strip()[-1:] in _SIGNS_BEFORE


def counted(line: Line, last: int, digits: str) -> int:
    """Return the word up to which a number that ends at word ``last`` counts something.

    -1 if it counts nothing: "25 tyres", "25 new tyres", "25 %".
    """
    end = line.ends[last]
    if line.text[end : end + 2].strip()[:1] in _SIGNS_AFTER:
        return last
    if last + 1 >= len(line.words) or line.gap(last + 1).strip(_CLOSE):
        return -1
    after = line.words[last + 1].flags
    if after & flags.COUNTED:
        # "one second, please" is an amount; "six seven, second please" is not
        return last + 1 if not after & flags.FILLER or digits[-1:] == "1" else -1
    if len(digits) > _FEW or after & _NO_ADJECTIVE or last + 2 >= len(line.words):
        return -1
    follows = line.words[last + 2].flags & flags.COUNTED
    return last + 2 if follows and not line.gap(last + 2).strip(_CLOSE) else -1
