"""Say numbers: counts, ordinals, digit by digit, money, counted nouns.

Numbers beyond what the word tables reach are said digit by digit, so nothing raises.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken import en, ru, uk
from callcore.shared.spoken.slavic import SlavicWords, plural_form
from callcore.shared.spoken.tongue import Gender, OrdinalForm, Plural

MAX_CARDINAL: Final = 999_999_999
MAX_ORDINAL: Final = 9_999
_MINUS: Final[dict[Language, str]] = {"en": "minus", "ru": "минус", "uk": "мінус"}
_SLAVIC: Final[dict[Language, SlavicWords]] = {"ru": ru.SAY, "uk": uk.SAY}
_HRYVNIA: Final[dict[Language, Plural]] = {
    "en": ("hryvnia", "hryvnias", "hryvnias"),
    "ru": ("гривна", "гривны", "гривен"),
    "uk": ("гривня", "гривні", "гривень"),
}
_KOPIYKA: Final[dict[Language, Plural]] = {
    "en": ("kopiyka", "kopiykas", "kopiykas"),
    "ru": ("копейка", "копейки", "копеек"),
    "uk": ("копійка", "копійки", "копійок"),
}


def number_words(n: int, language: Language, gender: Gender = "m") -> str:
    """Return the words of ``n``; ``gender`` is that of the counted noun."""
    if n < 0:
        return f"{_MINUS[language]} {number_words(-n, language, gender)}"
    if n > MAX_CARDINAL:
        return digit_words(str(n), language)
    if language == "en":
        return en.cardinal(n)
    return _SLAVIC[language].cardinal(n, gender)


def ordinal_words(n: int, language: Language, form: OrdinalForm = "m") -> str:
    """Return the ordinal of ``n``; English has one form."""
    if not 0 < n <= MAX_ORDINAL:
        return number_words(n, language)
    if language == "en":
        return en.ordinal(n)
    return _SLAVIC[language].ordinal(n, form)


def digit_words(digits: str, language: Language) -> str:
    """Return the decimal digits in ``digits`` one by one; other characters are dropped."""
    return " ".join(number_words(int(c), language) for c in digits if c.isdecimal())


def counted(n: int, forms: Plural, language: Language, gender: Gender = "m") -> str:
    """Return number and noun, "две гривны"; English uses the first two forms."""
    words = number_words(n, language, gender)
    if language == "en":
        return f"{words} {forms[0] if n == 1 else forms[1]}"
    return f"{words} {plural_form(abs(n), forms)}"


def money_words(kopiykas: int, language: Language) -> str:
    """Return an amount of money given in 1/100 UAH."""
    hryvnias, rest = divmod(kopiykas, 100)
    words = counted(hryvnias, _HRYVNIA[language], language, "f")
    if not rest:
        return words
    return f"{words} {counted(rest, _KOPIYKA[language], language, 'f')}"
