"""Did the caller say yes, and nothing but yes? The order guard relies on it.

A yes counts only if every word of the turn belongs to assent: a yes word or phrase, and
politeness around it. "Yes, but change...", "yeah no", "так, а скільки?" hold a foreign
word and are no yes; "mhm", "ok" and "угу" say that somebody listens, not that he agrees.
A false no costs one question, a false yes costs an unwanted order: so no guessing here,
except for misspellings of the long words "підтверджую" and "подтверждаю".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language

MAX_WORDS: Final = 12  # a longer turn says more than yes
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*|\d+|[?]")
_APOSTROPHE: Final = re.compile("['’ʼ`]")
_YES, _FILL, _NO = (
    "\ue001",
    "\ue002",
    "\ue003",
)  # private use: no recogniser writes them


@dataclass(frozen=True, slots=True)
class _Words:
    yes: frozenset[str]
    filler: frozenset[str]
    no: frozenset[str]
    phrases: tuple[tuple[re.Pattern[str], str], ...]  # pattern -> mark
    idioms: re.Pattern[str]  # begin like a no, mean none


def _phrases(
    *groups: tuple[str, Iterable[str]],
) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)"), f" {mark} ")
        for mark, patterns in groups
    )


_EN: Final = _Words(
    yes=frozenset(
        [
            "yes",
            "yeah",
            "yep",
            "yup",
            "correct",
            "confirm",
            "confirmed",
            "affirmative",
            "absolutely",
            "definitely",
            "exactly",
        ]
    ),
    filler=frozenset(
        [
            "please",
            "thanks",
            "thank",
            "you",
            "sir",
            "madam",
            "ok",
            "okay",
            "well",
            "oh",
            "so",
            "great",
            "good",
            "fine",
            "perfect",
            "right",
            "all",
        ]
    ),
    no=frozenset(
        [
            "no",
            "nope",
            "nah",
            "not",
            "dont",
            "cancel",
            "wrong",
            "incorrect",
            "never",
            "stop",
        ]
    ),
    phrases=_phrases(
        (_NO, ("do not", "no way", "not correct", "not right", "i do nt")),
        (
            _YES,
            (
                "(?:thats|that is|its|it is|all|everything is|this is) (?:all )?(?:right|correct|fine|good)",
                "of course",
                "go ahead",
                "i (?:do )?(?:confirm|agree)(?: it)?",
                "confirm (?:it|the order|my order|this order)",
                "place (?:it|the order|my order)",
                "sure(?: thing)?",
                "order it",
            ),
        ),
        (_FILL, ("it is", "that is", "i do", "do it")),
    ),
    idioms=re.compile(r"no (?:problem|doubt|worries|question)"),
)
_ORDER: Final = "(?: (?:мой|моё|моє|это|этот|це|цей))?(?: (?:заказ|замовлення))?"
_SLAVIC_YES: Final = (
    rf"п[оі]дтвердж?[аеую]\w{{0,3}}{_ORDER}",
    rf"(?:потверждаю|подверждаю|підверджую|підтвержую|подтвержаю){_ORDER}",
)
_RU_PHRASES: Final = _phrases(
    (_NO, ("не надо", "не нужно", "не хочу", "не то", "не так", "неверно", "неправильно",
           "не (?:верно|правильно|подтвержд\\w+|заказыва\\w+|оформля\\w+)")),
    (_YES, (*_SLAVIC_YES, "вс[её] (?:верно|правильно|точно|так|хорошо)", "так и есть",
            "(?:да )?именно(?: так)?",
            "конечно", "оформля(?:й|йте|ем)", "заказыва(?:й|йте|ем|ю)")),
)  # fmt: skip
_UK_PHRASES: Final = _phrases(
    (_NO, ("не (?:треба|потрібно|хочу|так|вірно|правильно|те|підтверджу\\w+|замовля\\w+)",
           "невірно", "неправильно", "не надо")),
    (_YES, (*_SLAVIC_YES, "(?:все|усе|всё) (?:вірно|правильно|точно|так|добре|верно)",
            "так і є", "(?:так )?саме(?: так)?", "звичайно|звісно", "оформлю(?:й|йте|ємо)", "замовля(?:й|йте|ємо|ю)")),
)  # fmt: skip
_RU: Final = _Words(
    yes=frozenset(
        [
            "да",
            "верно",
            "правильно",
            "точно",
            "согласен",
            "согласна",
            "подтверждаю",
            "давайте",
        ]
    )
    - {"давайте"},
    filler=frozenset(
        [
            "пожалуйста",
            "спасибо",
            "хорошо",
            "ок",
            "окей",
            "ну",
            "так",
            "давайте",
            "давай",
            "я",
            "заказ",
            "мой",
            "это",
            "вас",
            "заказа",
            "отлично",
            "угу",
            "ага",
            "вот",
            "и",
        ]
    ),
    no=frozenset(
        ["нет", "не", "нету", "неа", "отмена", "отмените", "отменить", "стоп", "ні"]
    ),
    phrases=_RU_PHRASES,
    idioms=re.compile(r"нет (?:проблем|вопросов)|не вопрос"),
)
_UK: Final = _Words(
    yes=frozenset(
        [
            "так",
            "да",
            "вірно",
            "правильно",
            "точно",
            "згоден",
            "згодна",
            "авжеж",
            "верно",
            "погоджуюсь",
        ]
    ),
    filler=frozenset(
        [
            "будь",
            "ласка",
            "дякую",
            "добре",
            "гаразд",
            "ок",
            "окей",
            "ну",
            "давайте",
            "давай",
            "я",
            "замовлення",
            "моє",
            "це",
            "чудово",
            "угу",
            "ага",
            "ось",
            "і",
            "пожалуйста",
            "спасибо",
            "хорошо",
        ]
    ),
    no=frozenset(
        [
            "ні",
            "не",
            "нет",
            "неа",
            "нє",
            "відміна",
            "відмініть",
            "скасуйте",
            "скасувати",
            "стоп",
        ]
    ),
    phrases=_UK_PHRASES,
    idioms=re.compile(r"ні проблем|без питань|нема проблем|не питання"),
)
_WORDS: Final[dict[Language, _Words]] = {"en": _EN, "ru": _RU, "uk": _UK}


def explicit_yes(text: str, language: Language) -> bool:
    """Say whether the whole turn is an assent. Pure; never raises."""
    marks = _marks(text, language)
    return bool(marks) and _YES in marks and set(marks) <= {_YES, _FILL}


def explicit_no(text: str, language: Language) -> bool:
    """Say whether the turn begins with a refusal and holds no assent.

    More may follow ("no, make it three"): what was read back is refused either way.
    """
    if _WORDS[language].idioms.match(_plain(text)):
        return False
    marks = _marks(text, language)
    core = [mark for mark in marks if mark != _FILL]
    return bool(core) and core[0] == _NO and _YES not in core


def _plain(text: str) -> str:
    words = _WORD.findall(text.lower())
    return " ".join(_APOSTROPHE.sub("", word) for word in words)


def _marks(text: str, language: Language) -> list[str]:
    """Return one mark a word: yes, no, filler, or the word itself if it is neither."""
    words = _WORDS[language]
    plain = _plain(text)
    if len(plain.split()) > MAX_WORDS:
        return []
    for pattern, mark in words.phrases:
        plain = pattern.sub(mark, plain)
    return [_mark(word, words) for word in plain.split()]


def _mark(word: str, words: _Words) -> str:
    if word in words.yes:
        return _YES
    if word in words.no:
        return _NO
    return _FILL if word in words.filler else word
