"""Which words are the name of a street: "героїв крут", "50 лет октября", "Лесі Українки"."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.houses import (
    FIGURE,
    is_ordinal,
    joined,
    number_end,
    spaced,
)
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.words import Word

_MOST: Final = 4
_NEVER: Final = (
    flags.TAG
    | flags.FUNCTION
    | flags.UNIT
    | flags.HOUSE
    | flags.STREET
    | flags.ROAD
    | flags.SETTLEMENT
    | flags.POSTCODE_WORD
    | flags.MAIL_WORD
    | flags.PLACE_HINT
    | flags.JOINT
    | flags.DIGITS
    | flags.NUMBER
    | flags.MIXED
    | flags.UNDERSCORE
)
_DATED: Final = (
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    " января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " років роки лет річчя летия"
)
_DATES: Final = frozenset(_DATED.split())
_RANK_ENDS: Final = "го й ий ій ої ой а я ая е х ти шої га ша річчя летия"
RANKS: Final = frozenset(_RANK_ENDS.split())
_INITIAL: Final = frozenset((". ", ".", " "))
_ADJECTIVES: Final = (
    "ська ської ській ську ською цька цької цькій цьку цькою зька зької зькій зьку"
    " ская ской скую цкая цкой цкую ський ського ському ський цький ский ского скому ском"
    " цкий цкого цком івська ївська овська ова ового овому овой ева евой єва ная ной ную"
    " на ної ній ну ня ньої ское цкое ське цьке зьке ое не ий ый ая"
)
_ADJECTIVE_ENDS: Final = tuple(_ADJECTIVES.split())
_OWNERS: Final = (  # "Симиренка", "Січових Стрільців", "Свободи": whose the street is
    "ська ської ській ську цька цької цькій цьку зька зької зькій ери ская ской скую цкая цкой"
    " цкую ського цького ского ского ова ової ові ева єва овій евой овой ича евича овича"
    " енка енко ука юка ака яка ого ому ої их ых ів ца ной їв ов ев ина іна нна ина ря ора ена"
    " іна ги миру мира ая яя ды ди сті сти ля на вал"
)
_OWNED: Final = tuple(_OWNERS.split())
_SIZE_WORDS: Final = (  # "Велика Васильківська"
    "велика великої великій мала малої малій стара старої нова нової новій малой верхня"
)
_SIZES: Final = frozenset(_SIZE_WORDS.split())
_HONOUR_WORDS: Final = (  # with a house number behind the name it is a street
    "академіка академика генерала маршала адмірала адмирала героїв героев князя княгині"
    " княгини короля гетьмана професора профессора архітектора архитектора святого святої"
    " святой полковника лейтенанта капітана капитана отамана космонавта братів братьев"
)
HONOURS: Final = frozenset(_HONOUR_WORDS.split())
_LOCATIVE_ENDS: Final = (
    "ській цькій зькій ской цкой ському цькому зькому ском цком івці щатику"
)
_LOCATIVES: Final = tuple(_LOCATIVE_ENDS.split())
_LOCALS: Final = (
    "ська цька зька ская цкая ської цької ській цькій ской цкой ську цьку скую"
)
_LOCAL: Final = tuple(_LOCALS.split())
_COUNTRIES: Final = (  # and what else is a sort of thing rather than a place
    "япон китай корей коре польс німец немец турец франц італі итал україн украин росій росси"
    " русск русь америк білорус белорус чеськ чешск словац індій индий європ европ азіат азиат"
    " англій англий фінс финс швед міськ городск сільс сельск жіноч женск дитяч детск мужск"
    " чоловіч автомоб цивільн"
)
_ORIGINS: Final = tuple(_COUNTRIES.split())
_LEAST: Final = 4  # letters before "ская": "Умань-ская", not a made-up "рская"


def is_adjective(text: str) -> bool:
    """Return whether a word has an ending that names of streets have."""
    return text in _SIZES or (len(text) > _LEAST and text.endswith(_ADJECTIVE_ENDS))


def is_locative(word: Word) -> bool:
    """Return whether a word is the name of a street that something is in: "Сумській"."""
    text = word.text
    if word.flags & _NEVER or len(text) <= _LEAST + 2:
        return False
    return text.endswith(_LOCATIVES) and not text.startswith(_ORIGINS)


def is_place(text: str) -> bool:
    """Return whether a word is an adjective made of a place: "Кримська", no country's."""
    return (
        len(text) > _LEAST + 2
        and text.endswith(_LOCAL)
        and not text.startswith(_ORIGINS)
    )


