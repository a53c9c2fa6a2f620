"""The rules of :mod:`callcore.dialog.sayable`: what is written, and how it is said.

One alternation per language, tried at each position in the order of the table, so the
special (a size, a price) stands before the general (a number, a Latin word).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from callcore.dialog.units import (
    AND_DECIMAL,
    BY,
    MONTHS,
    PERCENT,
    RADIUS,
    SYMBOLS,
    UNITS,
    VISCOSITY_W,
    YEAR,
    YEAR_WORD,
)
from callcore.shared.ids import Language
from callcore.shared.spoken.letters import letter_name, to_cyrillic, to_latin
from callcore.shared.spoken.say import (
    counted,
    digit_words,
    money_words,
    number_words,
    ordinal_words,
)
from callcore.shared.spoken.tongue import Gender, Plural


@dataclass(frozen=True, slots=True)
class Piece:
    """Some spoken text and where in the original its source begins."""

    spoken: str
    start: int
    replaced: bool = False


Say = Callable[[re.Match[str], Language], Iterator[Piece]]

_AMOUNT: Final = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+"
_MAX_DIGITS: Final = 12  # longer is an identifier: digit by digit


def _new(spoken: str, start: int) -> Piece:
    return Piece(spoken, start, replaced=True)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _count(text: str, language: Language, gender: Gender = "m") -> str:
    digits = _digits(text)
    if len(digits) > _MAX_DIGITS or (len(digits) > 1 and int(digits[0]) == 0):
        return digit_words(digits, language)
    return number_words(int(digits), language, gender)


def width_words(n: int, language: Language) -> str:
    """Return a tyre width: English says "two oh five", the others the whole number."""
    hundreds, rest = divmod(n, 100)
    if language != "en" or not rest or not 0 < hundreds < 10:
        return number_words(n, language)
    tail = number_words(rest, language)
    return f"{number_words(hundreds, language)} {'oh ' if rest < 10 else ''}{tail}"


def _size(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(width_words(int(found[1]), language), found.start(1))
    yield _new(BY[language], found.end(1))
    yield _new(number_words(int(found[2]), language), found.start(2))
    if found[3]:
        yield _new(f" {RADIUS[language]} ", found.start(3))
        yield _new(number_words(int(found[3]), language), found.start(3))


def _radius(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(f"{RADIUS[language]} ", found.start())
    yield _new(number_words(int(found[1]), language), found.start(1))


def _viscosity(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(number_words(int(found[1]), language), found.start())
    yield _new(f" {VISCOSITY_W[language]} ", found.end(1))
    yield _new(number_words(int(found[2]), language), found.start(2))


def _phone(found: re.Match[str], language: Language) -> Iterator[Piece]:
    """Digit by digit, with a comma where the writer or the 3-3-2-2 habit parts it."""
    left = len(_digits(found[0]))
    grouped = any(not c.isdecimal() for c in found[0].lstrip("+"))
    start = found.start()
    for at, c in enumerate(found[0], found.start()):
        if not c.isdecimal():
            continue
        left -= 1
        after = found.string[at + 1 : at + 2]
        pause = (grouped and not after.isdecimal()) or (
            not grouped and left in (7, 4, 2)
        )
        words = digit_words(c, language) + ("," if pause and left else "")
        yield _new(words + (" " if left else ""), start)
        start = at + 1


def _code(found: re.Match[str], language: Language) -> Iterator[Piece]:
    """Read an order number or article: letter by letter, digit by digit."""
    for at, c in enumerate(found[1], found.start(1)):
        first = at == found.start(1)
        if c.isdecimal():
            spoken = digit_words(c, language)
        else:
            spoken = letter_name(c, language) if c.isalpha() else ""
        yield _new(spoken if first or not spoken else " " + spoken, at)


def _year(digits: str, language: Language) -> str:
    year = int(digits)
    if language != "en":
        return f" {ordinal_words(year, language, 'gen')} {YEAR_WORD[language]}"
    if year // 100 in (19, 20) and year % 100 > 9:
        head = number_words(year // 100, "en")
        return f", {head} {number_words(year % 100, 'en')}"
    return f", {number_words(year, 'en')}"


def _date(found: re.Match[str], language: Language) -> Iterator[Piece]:
    first, month, last = found.groups()
    day, year = (last, first) if len(first) == 4 else (first, last)
    if not (0 < int(month) < 13 and 0 < int(day) < 32):
        yield _new(digit_words(_digits(found[0]), language), found.start())
        return
    name = MONTHS[language][int(month) - 1]
    words = ordinal_words(int(day), language, "n")
    said = f"{name} {words}" if language == "en" else f"{words} {name}"
    yield _new(said + _year(year, language), found.start())


def _day(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(ordinal_words(int(found[1]), language, "n"), found.start())


def _year_of(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(ordinal_words(int(found[1]), language, "gen"), found.start())


def _time(found: re.Match[str], language: Language) -> Iterator[Piece]:
    hour, minute = int(found[1]), int(found[2])
    yield _new(number_words(hour, language), found.start())
    zero = {"en": "oh ", "ru": "ноль ", "uk": "нуль "}[language]
    if minute or language != "en":
        said = (zero if minute < 10 else "") + number_words(minute, language)
    else:
        said = "o'clock"
    yield _new(" " + said, found.end(1))


def _money(found: re.Match[str], language: Language) -> Iterator[Piece]:
    digits = _digits(found[1])
    if len(digits) > 9:
        yield _new(digit_words(digits, language), found.start())
        return
    kopiykas = int(digits) * 100 + int(found[2] or 0)
    yield _new(money_words(kopiykas, language), found.start())


def _with_unit(
    found: re.Match[str], language: Language, unit: tuple[Plural, Gender]
) -> str:
    digits, (forms, gender) = _digits(found[1])[:9], unit
    if found[2]:
        whole = f"{_count(digits, language)} {AND_DECIMAL[language]}"
        return f"{whole} {_count(found[2], language)} {forms[1]}"
    return counted(int(digits), forms, language, gender)


def _unit(found: re.Match[str], language: Language) -> Iterator[Piece]:
    unit = UNITS[language][found[3].lower()]
    yield _new(_with_unit(found, language, unit), found.start())


def _percent(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(_with_unit(found, language, (PERCENT[language], "m")), found.start())


def _feminine(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(_count(found[1], language, "f"), found.start())


def _neuter(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(_count(found[1], language, "n"), found.start())


def _ordinal(found: re.Match[str], language: Language) -> Iterator[Piece]:
    form = found[2].lower()
    said = ordinal_words(
        int(found[1]),
        language,
        {"я": "f", "а": "f", "е": "n", "го": "gen"}.get(form, "m"),  # type: ignore[arg-type]
    )
    yield _new(said, found.start())


def _decimal(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(_count(found[1], language), found.start())
    yield _new(f" {AND_DECIMAL[language]} ", found.end(1))
    yield _new(_count(found[2], language), found.start(2))


def _by(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(BY[language], found.start())


def _number(found: re.Match[str], language: Language) -> Iterator[Piece]:
    yield _new(_count(found[0], language), found.start())


def _foreign(found: re.Match[str], language: Language) -> Iterator[Piece]:
    plain = unicodedata.normalize("NFKD", found[0])
    word = "".join(c for c in plain if c.isascii() and c.isalpha())
    yield _new(to_cyrillic(word, language), found.start())


def _cyrillic(found: re.Match[str], _: Language) -> Iterator[Piece]:
    yield _new(to_latin(found[0]), found.start())


def _symbol(found: re.Match[str], language: Language) -> Iterator[Piece]:
    """Say what has a name; drop marks; anything else is a gap between words."""
    if found[0] in SYMBOLS[language]:
        yield _new(SYMBOLS[language][found[0]], found.start())
    elif unicodedata.category(found[0])[0] not in "MC":
        yield Piece(" ", found.start())


@dataclass(frozen=True, slots=True)
class Rules:
    """What one language replaces."""

    language: Language
    pattern: re.Pattern[str]
    table: tuple[tuple[re.Pattern[str], Say], ...]

    def pieces(self, found: re.Match[str]) -> Iterator[Piece]:
        """Return what is said for a match of ``pattern``."""
        pattern, say = self.table[int((found.lastgroup or "r0")[1:])]
        inner = pattern.match(found.string, found.start())
        if (
            inner is None
        ):  # pragma: no cover - the alternation is made of these patterns
            return
        yield from say(inner, self.language)


def _table(language: Language) -> Iterator[tuple[str, Say]]:
    units = "|".join(sorted(map(re.escape, UNITS[language]), key=len, reverse=True))
    months = "|".join(MONTHS[language])
    yield r"(?<!\d)(\d{3})\s?/\s?(\d{2})(?:\s?Z?[RР]\s?(\d{2}))?(?!\d)", _size
    yield r"(?<!\w)[RР](\d{2})(?!\d)", _radius
    yield r"(?<![\d.,])(\d{1,2})\s?W\s?-?\s?(\d{2})(?!\d)", _viscosity
    yield r"(?<![\w+.,])(?:\+\d|0\d|380)(?:[\s().-]{0,2}\d){7,13}(?!\w)", _phone
    yield r"[#№]\s?((?=[^\W\d_]{0,8}-?\d)\w[\w-]{0,40})", _code
    yield r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", _date
    yield r"(?<!\d)(\d{1,2})\.(\d\d)\.(\d{4})(?!\d)", _date
    yield r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])", _time
    money = r"(?:грн|гривн\w*|гривен\w*|uah|₴|hryvnias?)(?!\w)"
    yield rf"({_AMOUNT})(?:[.,](\d\d)(?!\d))?\s?{money}", _money
    yield rf"({_AMOUNT})(?:[.,](\d{{1,3}}))?\s?%", _percent
    yield rf"({_AMOUNT})(?:[.,](\d{{1,3}}))?\s?({units})(?!\w)", _unit
    yield rf"(?<!\d)([12]?\d|3[01])(?=\s(?:{months})(?!\w))", _day
    if language == "en":
        yield (
            rf"(?<=(?:{'|'.join(m[-3:] for m in MONTHS['en'])})\s)([12]?\d|3[01])(?!\d)",
            _day,
        )
    else:
        yield rf"(?<!\d)(\d{{4}})(?=\s{YEAR[language]})", _year_of
        feminine = (
            "шин|покр|канистр|каністр|штук|пляш|бутыл|минут|хвилин|гривен|коп|тис|тыс"
        )
        yield rf"(?<![\d.,])({_AMOUNT})(?=\s(?:{feminine}))", _feminine
        yield rf"(?<![\d.,])({_AMOUNT})(?=\s(?:кол[её]с|масл|мастил))", _neuter
    yield r"(\d{1,4})-?(st|nd|rd|th|й|я|а|е|го|му)(?!\w)", _ordinal
    yield r"(?<![\d.,])(\d{1,9})[.,](\d{1,3})(?![\d.,]\d|\d)", _decimal
    yield r"(?<=\d)\s?[xх×]\s?(?=\d)", _by
    yield _AMOUNT, _number
    if language == "en":
        yield r"[а-яёіїєґ]+(?:['’ʼ][а-яёіїєґ]+)*", _cyrillic
    else:
        yield r"[a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+", _foreign
    yield r"[^\w\s.,!?;:…'\"«»„“”’()‐-—-]|_", _symbol


def _rules(language: Language) -> Rules:
    table = list(_table(language))
    whole = "|".join(f"(?P<r{i}>{pattern})" for i, (pattern, _) in enumerate(table))
    flags = re.IGNORECASE
    singles = tuple((re.compile(pattern, flags), say) for pattern, say in table)
    return Rules(language, re.compile(whole, flags), singles)


RULES: Final[dict[Language, Rules]] = {
    "en": _rules("en"),
    "ru": _rules("ru"),
    "uk": _rules("uk"),
}
