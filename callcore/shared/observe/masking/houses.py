"""Numbers of houses and what follows them: "47А, кв. 5", "сто двадцять три під'їзд два"."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import Line
from callcore.shared.spoken.tongue import Kind

LONGEST_HOUSE: Final = 5  # digits; five of them only in America
FIGURE: Final = flags.DIGITS | flags.NUMBER | flags.MIXED

_MOST_PARTS: Final = 10
_MIXED_HOUSE: Final = re.compile(r"\d{1,4}[a-zа-яіїєґ]{1,2}\d{0,3}\Z")
_ORDINAL: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th|й|ий|ій|я|а|го)\Z")
_BLANKS: Final = (" ", "\u00a0", "\t", "  ", "\n")
_COMMAS: Final = (",", ", ", " , ", ",  ", "; ", ". ", "., ", " - ", ": ", ",\n", ".\n")
_NUMBER_SIGNS: Final = (
    "#",
    " #",
    ", #",
    " №",
    ", №",
    " № ",
    ".№",
    ". №",
    ". № ",
    ", № ",
)
_GAPS: Final = frozenset((*_BLANKS, *_COMMAS, *_NUMBER_SIGNS))
_ABBREVIATED: Final = 6  # letters: "корп.5", but no "house.port"
_SLASHES: Final = frozenset(("/", "-", " / ", "–", " - ", "\\", " /", "/ "))
_SLASHES_SAID: Final = (
    "дріб дробь слеш слэш slash через дефіс дефис тире dash літера литера буква літ лит"
)
SLASH_WORDS: Final = frozenset(_SLASHES_SAID.split())
_NUMBER_WORDS: Final = frozenset(("номер", "нумер", "number", "no", "num"))
_FLOOR_STEMS: Final = (
    "поверх",
    "этаж",
    "floor",
    "під'їзд",
    "подъезд",
    "entrance",
    "парадн",
)
_UNIT_WORDS: Final = (  # behind a house and before a number; elsewhere common words
    "п під под прим приміщення пом помещение бокс ангар гараж ряд склад блок"
    " dock bay lot pier hangar warehouse gate block door studio"
)
_UNITS: Final = frozenset(_UNIT_WORDS.split())
_PLACED_WORDS: Final = (  # "basement flat", "top floor"
    "basement ground upper lower top rear front garden attic mezzanine first second third"
    " fourth fifth sixth seventh eighth ninth tenth"
)
_PLACED: Final = frozenset(_PLACED_WORDS.split())
_OF_PLACED: Final = frozenset(("flat", "floor", "unit", "apartment", "suite", "level"))
_LETTER_NAMES: Final = frozenset(("бе", "бэ", "ве", "вэ", "ге", "гэ"))
_LETTERS_ALONE: Final = frozenset("бгдbcdf")
_LETTERS_OR_WORDS: Final = frozenset("авеaи")
_MOST_LETTER: Final = 3  # "47 бе": a building letter by its name
_RANK: Final = {Kind.HUNDREDS: 3, Kind.TEN: 2, Kind.TEEN: 1, Kind.DIGIT: 1}


def joined(line: Line, index: int) -> bool:
    """Return whether word ``index`` is there and only a comma or the like parts it."""
    if not 0 < index < len(line.words):
        return False
    gap = line.gap(index)
    return gap in _GAPS or (
        gap == "." and len(line.words[index - 1].text) < _ABBREVIATED
    )


def spaced(line: Line, index: int) -> bool:
    """Return whether word ``index`` is there and a blank parts it from the last."""
    return 0 < index < len(line.words) and line.gap(index) in (
        " ",
        "\u00a0",
        "  ",
        "\t",
    )


def counted(line: Line, index: int) -> bool:
    """Return whether word ``index`` says what the number before it counts."""
    if index >= len(line.words):
        return False
    gap = line.gap(index)
    if gap[:1] in ("%", "°", "$", "€", "₴", "₽", "″") or gap in ('"', '" '):
        return True
    return bool(line.words[index].flags & flags.UNIT) and gap in (
        "",
        " ",
        "\u00a0",
        "-",
        "  ",
    )


def number_end(line: Line, start: int) -> int:
    """Return the index behind one number of a house or a flat; ``start`` if none is there."""
    if start >= len(line.words):
        return start
    word = line.words[start]
    if word.flags & flags.DIGITS:
        return start + (len(word.text) <= LONGEST_HOUSE)
    if word.flags & flags.MIXED:
        return start + bool(_MIXED_HOUSE.match(word.text))
    return _said_end(line, start) if word.flags & flags.NUMBER else start


def house_end(line: Line, start: int) -> int:
    """Return the index behind "47", "47 А", "12/3", "сорок сім дріб два"; ``start`` if none."""
    begin = start
    if _named_number(line, start):
        begin += 1
    end = number_end(line, begin)
    if end == begin or _ranks(line, begin):
        return start
    return _letter_end(line, end)


def parts_end(line: Line, end: int) -> int:
    """Return the index behind the flat, floor, entrance and so on that follow a house."""
    for _ in range(_MOST_PARTS):
        if not joined(line, end):
            break
        after = _part_end(line, end)
        if after == end:
            break
        end = after
    return end


def is_ordinal(text: str) -> bool:
    """Return whether it is written like "45th" or "2-й" (without its hyphen)."""
    return bool(_ORDINAL.match(text))


def _named_number(line: Line, index: int) -> bool:
    return (
        index + 1 < len(line.words)
        and line.words[index].text in _NUMBER_WORDS
        and spaced(line, index + 1)
    )


def _ranks(line: Line, index: int) -> bool:
    """Return whether the number at ``index`` is one like "third": it numbers no house."""
    atom = line.words[index].atom
    return atom is not None and (atom.ordinal or atom.kind in (Kind.JOIN, Kind.SCALE))


def _said_end(line: Line, start: int) -> int:
    """Return the end of one number in words, below a thousand: hundreds, tens, ones."""
    words, rank, end = line.words, 4, start
    while end < len(words) and (
        end == start or spaced(line, end) or _hyphen(line, end)
    ):
        atom = words[end].atom
        if atom is None:
            break
        if atom.kind is Kind.SCALE and atom.value == 100 and end > start:
            rank, end = 3, end + 1  # "one hundred"
            continue
        if atom.kind is Kind.JOIN and end > start and rank == 3:
            end += 1
            continue
        if atom.kind in (Kind.ZERO, Kind.ZEROS) and end > start and rank <= 2:
            return end + 1 if rank == 2 else _zero_end(line, end)
        if (value := _RANK.get(atom.kind, 9)) >= rank or _of_floor(line, end, start):
            break
        rank, end = value, end + 1
    return end


def _of_floor(line: Line, index: int, start: int) -> bool:
    """Return whether an ordinal belongs to the floor behind it: "сто | перший під'їзд"."""
    atom = line.words[index].atom
    if (
        atom is None
        or not atom.ordinal
        or index == start
        or index + 1 >= len(line.words)
    ):
        return False
    return line.words[index + 1].text.startswith(_FLOOR_STEMS)


def _zero_end(line: Line, end: int) -> int:
    """Return the end of "one oh five", as English says 105; ``end`` if it is a longer number."""
    words = line.words
    after = end + 1
    if after < len(words) and (atom := words[after].atom) and atom.kind is Kind.DIGIT:
        longer = after + 1 < len(words) and words[after + 1].atom is not None
        return end if longer else after + 1
    return end


def _hyphen(line: Line, index: int) -> bool:
    return line.gap(index) == "-"


def _letter_end(line: Line, end: int) -> int:
    """Return the end of what belongs to the number before: "/3", "-А", "б", "дріб два"."""
    if end >= len(line.words):
        return end
    word, gap = line.words[end], line.gap(end)
    if gap in _SLASHES:
        return end + 1 if word.flags & flags.SINGLE else number_end(line, end)
    if word.text in SLASH_WORDS and joined(line, end) and spaced(line, end + 1):
        return _slashed_end(line, end)
    if gap == " " and word.text in _LETTER_NAMES:  # "сто сорок бе"
        return end + 1
    letter = gap == " " and word.flags & flags.SINGLE and _is_letter(line, end)
    return end + bool(letter)


def _slashed_end(line: Line, end: int) -> int:
    after = number_end(line, end + 1)
    if after > end + 1:
        return after
    said = line.words[end + 1]
    short = len(said.text) <= _MOST_LETTER and not said.flags & flags.HOUSE
    return end + 2 if short else end


def _is_letter(line: Line, index: int) -> bool:
    word = line.words[index]
    if word.text in _LETTERS_ALONE:
        return True
    after = index + 1
    last = after == len(line.words) or line.gap(after) != " "
    if last or line.words[after].flags & flags.HOUSE:
        return word.text in _LETTERS_OR_WORDS
    return bool(word.flags & flags.UPPER) and word.text not in _LETTERS_OR_WORDS


def _part_end(line: Line, index: int) -> int:
    word = line.words[index]
    if (end := placed_end(line, index)) > index:
        return end
    if word.flags & flags.HOUSE or (word.text in _UNITS and joined(line, index + 1)):
        return named_part_end(line, index)
    end = number_end(line, index)
    if end == index:
        return _bare_letter(line, index)
    return _bare_part_end(line, index, end)


def _bare_part_end(line: Line, index: int, end: int) -> int:
    """Return the end of ", 5", "#12", "2 поверх", whose number goes from ``index`` to ``end``."""
    if end < len(line.words) and line.words[end].text.startswith(_FLOOR_STEMS):
        return end + 1 if spaced(line, end) else index
    if line.gap(index).strip() in ("#", "№", ", #", ", №"):
        return end
    if line.gap(index) == " " and not line.words[index].flags & flags.NUMBER:
        return index
    last = end == len(line.words) or line.gap(end)[:1] in '.!?,;)\n"'
    return end if last else index


def placed_end(line: Line, index: int) -> int:
    """Return the end of "basement flat", "second floor"; ``index`` if it is none."""
    placed = line.words[index].text in _PLACED and spaced(line, index + 1)
    return index + 2 * (placed and line.words[index + 1].text in _OF_PLACED)


def _floor_behind(line: Line, index: int) -> bool:
    """Return whether the number before ``index`` is of the floor there: "під'їзд п'ятий поверх"."""
    if index >= len(line.words) or not line.words[index].text.startswith(_FLOOR_STEMS):
        return False
    after = index + 1
    return after == len(line.words) or not line.words[after].flags & FIGURE


def _bare_letter(line: Line, index: int) -> int:
    """Return the end of ", літера б"."""
    text = line.words[index].text
    if text in ("літера", "литера", "буква") and spaced(line, index + 1):
        return index + 2
    return index


def named_part_end(line: Line, index: int) -> int:
    """Return the end of "кв. 5", "корпус б", "apartment eighty nine"; ``index`` if it is none."""
    after = index + 1
    if not joined(line, after):
        return index
    end = house_end(line, after)
    if end > after:
        return index if counted(line, end) else end
    if (end := number_end(line, after)) > after:  # "подъезд первый"
        return after if _floor_behind(line, end) else end
    if line.words[after].flags & flags.SINGLE and len(line.words[index].text) > 1:
        function = line.words[after].flags & flags.FUNCTION
        return (
            index
            if function and not line.words[after].flags & flags.UPPER
            else after + 1
        )
    if line.words[after].flags & flags.HOUSE and after + 1 < len(line.words):
        end = named_part_end(line, after) if len(line.words[index].text) > 2 else after
        return end if end > after else index
    return index
