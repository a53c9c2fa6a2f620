"""Words that the rules of :mod:`callcore.dialog.saying` put beside numbers."""

from __future__ import annotations

from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.tongue import Gender, Plural

BY: Final[dict[Language, str]] = {"en": " ", "ru": " на ", "uk": " на "}
RADIUS: Final[dict[Language, str]] = {"en": "R", "ru": "эр", "uk": "ер"}
VISCOSITY_W: Final[dict[Language, str]] = {"en": "W", "ru": "дабл-ю", "uk": "дабл-ю"}
AND_DECIMAL: Final[dict[Language, str]] = {"en": "point", "ru": "и", "uk": "і"}
YEAR: Final[dict[Language, str]] = {"en": "", "ru": "год", "uk": "рок|рік"}
YEAR_WORD: Final[dict[Language, str]] = {"en": "", "ru": "года", "uk": "року"}
PERCENT: Final[dict[Language, Plural]] = {
    "en": ("percent", "percent", "percent"),
    "ru": ("процент", "процента", "процентов"),
    "uk": ("відсоток", "відсотки", "відсотків"),
}
MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "uk": (
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ),
}
Unit = tuple[Plural, Gender]


def _english(**units: str) -> dict[str, Unit]:
    return {
        short: ((name, name + "s", name + "s"), "m") for short, name in units.items()
    }


_SHORT: Final = {  # every way to write it -> the English key
    "l": "l", "л": "l", "km": "km", "км": "km", "kg": "kg", "кг": "kg",
    "mm": "mm", "мм": "mm", "cm": "cm", "см": "cm", "ml": "ml", "мл": "ml",
    "pcs": "pcs", "шт": "pcs", "min": "min", "мин": "min", "хв": "min",
}  # fmt: skip
_NAMES: Final[dict[Language, dict[str, Unit]]] = {
    "en": _english(
        l="litre", km="kilometre", kg="kilogram", mm="millimetre", cm="centimetre",
        ml="millilitre", pcs="piece", min="minute",
    ),
    "ru": {
        "l": (("литр", "литра", "литров"), "m"),
        "km": (("километр", "километра", "километров"), "m"),
        "kg": (("килограмм", "килограмма", "килограммов"), "m"),
        "mm": (("миллиметр", "миллиметра", "миллиметров"), "m"),
        "cm": (("сантиметр", "сантиметра", "сантиметров"), "m"),
        "ml": (("миллилитр", "миллилитра", "миллилитров"), "m"),
        "pcs": (("штука", "штуки", "штук"), "f"),
        "min": (("минута", "минуты", "минут"), "f"),
    },
    "uk": {
        "l": (("літр", "літри", "літрів"), "m"),
        "km": (("кілометр", "кілометри", "кілометрів"), "m"),
        "kg": (("кілограм", "кілограми", "кілограмів"), "m"),
        "mm": (("міліметр", "міліметри", "міліметрів"), "m"),
        "cm": (("сантиметр", "сантиметри", "сантиметрів"), "m"),
        "ml": (("мілілітр", "мілілітри", "мілілітрів"), "m"),
        "pcs": (("штука", "штуки", "штук"), "f"),
        "min": (("хвилина", "хвилини", "хвилин"), "f"),
    },
}  # fmt: skip
UNITS: Final[dict[Language, dict[str, Unit]]] = {
    language: {short: names[key] for short, key in _SHORT.items()}
    for language, names in _NAMES.items()
}
SYMBOLS: Final[dict[Language, dict[str, str]]] = {
    "en": {"&": " and ", "+": " plus ", "%": " percent ", "№": "number ", "#": "number ",
           "°": " degrees ", "=": " equals ", "@": " at ", "€": " euros ", "$": " dollars "},
    "ru": {"&": " и ", "+": " плюс ", "%": " процентов ", "№": "номер ", "#": "номер ",
           "°": " градусов ", "=": " равно ", "@": " собака ", "€": " евро ",
           "$": " долларов "},
    "uk": {"&": " і ", "+": " плюс ", "%": " відсотків ", "№": "номер ", "#": "номер ",
           "°": " градусів ", "=": " дорівнює ", "@": " собака ", "€": " євро ",
           "$": " доларів "},
}  # fmt: skip
