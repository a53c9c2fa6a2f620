"""A caller's number as people who need not know it see it: ``+380•••67``.

The network writes caller ids, so any text may come. Whoever sees the masked form can tell
two callers of a board apart, and cannot dial either.
"""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "•••"
LEAD: Final = 3  # digits that are shown: at most a country and an operator
TAIL: Final = 2
LONG: Final = 9  # digits; of a shorter number the lead would tell too much
MEDIUM: Final = 6
LONGEST: Final = 40  # characters that are looked at; E.164 has 15 digits

_SEPARATORS: Final = re.compile(r"[\s().\-/]+")
_NUMBER: Final = re.compile(r"(\+?)([0-9]+)", re.ASCII)


def masked(number: str) -> str:
    """Return ``number`` without its middle; ``""`` if it was withheld.

    Short numbers keep their last digits only or nothing, and what is no number is hidden
    whole. Never raises; masking twice hides no more.
    """
    text = _SEPARATORS.sub("", number[:LONGEST])
    if not any(char.isalnum() for char in text):
        return HIDDEN if HIDDEN in text else ""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return number if _MASKED.fullmatch(number) else HIDDEN
    plus, digits = found.groups()
    if len(digits) >= LONG:
        return f"{plus}{digits[:LEAD]}{HIDDEN}{digits[-TAIL:]}"
    return f"{HIDDEN}{digits[-TAIL:]}" if len(digits) >= MEDIUM else HIDDEN


_MASKED: Final = re.compile(r"(?:\+?[0-9]{3})?•••[0-9]{2}", re.ASCII)
