"""What an agent's words ask of the caller: texts in, one cue out. Pure.

A turn of the agent may hold several sentences; the caller answers the strongest cue in
it, in the order of :class:`Cue` (a read-back also names a product, an offer also greets).
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language


class Cue(enum.Enum):
    """What the agent wants, strongest first."""

    CONNECTING = enum.auto()  # "I will connect you to an operator"
    OFFER_HUMAN = enum.auto()  # "shall I connect you to an operator?"
    REPAIR = enum.auto()  # "did you say ...?"
    REPEAT = enum.auto()  # "sorry, I did not catch that"
    READ_BACK = enum.auto()  # "four tyres ...: shall I place the order?"
    CHANGE = enum.auto()  # "it is not placed: what should I change?"
    PLACED = enum.auto()  # "your order is placed"
    GOODBYE = enum.auto()  # "goodbye"
    PHONE = enum.auto()  # "what is your number?"
    NAME = enum.auto()  # "what is your name?"
    FEWER = enum.auto()  # "I only have three: shall I take three?"
    SEASON = enum.auto()  # "I have summer and winter tyres. Which do you need?"
    SIZE = enum.auto()  # "which size?"
    WHICH = enum.auto()  # "which one would you like?"
    HOW_MANY = enum.auto()  # "how many?"
    STILL_THERE = enum.auto()  # "are you still there?"
    ANYTHING_ELSE = enum.auto()  # "anything else?"
    GREETING = enum.auto()  # "how can I help?"
    OTHER = enum.auto()


Patterns = tuple[tuple[Cue, str], ...]

EN: Final[Patterns] = (
    (
        Cue.OFFER_HUMAN,
        r"(shall|should|would|do) (i|you)[^.?!]*(operator|human)[^.!]*\?",
    ),
    (
        Cue.CONNECTING,
        r"(will|'ll|am|'m) (connect|transfer|putt?)\w* you|^connecting you",
    ),
    (Cue.REPAIR, r"did you (say|mean)|do you mean|i heard"),
    (
        Cue.REPEAT,
        (
            r"again, please|please (say|repeat)|(did not|didn't|not sure i) \w+stood?"
            r"|(did not|didn't) (catch|understand|hear)"
        ),
    ),
    (
        Cue.READ_BACK,
        (
            r"(shall|should|do|may|can) (i|you)[^.?!]*(place|confirm|order)|"
            r"is (that|this|it) (right|correct)|to confirm"
        ),
    ),
    (Cue.CHANGE, r"what (should|shall) i change"),
    (Cue.PLACED, r"order[^.?!]*(is|has been|'s) (placed|confirmed|accepted)"),
    (Cue.GOODBYE, r"good\s?bye|have a (nice|good)"),
    (Cue.PHONE, r"(phone|telephone|your) number|number (can|should|shall)"),
    (Cue.NAME, r"your name"),
    (Cue.FEWER, r"shall i take"),
    (
        Cue.SEASON,
        r"which do you need|tyres in that size",
    ),
    (Cue.SIZE, r"(which|what) (size|viscosity|diameter)"),
    (Cue.WHICH, r"which (one|of|would|tyre|option)|would you like the first"),
    (Cue.HOW_MANY, r"how many|what quantity"),
    (Cue.STILL_THERE, r"still there|are you there|hear me"),
    (Cue.ANYTHING_ELSE, r"(anything|something) else"),
    (
        Cue.GREETING,
        (
            r"hello|good (morning|day|afternoon)|what do you need|"
            r"how (can|may) i help"
        ),
    ),
)
RU: Final[Patterns] = (
    (Cue.OFFER_HUMAN, r"(соединить|перевести|позвать|хотите)[^.!]*оператор[^.!]*\?"),
    (Cue.CONNECTING, r"соединяю|соединю|перевожу|переключаю|переведу"),
    (Cue.REPAIR, r"вы (сказали|имели в виду)|правильно ли я|я услышал"),
    (Cue.REPEAT, r"повторите|не расслышал|не понял|ещ[её] раз|скажите[^.!?]* да\b"),
    (
        Cue.READ_BACK,
        (
            r"подтвержда\w+[^.!]*\?|(?<!телефона )оформить[^.!]*заказ[^.!]*\?|"
            r"вс[её] (верно|правильно)"
        ),
    ),
    (Cue.CHANGE, r"что изменить"),
    (Cue.PLACED, r"заказ(?! не)[^.?!]*(оформлен|подтвержд[её]н|принят)"),
    (Cue.GOODBYE, r"до свидания|всего доброго|хорошего дня"),
    (Cue.PHONE, r"номер(а|у)? телефона|ваш номер|на какой номер"),
    (Cue.NAME, r"как вас зовут|ваше имя"),
    (Cue.FEWER, r"взять \d"),
    (Cue.SEASON, r"какие нужны|какой сезон"),
    (Cue.SIZE, r"как(ой|ая) (нужен )?(размер|вязкость|диаметр)"),
    (Cue.WHICH, r"как(ой|ие|ую)[^.!]*\?|что (вы ?бер\w+|выбира\w+|из)|котор(ый|ые|ую)"),
    (Cue.HOW_MANY, r"сколько"),
    (
        Cue.STILL_THERE,
        r"вы (ещ[её] )?(здесь|на линии|слышите)|вас не слышно|слышите меня",
    ),
    (
        Cue.ANYTHING_ELSE,
        (r"(что-нибудь|что-то|чем-то|чем-нибудь) ещ[её]|ещ[её] ч[тe]|ещ[её] чем"),
    ),
    (
        Cue.GREETING,
        (
            r"здравствуйте|добрый (день|вечер)|чем (я )?могу|чем помочь|"
            r"что вам нужно"
        ),
    ),
)
UK: Final[Patterns] = (
    (
        Cue.OFFER_HUMAN,
        r"(з.єднати|перевести|покликати|хочете|бажаєте)[^.!]*оператор[^.!]*\?",
    ),
    (Cue.CONNECTING, r"з.єдную|з.єднаю|перемикаю|переводжу|переведу"),
    (Cue.REPAIR, r"ви (сказали|мали на увазі)|чи правильно я|я почу(в|ла)"),
    (
        Cue.REPEAT,
        r"повторіть|не розчу(в|ла)|не зрозумі(в|ла)|ще раз|скажіть[^.!?]* так\b",
    ),
    (
        Cue.READ_BACK,
        (
            r"підтверджуєте[^.!]*\?|(?<!телефону )оформити[^.!]*замовлення[^.!]*\?|"
            r"[ув]се (правильно|вірно)"
        ),
    ),
    (Cue.CHANGE, r"що змінити"),
    (Cue.PLACED, r"замовлення(?! не)[^.?!]*(оформлен|підтверджен|прийнят)"),
    (Cue.GOODBYE, r"до побачення|всього найкращого|гарного дня"),
    (Cue.PHONE, r"номер(у)? телефону|ваш номер|на який номер"),
    (Cue.NAME, r"як вас звати|ваше ім"),
    (Cue.FEWER, r"взяти \d"),
    (Cue.SEASON, r"які потрібні|який сезон"),
    (Cue.SIZE, r"як(ий|а) (потрібен )?(розмір|в.язкість|діаметр)"),
    (
        Cue.WHICH,
        (
            r"як(ий|і|у|е)[^.!]*\?|що (обер\w+|обира\w+|вибира\w+|з решти)|"
            r"котр(ий|і|у)"
        ),
    ),
    (Cue.HOW_MANY, r"скільки"),
    (Cue.STILL_THERE, r"ви (ще )?(тут|на лінії|чуєте)|вас не чути|чуєте мене"),
    (Cue.ANYTHING_ELSE, r"щось ще|ще щось|(чимось|чим) ще"),
    (
        Cue.GREETING,
        (r"добрий (день|вечір)|вітаю|чим (я )?можу|чим допомогти|що вам потрібно"),
    ),
)
_BY_LANGUAGE: Final[Mapping[Language, Patterns]] = {"en": EN, "ru": RU, "uk": UK}
CUES: Final[Mapping[Language, tuple[tuple[Cue, re.Pattern[str]], ...]]] = {
    language: tuple((cue, re.compile(pattern)) for cue, pattern in patterns)
    for language, patterns in _BY_LANGUAGE.items()
}


def cue_of(text: str, language: Language) -> Cue:
    """Return the strongest cue in what the agent said; :attr:`Cue.OTHER` if none."""
    said = text.lower().replace("’", "'")
    for cue, pattern in CUES[language]:
        if pattern.search(said):
            return cue
    return Cue.OTHER
