"""What kind of word stands there: the coarse view that holds for words never seen."""

from __future__ import annotations

import re
from enum import IntEnum, auto
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.names import lexicon


class Kind(IntEnum):
    """Kinds of words. At most :data:`KINDS`."""

    EDGE = 0  # nothing: before the first word and after the last one
    CLAIMED = auto()  # decided by a surer detector, or a tag
    DIGITS = auto()
    NUMBER = auto()
    CODE = auto()
    LETTER = auto()
    CALLED = auto()
    PERSON = auto()
    STYLED = auto()
    KIN = auto()
    SAYS = auto()
    THIS = auto()
    TOWARDS = auto()
    AND = auto()
    GREETS = auto()
    STREET = auto()
    FIRM = auto()
    WHOSE = auto()
    COMMON = auto()
    COMMON_NAME = auto()  # an ordinary word that is a name, too
    FIRST = auto()
    SURNAME = auto()
    BOTH = auto()  # first name and surname
    BRAND = auto()
    BRAND_NAME = auto()
    PLACE = auto()
    PLACE_NAME = auto()
    PATRONYMIC = auto()
    LIKE_SURNAME = auto()
    SHORT = auto()
    CYRILLIC = auto()
    LATIN = auto()
    RELATED = auto()  # not known, but a form of an ordinary word


KINDS: Final = 33

#: kinds in groups: how much the words around count depends on them
_BUCKETS: Final = {
    Kind.COMMON: 1,
    Kind.RELATED: 1,
    Kind.COMMON_NAME: 2,
    Kind.BRAND_NAME: 2,
    Kind.PLACE_NAME: 2,
    Kind.FIRST: 3,
    Kind.SURNAME: 3,
    Kind.BOTH: 3,
    Kind.PATRONYMIC: 3,
    Kind.LIKE_SURNAME: 4,
    Kind.CYRILLIC: 5,
    Kind.LATIN: 5,
    Kind.SHORT: 5,
    Kind.BRAND: 6,
    Kind.PLACE: 6,
}
BUCKETS: Final = 7
BUCKET: Final = tuple(_BUCKETS.get(Kind(kind), 0) for kind in range(KINDS))

_GROUPS: Final = (
    (flags.TAG, Kind.CLAIMED),
    (flags.DIGITS, Kind.DIGITS),
    (flags.NUMBER, Kind.NUMBER),
    (flags.MIXED | flags.UNDERSCORE, Kind.CODE),
    (flags.NAME_STYLED, Kind.STYLED),
    (flags.NAME_CALLED, Kind.CALLED),
    (flags.NAME_PERSON, Kind.PERSON),
    (flags.NAME_KIN, Kind.KIN),
    (flags.NAME_THIS, Kind.THIS),
    (flags.NAME_WHOSE, Kind.WHOSE),
    (flags.NAME_TOWARDS, Kind.TOWARDS),
    (flags.NAME_AND, Kind.AND),
    (flags.NAME_GREETS, Kind.GREETS),
    (flags.NAME_STREET, Kind.STREET),
    (flags.NAME_FIRM, Kind.FIRM),
    (flags.NAME_SAYS, Kind.SAYS),
)
_GROUPED: Final = sum(1 << bit for bit in range(65, 77)) | sum(
    flag for flag, _ in _GROUPS[:4]
)

_PATRONYMIC: Final = re.compile(
    r".{3,}(?:[оеєії]вич(?:[уаеі]|ем|ові|еві|у)?|[оеєїі]вн[аиіоуюеы][юй]?"
    r"|инични?[аеуыо]й?)\Z"
)
_LIKE_SURNAME: Final = re.compile(
    r".{2,}(?:[еє]нк[оауиіе]м?|[чщш]ук[аоувіиеі]{0,4}м?|[юу]к[аоу]м?|[сцз]ь?к(?:ий|ой|ого|"
    r"ому|им|ім|ая|а|ої|ій|у|ую|ою|ои)|[оеєё]в(?:[аіуы]|ым|им|ой|ою|ої|ій|у|ові)?"
    r"|[иії]н(?:[ауы]|ым|им|ой|ою|ої|ій)|ишин\w{0,3}|[ая]н|швили|швілі|дзе|[ыи]х|[ая]к[аоу]?м?"
    r"|[еє]ць|[еи]ць?к[аоу]|ко|son|sen|man|mann|ley|ton|berg|stein|ez|ski|sky|ska|enko|chuk"
    r"|ov|ova|ev|eva|yan|ini|elli|well|ford|wood|worth|shaw|er|ott|ards?|ins|sh?vili|dze)\Z"
)


def kind_of(text: str, flagged: int, known: int) -> Kind:
    """Return the kind of the word ``text`` with its flags; ``known``: what as (lexicon)."""
    if flagged & flags.SINGLE and flagged & flags.UPPER and text not in "яia":
        return Kind.LETTER
    if flagged & _GROUPED:
        for flag, kind in _GROUPS:
            if flagged & flag:
                return kind
    if known & ~lexicon.RELATED:
        return _known_kind(known)
    if known and not _PATRONYMIC.match(text):
        return Kind.RELATED
    return _looked_kind(text, flagged)


def _known_kind(known: int) -> Kind:
    named = known & (lexicon.FIRST | lexicon.SURNAME)
    if known & lexicon.COMMON:
        return Kind.COMMON_NAME if named else Kind.COMMON
    if known & lexicon.BRAND:
        return Kind.BRAND_NAME if named else Kind.BRAND
    if known & lexicon.PLACE and not named & lexicon.FIRST:
        return Kind.PLACE_NAME if named else Kind.PLACE
    if named == lexicon.FIRST:
        return Kind.FIRST
    return Kind.SURNAME if named == lexicon.SURNAME else Kind.BOTH


def _looked_kind(text: str, flagged: int) -> Kind:
    if flagged & flags.SINGLE:
        return Kind.LETTER
    if len(text) <= 3:
        return Kind.SHORT
    if _PATRONYMIC.match(text):
        return Kind.PATRONYMIC
    if _LIKE_SURNAME.match(text):
        return Kind.LIKE_SURNAME
    return Kind.CYRILLIC if flagged & flags.CYRILLIC else Kind.LATIN
