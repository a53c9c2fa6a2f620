"""Which code a turn asks for, or says that it begins: a card, an account, a plate, a paper."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.topics import Topic
from callcore.shared.observe.masking.vocabulary.pieces import CHOICE, PAYING, SUCH, SURE

CODES: Final = Topic.CARD | Topic.IBAN | Topic.DOCUMENT | Topic.VIN | Topic.PLATE

_PAPER: Final = flags.DOCUMENT_WORD | flags.CODE_ID
_TOPICS: Final = (  # the surest first
    (flags.CODE_VIN, Topic.VIN),
    (flags.ACCOUNT_WORD | flags.CODE_IBAN, Topic.IBAN),
    (flags.CARD_WORD, Topic.CARD),
    (flags.CODE_PLATE, Topic.PLATE),
    (_PAPER, Topic.DOCUMENT),
)
CODE_HINTS: Final = (
    flags.CODE_VIN
    | flags.ACCOUNT_WORD
    | flags.CODE_IBAN
    | flags.CARD_WORD
    | _PAPER
    | flags.CODE_PLATE
)
_DOUBTFUL: Final = frozenset(("він", "шасі", "шасси"))  # "він" is "he"
_NUMBERED: Final = (
    "код",
    "code",
    "номер",
    "number",
    "серія",
    "серію",
    "серия",
    "серию",
    "знак",
    "details",
    "реквізит",
    "реквизит",
    "registration",
)
_REGISTERED: Final = ("реєстрац", "регистрац", "registration")
_REFUNDS: Final = ("повер", "верн", "возвр", "refund", "перека", "перевес", "зачисл")
_MONEY: Final = flags.CARD_WORD | flags.ACCOUNT_WORD | flags.CODE_IBAN
_OWN: Final = flags.OWNER | flags.DICTATE | flags.FIRST_PERSON
_LOOKED_AT: Final = CODE_HINTS | flags.NUMBER_WORD | flags.EMAIL_WORD
_WHICH: Final = frozenset(
    ("яку", "яка", "якої", "какую", "какая", "какой", "which", "what")
)
_BETWEEN: Final = flags.LINK | flags.FILLER | flags.NUMBER_WORD | flags.OWNER
_LONGEST: Final = 60  # words of a turn that are looked at; a question is short
_BESIDE: Final = 3  # words between "number" and "of the car"
_SHORT: Final = 4  # words of a question that is hardly more than its word: "IBAN?"


def code_topic(line: Line) -> Topic:
    """Return the code that is to be expected behind this turn, ``NOTHING`` if none."""
    if not line.flags & _LOOKED_AT or line.flags & flags.PHONE_WORD:
        return Topic.NOTHING
    if any(word.text in CHOICE for word in line.words):
        return Topic.NOTHING
    if line.flags & flags.NUMBER_WORD and _is_registered(line):
        return Topic.PLATE
    for flag, topic in _TOPICS:
        if line.flags & flag and any(
            _wants(line, index)
            for index in range(*_looked_at(line))
            if line.words[index].flags & flag and line.words[index].text not in PAYING
        ):
            return topic
    return Topic.EMAIL if _is_mailbox(line) else Topic.NOTHING


def _is_registered(line: Line) -> bool:
    """Return whether it is about a "registration number" and says not of what."""
    if line.flags & CODE_HINTS & ~flags.CODE_PLATE:
        return False
    return any(word.text.startswith(_REGISTERED) for word in line.words)


def _is_mailbox(line: Line) -> bool:
    """Return whether a turn breaks off behind "my email is"."""
    if not line.flags & flags.EMAIL_WORD or not line.flags & _OWN:
        return False
    return any(
        _is_end(line, index)
        for index in range(*_looked_at(line))
        if line.words[index].flags & flags.EMAIL_WORD
    )


def _looked_at(line: Line) -> tuple[int, int]:
    """Return the words where a question may be: what is said last counts."""
    return max(0, len(line.words) - _LONGEST), len(line.words)


def topic_at(line: Line, index: int) -> Topic:
    """Return the topic of the word ``index`` by itself, where digits follow it at once."""
    word = line.words[index]
    if word.text in _DOUBTFUL and not _beside(line, index):
        return Topic.NOTHING
    if word.text in PAYING:
        return Topic.NOTHING
    found = (topic for flag, topic in _TOPICS if word.flags & flag)
    return next(found, Topic.NOTHING)


def _wants(line: Line, index: int) -> bool:
    word, sure = line.words[index], is_sure(line.words[index].text)
    if not sure and _is_of_an_order(line):
        return False
    asks = "?" in line.text or bool(line.flags & flags.ASKING)
    dictated = bool(line.flags & flags.DICTATE)
    if sure or _beside(line, index):
        return asks or dictated or _is_end(line, index)
    if word.text in _DOUBTFUL:
        return dictated and _is_end(line, index)
    if word.flags & flags.CODE_PLATE:
        return False
    return dictated or _is_told(line, index) or (asks and _is_asked(line, index))


def _is_of_an_order(line: Line) -> bool:
    return any(
        word.flags & flags.ORDER_WORD and word.text != "id"
        for word in line.words[-_LONGEST:]
    )


def _is_told(line: Line, index: int) -> bool:
    """Return whether it is announced: "the card is", "счет такой"."""
    rest = line.words[index + 1 :]
    return any(word.text in SUCH for word in rest[:_SHORT]) and _is_end(line, index)


def _is_asked(line: Line, index: int) -> bool:
    word, near = line.words[index], line.words[-_LONGEST:]
    if word.flags & _MONEY and any(one.text.startswith(_REFUNDS) for one in near):
        return True
    if index and line.words[index - 1].text in _WHICH:
        return bool(word.flags & flags.CARD_WORD)
    return "?" in line.text and len(line.words) <= _SHORT


def is_sure(text: str) -> bool:
    """Return whether the word means nothing but the number of something: "iban"."""
    return text in SURE


def _beside(line: Line, index: int) -> bool:
    """Return whether "number" or "code" stands near, so that it is not the thing itself."""
    if line.words[index].flags & flags.CARD_WORD and line.flags & flags.NUMBER_WORD:
        return True  # "the sixteen digits on the front of the card"
    near = line.words[max(0, index - _BESIDE) : index + 1 + _BESIDE]
    return any(word.text.startswith(_NUMBERED) for word in near)


def _is_end(line: Line, index: int) -> bool:
    """Return whether the turn breaks off behind the word: what it announces comes next."""
    rest = line.words[index + 1 :]
    return all(
        word.flags & (_BETWEEN | CODE_HINTS) or word.text in SUCH for word in rest
    ) and not any(word.flags & (flags.NUMBER | flags.DIGITS) for word in rest)
