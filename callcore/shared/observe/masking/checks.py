"""Check digits of payment cards and bank accounts."""

from __future__ import annotations

from typing import Final

_COUNTRIES: Final = (  # of the IBAN registry, release 100
    "AD AE AL AT AZ BA BE BG BH BI BR BY CH CR CY CZ DE DJ DK DO EE EG ES FI FK FO FR GB "
    "GE GI GL GR GT HN HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MN "
    "MR MT MU NI NL NO OM PK PL PS PT QA RO RS RU SA SC SD SE SI SK SM SO ST SV TL TN TR "
    "UA VA VG XK YE"
)
_IBAN_COUNTRIES: Final = frozenset(_COUNTRIES.split())


def luhn(digits: str) -> bool:
    """Return whether 13 to 19 digits satisfy ISO/IEC 7812-1, annex B, and are not all 0."""
    if not 13 <= len(digits) <= 19 or not digits.strip("0"):
        return False
    odd = sum(int(digit) for digit in digits[-1::-2])
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (odd + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def iban(text: str) -> bool:
    """Return whether letters and digits satisfy ISO 13616 (remainder 1 modulo 97)."""
    if not 15 <= len(text) <= 34 or not (text.isascii() and text.isalnum()):
        return False
    if text[:2].upper() not in _IBAN_COUNTRIES:
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
