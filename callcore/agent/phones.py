"""Phone numbers as callers say them and Asterisk gives them, to one form. Pure."""

from __future__ import annotations

import re
from typing import Final

COUNTRY: Final = "38"  # national numbers of Ukraine begin with 0, nine digits follow it
_E164: Final = re.compile(r"\+[1-9]\d{7,14}")
_NATIONAL: Final = re.compile(r"0\d{9}")


def e164(text: str) -> str | None:
    """Return ``text`` as ``+380671234567``, or ``None`` if it is not a phone number."""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+"):
        number = f"+{digits}"
    elif digits.startswith("00"):
        number = f"+{digits[2:]}"
    elif _NATIONAL.fullmatch(digits):
        number = f"+{COUNTRY}{digits}"
    elif len(digits) == 11 and digits.startswith("80"):
        number = f"+3{digits}"
    else:
        number = f"+{digits}" if len(digits) == 12 else ""
    return number if _E164.fullmatch(number) else None
