"""What the agent has just asked: it decides what a whole answer looks like.

Read from the agent's last sentences, the very last first: a statement asks nothing, so
the question before it counts ("Which size? For example, 205/55 R16."). Pure; never raises.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final

from callcore.dialog.plain import cleaned, plain_words
from callcore.dialog.words.table import anywhere
from callcore.shared.ids import Language


class Question(enum.Enum):
    """What kind of answer the agent waits for."""

    OPEN = enum.auto()  # anything, or no question at all
    YES_NO = enum.auto()
    CHOICE = enum.auto()  # one of what was named
    QUANTITY = enum.auto()  # how many
    SIZE = enum.auto()  # a tyre size, a diameter, a viscosity
    PHONE = enum.auto()  # a phone number
    NUMBER = enum.auto()  # an order number, or a number of which no more is known


LAST_SENTENCES: Final = 3  # what was asked before them is answered or forgotten
_SENTENCE: Final = re.compile(r"[^.!?…]*(?:[.!?…]+(?!\d)|$)")
_SIZE_SLASH: Final = re.compile(r"(?<=\d)[./](?=\d)")

# In order of strength: "how can I help" holds "can I help", and a read-back names a
# phone but asks for a yes.
_Cues = tuple[tuple[Question, re.Pattern[str]], ...]
_EN: Final[_Cues] = (
    (
        Question.OPEN,
        anywhere("how (?:can|may) i help", "what do you need", "what can i do",
                 "what else", "what would you like to do"),
    ),
    (
        Question.YES_NO,
        anywhere(
            "did you (?:say|mean)", "is (?:that|this|it|everything) (?:right|correct|ok|okay)",
            "shall i", "shall we", "may i",
            "do you (?:confirm|want me|agree)", "anything else", "are you still",
            "is (?:that|this|it) your", "can i help", "to confirm",
        ),
    ),
    (Question.PHONE, anywhere("(?:phone|telephone|mobile|contact)(?: \\w+)? number", "your phone",
                              "number to call", "call you back on")),
    (Question.QUANTITY, anywhere("how many", "what quantity", "which quantity")),
    (Question.SIZE, anywhere("(?:which|what|your|the|tyre|tire) (?:tyre |tire )?(?:size|diameter|viscosity)")),
    (Question.NUMBER, anywhere("order number", "(?:your|the|which|what) number", "number again",
                               "the digits", "code")),
    (
        Question.CHOICE,
        anywhere("which (?:one|ones|of|do|tyre|tyres|brand|season|would|option|wheel|oil)",
                 "what should i change", "\\w+ or \\w+"),
    ),
)  # fmt: skip
_RU: Final[_Cues] = (
    (Question.OPEN, anywhere("чем (?:еще )?(?:я )?(?:могу|можем)", "что вам (?:нужно|угодно)",
                             "что вас интересует", "что случилось")),
    (
        Question.YES_NO,
        anywhere(
            "вы (?:сказали|имели)", "все (?:верно|правильно)", "подтверждаете", "взять \\d+",
            "верно ли", "правильно ли", "это (?:верно|правильно)", "еще на линии", "взять \\w+",
            "что (?:нибудь|то) еще", "еще чем то помочь", "поищем",
            "(?:могу|можем) (?:еще|я)", "посмотреть", "хотите", "оформляем", "оформить заказ да",
            "соединить", "это ваш",
        ),
    ),
    (Question.PHONE, anywhere("номер\\w* (?:вашего )?телефон\\w*", "ваш телефон", "контактный номер",
                              "телефон для связи", "мобильный")),
    (Question.QUANTITY, anywhere("сколько", "какое количество")),
    (Question.SIZE, anywhere("как\\w+ (?:\\w+ )?(?:размер|вязкость|диаметр)",
                             "(?:назовите|скажите|уточните) (?:\\w+ )?(?:размер|диаметр|вязкость)")),
    (Question.NUMBER, anywhere("номер\\w* (?:вашего )?заказа", "(?:назовите|скажите|продиктуйте|"
                               "какой) (?:\\w+ )*номер", "номер еще раз", "цифры")),
    (
        Question.CHOICE,
        anywhere("что (?:\\w+ )*(?:выберете|подойдет|подойдут|изменить)", "как\\w+ (?:\\w+ )?(?:нужны|из|вы|хотите)",
                 "как(?:ой|ие|ую|ая|ое)", "\\w+ или \\w+"),
    ),
)  # fmt: skip
_UK: Final[_Cues] = (
    (Question.OPEN, anywhere("чим (?:ще )?(?:я )?(?:можу|можемо)", "що вам (?:потрібно|треба)",
                             "що вас цікавить", "що сталося")),
    (
        Question.YES_NO,
        anywhere(
            "ви (?:сказали|мали)", "(?:все|усе) (?:вірно|правильно)", "підтверджуєте",
            "взяти \\w+", "чи (?:вірно|правильно)", "це (?:вірно|правильно)", "ще на лінії",
            "(?:ще щось|щось ще)", "(?:чи )?можу (?:я|ще)", "пошукаємо",
            "подивитися", "бажаєте", "хочете", "оформлюємо", "зєднати", "це ваш",
        ),
    ),
    (Question.PHONE, anywhere("номер\\w* (?:вашого )?телефону", "ваш телефон", "контактний номер",
                              "телефон для звязку", "мобільний")),
    (Question.QUANTITY, anywhere("скільки", "яка кількість", "яку кількість")),
    (Question.SIZE, anywhere("як\\w* (?:\\w+ )?(?:розмір|вязкість|діаметр)",
                             "(?:назвіть|скажіть|уточніть) (?:\\w+ )?(?:розмір|діаметр|вязкість)")),
    (Question.NUMBER, anywhere("номер\\w* (?:вашого )?замовлення", "(?:назвіть|скажіть|продиктуйте|"
                               "який) (?:\\w+ )*номер", "номер ще раз", "цифри")),
    (
        Question.CHOICE,
        anywhere("що (?:\\w+ )*(?:оберете|виберете|підійде|змінити)", "як\\w* (?:\\w+ )?(?:потрібні|з|ви|хочете)",
                 "як(?:ий|і|у|а|е)", "\\w+ (?:чи|або) \\w+"),
    ),
)  # fmt: skip
_CUES: Final[Mapping[Language, _Cues]] = {"en": _EN, "ru": _RU, "uk": _UK}
_ASKING: Final = {Question.CHOICE, Question.YES_NO}  # told by words only in a question
_SAY_YES: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": anywhere("please say yes", "say yes"),
    "ru": anywhere("скажите (?:пожалуйста )?да"),
    "uk": anywhere("скажіть (?:будь ласка )?так"),
}
_WH: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": anywhere("what", "who", "where", "when", "why", "how", "which"),
    "ru": anywhere(
        "что", "кто", "где", "куда", "когда", "почему", "как", "чем", "чего"
    ),
    "uk": anywhere("що", "хто", "де", "куди", "коли", "чому", "як", "чим", "чого"),
}
_AGAIN: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": anywhere("say (?:it|that) again", "repeat", "(?:did not|didnt) (?:catch|hear|"
                   "understand|get)", "still there"),
    "ru": anywhere("повторите", "не (?:расслышала|поняла|расслышал|понял)", "на линии"),
    "uk": anywhere("повторіть", "не (?:розчула|зрозуміла|розчув|зрозумів)", "на лінії"),
}  # fmt: skip
_OR_LAST: Final[Mapping[Language, frozenset[str]]] = {
    "en": frozenset(["or"]),
    "ru": frozenset(["или"]),
    "uk": frozenset(["чи", "або"]),
}


def question_of(text: str, language: Language) -> Question:
    """Return what the agent's ``text`` asks; OPEN if it asks nothing."""
    for sentence in reversed(_sentences(text)[-LAST_SENTENCES:]):
        found = _asked_in(sentence, language)
        if found is not None:
            return found
    return Question.OPEN