def is_name(line: Line, start: int, end: int) -> bool:
    """Return whether words that merely stand before a number look like the name of a street."""
    words = line.words[start:end]
    if start and all(word.flags & flags.TITLE for word in words):
        return True  # the first word of a text has a capital for another reason
    return any(len(word.text) > _LEAST and word.text.endswith(_OWNED) for word in words)


def name_end(line: Line, start: int, most: int = _MOST) -> int:
    """Return the index behind the name that begins with word ``start``; ``start`` if none."""
    end = _dated_end(line, start)
    while end < len(line.words) and end - start < most:
        if not _can_be_name(line, end):
            break
        if end > start and not _follows(line, end):
            break
        if (
            end == start
            and start
            and not joined(line, start)
            and line.gap(start).strip(' .:"«(')
        ):
            break
        end += 1
    return end


def _can_be_name(line: Line, index: int) -> bool:
    word = line.words[index]
    if word.flags & flags.SINGLE:
        return _initial(line, index)
    if word.flags & _NEVER == flags.UNIT:  # "Товарна", "Часовая"
        return bool(word.flags & flags.TITLE) and is_adjective(word.text)
    return not word.flags & _NEVER or word.text.startswith("набережн")


def _dated_end(line: Line, start: int) -> int:
    """Return the end of "50 лет", "8 березня", "1-а" with which some names begin."""
    if start >= len(line.words) or not line.words[start].flags & FIGURE:
        return start
    if line.words[start].flags & flags.MIXED and is_ordinal(line.words[start].text):
        return start + 1
    if _ranked_name(line, start):
        return start + 1
    end = number_end(line, start)
    while end > start and end < len(line.words) and end - start < _MOST:
        if line.words[end].text in _DATES:
            return end + 1 + _dated(line, end + 1)
        if not _ranks(line, end):
            break
        end += 1
        if line.gap(end) == " " and _can_be_name(line, end):
            return end + 1
    return start


def _ranked_name(line: Line, start: int) -> bool:
    """Return whether "Вторая Продольная" begins at ``start``."""
    atom, after = line.words[start].atom, start + 1
    if atom is None or not atom.ordinal or not spaced(line, after):
        return False
    word = line.words[after]
    adjective = word.flags & flags.TITLE or is_adjective(word.text)
    return bool(adjective) and _can_be_name(line, after)


def _ranks(line: Line, index: int) -> bool:
    """Return whether word ``index`` ends a number that is an ordinal: "1-го Травня"."""
    tied = line.gap(index) == "-" and line.words[index].text in RANKS
    return tied and index + 1 < len(line.words)


def _dated(line: Line, index: int) -> bool:
    return index < len(line.words) and line.words[index].text in _DATES


def _initial(line: Line, index: int) -> bool:
    """Return whether a single letter is an initial: "І. Франка"."""
    upper = line.words[index].flags & flags.UPPER
    return bool(upper) and line.text[line.ends[index] : line.ends[index] + 1] == "."


def _follows(line: Line, index: int) -> bool:
    gap = line.gap(index)
    if gap in (" ", "\u00a0", "-", "'", "  "):
        return True
    return gap in _INITIAL and len(line.words[index - 1].text) <= 4


def name_start(line: Line, end: int, floor: int, most: int = 2) -> int:
    """Return where the name right before word ``end`` begins; ``end`` if there is none.

    Without a street word behind, up to ``most`` words count; else only adjectives.
    """
    start = end
    while start > floor and end - start < most and _joined_back(line, start, end):
        word = line.words[start - 1]
        if word.flags & _NEVER or word.flags & flags.SINGLE:
            break
        if most == 2 and not (word.flags & flags.TITLE or is_adjective(word.text)):
            break
        start -= 1
    return _dated_start(line, start, floor) if start == end else start


def _dated_start(line: Line, end: int, floor: int) -> int:
    """Return where "50 лет октября" begins that ends before word ``end``; ``end`` if none."""
    start = end
    while start > floor and end - start < 2 and line.words[start - 1].text in _DATES:
        start -= 1
    first = start
    while start < end and first > floor and start - first < 2 and spaced(line, first):
        if not line.words[first - 1].flags & FIGURE:
            break
        first -= 1
    return first if first < start else end


def _joined_back(line: Line, index: int, end: int) -> bool:
    return index < len(line.words) and (
        joined(line, index) if index == end else spaced(line, index)
    )
