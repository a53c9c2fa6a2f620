"""Numbers and names for the written turns; test has other names than train."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from callcore.shared.ids import Language
from callcore.shared.spoken.say import digit_words, number_words

Names = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

#: slot: names for train and tune, names for test
_NAMES: Final[Mapping[Language, Names]] = {
    "en": {
        "car": (("Ford Focus", "Toyota", "Honda Civic", "Audi"), ("Volvo", "Mazda")),
        "brand": (("Michelin", "Goodyear", "Hankook"), ("Dunlop", "Bridgestone")),
        "city": (("London", "Bristol", "Dover", "Leeds"), ("Oxford", "Brighton")),
        "name": (("Peter Brown", "Anna Smith", "John Miller"), ("Mary Jones", "David")),
        "day": (("Monday", "Tuesday", "Friday"), ("Thursday", "Saturday")),
    },
    "ru": {
        "car": (("форд фокус", "опель", "ланос", "логан"), ("мерседес", "пежо")),
        "brand": (("мишлен", "гудиер", "ханкук"), ("данлоп", "бриджстоун")),
        "city": (("Киев", "Харьков", "Львов", "Николаев"), ("Днепр", "Херсон")),
        "name": (("Анна Петрова", "Сергей", "Иван Бондарь"), ("Ольга", "Максим")),
        "day": (("понедельник", "вторник"), ("четверг",)),
    },
    "uk": {
        "car": (("форд фокус", "опель", "ланос", "логан"), ("мерседес", "пежо")),
        "brand": (("мішлен", "гудієр", "ханкук"), ("данлоп", "бріджстоун")),
        "city": (("Київ", "Харків", "Львів", "Миколаїв"), ("Дніпро", "Херсон")),
        "name": (("Ганна Петренко", "Сергій", "Іван Бондар"), ("Ольга", "Максим")),
        "day": (("понеділок", "вівторок"), ("четвер",)),
    },
}
_WIDTHS: Final = (175, 185, 195, 205, 215, 225)
_PROFILES: Final = (45, 50, 55, 60, 65, 70)
_RIMS: Final = (13, 14, 15, 16, 17, 18)
_SLOT: Final = re.compile(r"\{(\w+)\}")
_PAUSE_SHARE: Final = 0.8  # of the gaps between groups of digits


def fill(line: str, language: Language, rng: np.random.Generator, *, test: bool) -> str:
    """Return ``line`` with every ``{slot}`` filled. Raises KeyError for unknown ones."""
    makers: dict[str, Callable[[], str]] = {
        "n": lambda: number_words(int(rng.integers(2, 9)), language),
        "width": lambda: _number(rng, _WIDTHS, language),
        "profile": lambda: _number(rng, _PROFILES, language),
        "rim": lambda: _number(rng, _RIMS, language),
        "size": lambda: _size(rng, language),
        "phone": lambda: _grouped(rng, _phone(rng, language)),
        "phoneh": lambda: _grouped(rng, _phone(rng, language), hesitant=True),
        "order": lambda: _grouped(rng, _order(rng, language)),
        "orderh": lambda: _grouped(rng, _order(rng, language), hesitant=True),
    }

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot in makers:
            return makers[slot]()
        return str(rng.choice(_NAMES[language][slot][test]))

    return _SLOT.sub(value, line)


def _number(
    rng: np.random.Generator, choices: tuple[int, ...], language: Language
) -> str:
    return number_words(int(rng.choice(choices)), language)


def _size(rng: np.random.Generator, language: Language) -> str:
    groups = [_number(rng, of, language) for of in (_WIDTHS, _PROFILES, _RIMS)]
    return _grouped(rng, groups) if rng.random() < 0.5 else " ".join(groups)


def _phone(rng: np.random.Generator, language: Language) -> list[str]:
    """Return the groups of a phone number, said in one of the usual ways."""
    digits = "0" + "".join(str(d) for d in rng.integers(0, 10, 9))
    if language == "en" or rng.random() < 0.3:
        sizes = (3, 3, 4) if rng.random() < 0.5 else (3, 3, 2, 2)
        return [digit_words(part, language) for part in _cut(digits, sizes)]
    code, *rest = _cut(digits, (3, 3, 2, 2))
    head = digit_words(code[0], language) + " " + _cardinal(code[1:], language)
    return [head, *(_cardinal(part, language) for part in rest)]


def _order(rng: np.random.Generator, language: Language) -> list[str]:
    digits = "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(4, 7))))
    sizes = (2, 2, 2) if rng.random() < 0.5 else (3, 3)
    parts = [part for part in _cut(digits, sizes) if part]
    by_digit = language == "en" or rng.random() < 0.4
    say = digit_words if by_digit else _cardinal
    return [say(part, language) for part in parts]


def _cardinal(digits: str, language: Language) -> str:
    """Return "05" as "zero five", "45" as "forty-five"."""
    zeros = len(digits) - len(digits.lstrip("0"))
    rest = digits[zeros:]
    words = [digit_words("0" * zeros, language)] if zeros else []
    return " ".join([*words, *([number_words(int(rest), language)] if rest else [])])


def _cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return parts


def _grouped(
    rng: np.random.Generator, groups: list[str], *, hesitant: bool = False
) -> str:
    """Join groups with pauses; with ``hesitant`` one of them is a hesitation."""
    joints = len(groups) - 1
    doubtful = int(rng.integers(joints)) if hesitant and joints else -1
    text = groups[0]
    for number, group in enumerate(groups[1:]):
        comma = "," if rng.random() < 0.5 else ""
        if number == doubtful:
            sign = str(rng.choice(["~", "@"]))
            comma = ""
        else:
            sign = "|" if rng.random() < _PAUSE_SHARE else ""
        text += f"{comma} {sign} {group}" if sign else f"{comma} {group}"
    return text
