"""Phone numbers as callers say them and Asterisk gives them, to one form. Pure.

Numbers that cost whoever calls them, and short ones, are no numbers to us: a callback or
an order for one would be a bill for the shop.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.parse import find_numbers

COUNTRY: Final = "38"  # national numbers of Ukraine begin with 0, nine digits follow it
MAX_SHORT: Final = 6  # digits of an emergency, service or SMS number
MAX_CHARS: Final = 200  # 15 digits in words have some 120
_E164: Final = re.compile(r"\+[1-9]\d{7,14}")
_NATIONAL: Final = re.compile(r"0\d{9}")
_UKRAINE: Final = re.compile(r"\+380\d{9}")
_PLUS: Final = re.compile(r"\s*(?:\+|plus\b|плюс\b)", re.IGNORECASE)
_LETTER: Final = re.compile(r"[^\W\d_]")
_CYRILLIC: Final = re.compile(r"[а-яіїєґё]", re.IGNORECASE)
# E.164 ranges that bill the caller: Ukraine 900 and 703, North America 900 and 976, Britain
# 9 and 871 to 873, Poland 70, Russia 803 and 809, Germany 900 and 137, France 89, Italy 899,
# and those of no country: satellites 870 and 881, networks 882 and 883, premium 979.
_PREMIUM: Final = re.compile(
    r"\+(?:380(?:900|703)|1(?:900|976)|449|4487[123]|4870|7(?:803|809)|49(?:900|137)"
    r"|3389|39899|870|88[123]|979)"
)


def e164(text: str) -> str | None:
    """Return ``text`` as ``+380671234567``; ``None`` if nobody should be called there.

    Digits may be words of any of our languages.
    """
    number = _number(text[:MAX_CHARS])
    return None if number is None or _PREMIUM.match(number) else number


def is_premium(text: str) -> bool:
    """Say whether ``text`` is a number that bills whoever calls it, or a short one."""
    number = _number(text[:MAX_CHARS])
    if number is not None:
        return _PREMIUM.match(number) is not None
    return 3 <= len(_digits(text[:MAX_CHARS])) <= MAX_SHORT


def _number(text: str) -> str | None:
    digits = _digits(text)
    if _PLUS.match(text):
        number = f"+{digits}"
    elif digits.startswith("00"):
        number = f"+{digits[2:]}"
    elif _NATIONAL.fullmatch(digits):
        number = f"+{COUNTRY}{digits}"
    elif len(digits) == 11 and digits.startswith("80"):
        number = f"+3{digits}"
    else:
        number = f"+{digits}" if len(digits) == 12 else ""
    if number.startswith("+380") and not _UKRAINE.fullmatch(number):
        return None
    return number if _E164.fullmatch(number) else None


def _digits(text: str) -> str:
    if not _LETTER.search(text):
        return "".join(str(int(char)) for char in text if char.isdecimal())
    language: Language = "uk" if _CYRILLIC.search(text) else "en"
    return "".join(number.digits for number in find_numbers(text, language))