def asks_again(text: str, language: Language) -> bool:
    """Say whether the agent only asks to repeat: the question before it still stands."""
    words = " ".join(plain_words(text))
    repeats = _AGAIN[language].search(words) is not None
    strong = {Question.NUMBER, Question.PHONE, Question.SIZE, Question.QUANTITY}
    return repeats and question_of(text, language) not in strong


def _sentences(text: str) -> list[str]:
    text = _SIZE_SLASH.sub(" ", cleaned(text))
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def _asked_in(sentence: str, language: Language) -> Question | None:
    words = plain_words(sentence)
    question = sentence.endswith("?")
    if question and words[:1] and words[0] in _OR_LAST[language]:
        return Question.CHOICE if language == "en" or words[0] != "чи" else _chy(words)
    plain = " ".join(words)
    if _SAY_YES[language].search(plain):
        return Question.YES_NO
    for found, cue in _CUES[language]:
        if (question or found not in _ASKING) and cue.search(plain):
            return found
    if not question:
        return None
    return Question.OPEN if _WH[language].search(plain) else Question.YES_NO


def _chy(words: list[str]) -> Question:
    """Tell Ukrainian "чи" that begins a yes/no question from "or"."""
    return Question.CHOICE if len(words) <= 2 else Question.YES_NO
