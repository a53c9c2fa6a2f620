"""Check digits and lengths of cards, accounts and papers."""

from __future__ import annotations

from typing import Final

_LENGTHS: Final = {  # of the IBAN registry, release 100
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
IBAN_LENGTHS: Final = {
    country: length for length, those in _LENGTHS.items() for country in those.split()
}
_UKRAINIAN: Final = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_RUSSIAN: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_SNILS_MODULUS: Final = 101


def luhn(digits: str) -> bool:
    """Return whether 13 to 19 digits satisfy ISO/IEC 7812-1, annex B, and are not all 0."""
    if not 13 <= len(digits) <= 19 or not digits.strip("0"):
        return False
    odd = sum(int(digit) for digit in digits[-1::-2])
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    return (odd + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def iban(text: str) -> bool:
    """Return whether letters and digits satisfy ISO 13616 (remainder 1 modulo 97)."""
    if not (text.isascii() and text.isalnum()):
        return False
    if IBAN_LENGTHS.get(text[:2].upper()) != len(text):
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def card(digits: str) -> bool:
    """Return whether the digits can be of a payment card of a network in use.

    A number of 13 digits must begin as the old ones of Visa did; one of 14 as those of
    Diners Club: most such numbers are articles and parcels. None begins with 1, as stamps do.
    """
    starts = {13: "4", 14: "3"}.get(len(digits), "23456")
    return digits[:1] in tuple(starts) and luhn(digits)


def ean(digits: str) -> bool:
    """Return whether 13 digits satisfy the check digit of an article (GS1)."""
    if len(digits) != 13:
        return False
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return total % 10 == 0


def snils(digits: str) -> bool:
    """Return whether 11 digits are a Russian insurance number."""
    if len(digits) != 11:
        return False
    total = sum(int(digit) * (9 - at) for at, digit in enumerate(digits[:9]))
    return total % _SNILS_MODULUS % 100 == int(digits[9:])


def taxpayer(digits: str) -> bool:
    """Return whether 10 or 12 digits are a person's tax number of Ukraine or Russia."""
    if not digits.isdecimal():
        return False
    if len(digits) == len(_UKRAINIAN) + 1:
        total = _weighed(digits, _UKRAINIAN)
        return total % 11 % 10 == int(digits[-1])
    if len(digits) != len(_RUSSIAN) + 1:
        return False
    return all(
        _weighed(digits[:past], _RUSSIAN[-past:]) % 11 % 10 == int(digits[past])
        for past in (10, 11)
    )


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(
        int(digit) * weight for digit, weight in zip(digits, weights, strict=False)
    )


def social_security(digits: str) -> bool:
    """Return whether 9 digits can be a social security number of the United States."""
    return (
        digits[:3] not in {"000", "666"}
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )
