"""What a turn asks for: a telephone, a name, a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.hints import HINTS, whose_number
from callcore.shared.observe.masking.line import Line


class Topic(int):
    """What a question of the agent asked for; topics are joined by ``|``.

    No ``Flag``, whose ``&`` takes a microsecond: detectors ask several times for each line.
    """

    NOTHING: ClassVar[Topic]
    PHONE: ClassVar[Topic]
    NAME: ClassVar[Topic]
    ADDRESS: ClassVar[Topic]
    EMAIL: ClassVar[Topic]
    CARD: ClassVar[Topic]
    DOCUMENT: ClassVar[Topic]
    ORDER: ClassVar[Topic]  # its number: stays in clear
    AMOUNT: ClassVar[Topic]  # a size, a price, a date: stays in clear
    SPELLING: ClassVar[Topic]  # letter by letter
    VIN: ClassVar[Topic]
    PLATE: ClassVar[Topic]
    IBAN: ClassVar[Topic]

    if TYPE_CHECKING:

        def __and__(self, other: int, /) -> Topic: ...
        def __or__(self, other: int, /) -> Topic: ...


Topic.NOTHING = Topic(0)
Topic.PHONE = Topic(1 << 0)
Topic.NAME = Topic(1 << 1)
Topic.ADDRESS = Topic(1 << 2)
Topic.EMAIL = Topic(1 << 3)
Topic.CARD = Topic(1 << 4)
Topic.DOCUMENT = Topic(1 << 5)
Topic.ORDER = Topic(1 << 6)
Topic.AMOUNT = Topic(1 << 7)
Topic.SPELLING = Topic(1 << 8)
Topic.VIN = Topic(1 << 10)
Topic.PLATE = Topic(1 << 11)
Topic.IBAN = Topic(1 << 12)

_OF_HINT: Final = {
    flags.PHONE_WORD: Topic.PHONE,
    flags.NUMBER_WORD: Topic.PHONE,  # "which number?"
    flags.CARD_WORD: Topic.CARD,
    flags.SECRET_WORD: Topic.DOCUMENT,
    flags.DOCUMENT_WORD: Topic.DOCUMENT,
    flags.ACCOUNT_WORD: Topic.IBAN,
    flags.ORDER_WORD: Topic.ORDER,
    flags.OTHER_WORD: Topic.AMOUNT,
    flags.EXTENSION: Topic.PHONE,
}
_WORDS: Final = (
    (flags.NAME_WORD, Topic.NAME),
    (flags.ADDRESS_WORD, Topic.ADDRESS),
    (flags.SPELL_WORD, Topic.SPELLING),
)
_NUMBERS: Final = (
    (flags.ORDER_WORD, Topic.ORDER),
    (flags.SECRET_WORD | flags.DOCUMENT_WORD, Topic.DOCUMENT),
    (flags.OTHER_WORD, Topic.AMOUNT),
)
_SHORT: Final = (
    6  # words of a question without a question word: "surname and first name"
)
_VERY_SHORT: Final = 3
_ASIDE: Final = flags.FILLER | flags.NUMBER | flags.DIGITS | flags.TAG
_POST: Final = ("нов", "укр", "nova", "new")  # carriers: "нова пошта"
_PARTS: Final = frozenset(
    [
        "apartment",
        "flat",
        "house",
        "квартира",
        "квартиру",
        "квартири",
        "квартиры",
        "будинок",
        "будинку",
        "будинка",
        "дома",
        "дом",
        "під'їзд",
        "подъезд",
    ]
)
_POSTCODES: Final = frozenset(
    ["postcode", "zip", "індекс", "індекса", "індексу", "индекс", "индекса"]
)
_LOAD: Final = (
    "навантаж",
    "нагруз",
    "швидк",
    "скорост",
    "load",
    "speed",
    "шин",
    "tyre",
)
_WHERE: Final = frozenset({"where", "куди", "куда"})
_SEND: Final = (
    *(
        "ship",
        "deliver",
        "send",
        "bring",
        "достав",
        "вез",
        "привез",
        "відправ",
        "отправ",
    ),
    *("надісл", "надсила", "присла"),
)
_FORWARD: Final = 3  # "number of the order"


def topic_of(line: Line) -> Topic:
    """Return what is to be expected after this turn, ``NOTHING`` if it tells nothing."""
    if _asks_where(line):
        return Topic.ADDRESS
    topic = _number_topic(line)
    if not topic and line.flags & flags.PHONE_WORD and _about_a_phone(line):
        topic = Topic.PHONE
    asks = _asks(line)
    if not topic and line.flags & flags.CALL_WORD and _asks_openly(line):
        topic = Topic.PHONE
    if asks and not topic:
        for flag, asked in _NUMBERS:
            if line.flags & flag:
                topic = asked
                break
    return topic | _word_topics(line) if asks else topic


def _asks_where(line: Line) -> bool:
    """Return whether a part of an address is asked for: house, flat, postcode, where to."""
    if not _asks_openly(line) or line.flags & flags.PHONE_WORD:
        return False
    said = [word.text for word in line.words]
    if not _PARTS.isdisjoint(said):
        return True
    if not _POSTCODES.isdisjoint(said):
        return not any(word.startswith(_LOAD) for word in said)
    return not _WHERE.isdisjoint(said) and any(word.startswith(_SEND) for word in said)


def is_vague(line: Line) -> bool:
    """Return whether the turn speaks of a number without saying of which: "repeat it"."""
    said = flags.PHONE_WORD | flags.CALL_WORD | flags.OWNER
    return bool(line.flags & flags.NUMBER_WORD) and not line.flags & said


def is_aside(line: Line) -> bool:
    """Return whether the turn only keeps the talk going: "yes", "go on", "I'm listening"."""
    if len(line.words) <= _VERY_SHORT:
        return True
    return all(word.flags & _ASIDE for word in line.words)


def _asks_openly(line: Line) -> bool:
    return bool(line.flags & flags.ASKING) or "?" in line.text


def _asks(line: Line) -> bool:
    if _asks_openly(line):
        return True
    return len(line.words) <= _SHORT and not line.flags & flags.FIRST_PERSON


def _about_a_phone(line: Line) -> bool:
    if line.flags & (flags.NUMBER | flags.DIGITS) or _asks(line):
        return True
    return any(
        word.flags & flags.PHONE_WORD
        and any(owner.flags & flags.OWNER for owner in line.words[max(0, i - 2) : i])
        for i, word in enumerate(line.words)
    )


def _number_topic(line: Line) -> Topic:
    if not line.flags & flags.NUMBER_WORD:
        return Topic.NOTHING
    topic = Topic.NOTHING
    for index, word in enumerate(line.words):
        if word.flags & flags.NUMBER_WORD:
            topic |= _OF_HINT[_whose(line, index)]
    return Topic.PHONE if topic & Topic.PHONE else topic


def _whose(line: Line, index: int) -> int:
    if index and line.words[index - 1].flags & HINTS & ~flags.NUMBER_WORD:
        return whose_number(line, index)  # "phone number for your order"
    for after in line.words[index + 1 : index + 1 + _FORWARD]:
        if after.flags & flags.COUNTED and not after.flags & flags.FILLER:
            return flags.OTHER_WORD
        found = after.flags & HINTS & ~flags.NUMBER_WORD
        if not line.flags & flags.CODE_WORD:
            found &= ~flags.SECRET_WORD  # "to which number shall we send the sms"
        for flag in _OF_HINT:
            if found & flag:
                return flag
    return whose_number(line, index)


def _word_topics(line: Line) -> Topic:
    topic = Topic.NOTHING
    for flag, asked in _WORDS:
        if line.flags & flag:
            topic |= asked
    if line.flags & flags.EMAIL_WORD and _is_mail(line):
        topic |= Topic.EMAIL
    return topic


def _is_mail(line: Line) -> bool:
    for index, word in enumerate(line.words):
        if word.flags & flags.EMAIL_WORD:
            carrier = index and line.words[index - 1].text.startswith(_POST)
            if not carrier or not word.text.startswith(("пошт", "почт", "mail")):
                return True
    return False
