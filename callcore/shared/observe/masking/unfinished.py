"""What a caller is saying just now: a text whose end may be half of something personal."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import read

ELLIPSIS: Final = "…"
_OPEN: Final = (  # a number or a spelled word may be in the making
    flags.DIGITS
    | flags.MIXED
    | flags.NUMBER
    | flags.SINGLE
    | flags.LETTER_NAME
    | flags.LETTER_SURE
)
_HINTS: Final = (  # something personal is about to follow
    flags.MAIL_WORD
    | flags.EMAIL_WORD
    | flags.PHONE_WORD
    | flags.CARD_WORD
    | flags.ACCOUNT_WORD
    | flags.DOCUMENT_WORD
    | flags.NAME_WORD
    | flags.NAME_CALLED
    | flags.ADDRESS_WORD
    | flags.PLACE_HINT
)


def without_open_end(masked: str) -> str:
    """Return the part of a masked text that what is still to come cannot make personal.

    The numbers and letters at its end go, and all that follows a word such as "email": what
    they are shows when the turn is said to its end.
    """
    line = read(masked)
    end = at = len(line.words)
    while at and line.words[at - 1].flags & (_OPEN | flags.FILLER):
        at -= 1
        if line.words[at].flags & _OPEN:
            end = at
    for index in range(end):
        if line.words[index].flags & _HINTS:
            end = index + 1
            break
    if end == len(line.words):
        return masked
    kept = masked[: line.ends[end - 1]] if end else ""
    return f"{kept} {ELLIPSIS}".lstrip()
