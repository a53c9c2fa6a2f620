"""Did the caller say yes to "do you really want to cancel it?".

There "yes, cancel it" is the plainest yes, while the read-back's judge
(:mod:`callcore.dialog.assent`) rightly takes the word for a no. So the words of cancelling
are taken out and the rest is judged as ever: "don't cancel" leaves "don't". Pure.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.dialog.assent import explicit_yes
from callcore.shared.ids import Language

MAX_CHARS: Final = 300  # a longer turn says more than yes
_IT: Final = r"(?: (?:it|this|that|one|(?:the|my|this|that) (?:whole )?order))"
_CANCEL: Final = re.compile(
    r"\b(?:(?:i |we )?(?:(?:do|really|still|would) )*(?:want to|like to) )?"
    rf"cancel{_IT}?(?: please)?\b"
    r"|\b(?:(?:я|ми|мы|точно|прошу|хочу|так и|можете|можно|можна|дійсно|действительно) )*"
    r"(?:отмен(?:ите|и|ить|яйте|яй|яю|яем)|скасу(?:йте|й|вати|ю|ємо)"
    r"|відмін(?:іть|и|ити|яйте|яй|яю))"
    r"(?: (?:его|її|ее|його|все|всё|усе|(?:(?:мой|моє|этот|це|весь) )?(?:заказ|замовлення)))?\b"
    r"|\b(?:i|we) (?:really |still )?(?:do|want to|want it)\b"
    r"|\b(?:я )?(?:точно |дійсно |действительно )?хочу\b"
)
# Said without a yes, only these are as clear: a bare "cancel" may mean the question.
_ORDERS_IT: Final = re.compile(
    rf"cancel{_IT}|отмен(?:ите|и|яйте|яй|яю|яем)\b|скасу(?:йте|й|ю|ємо)\b"
    r"|відмін(?:іть|и|яйте|яй|яю)\b"
)
_KEEPS_IT: Final = re.compile(
    r"\b(?:place|order it|keep|leave|confirm (?:the|my|this) order|оформ\w*|заказыва\w*"
    r"|замовля\w*|остав\w*|залиш\w*|п[оі]дтвер\w+ (?:\w+ )?(?:заказ|замовлення))\b"
)
_POLITE: Final = re.compile(
    r"\b(?:please|thanks|thank you|пожалуйста|прошу|спасибо|будь ласка|дякую)\b"
)
_SPACES: Final = re.compile(r"[^\w'’ʼ`?]+")


def agrees_to_cancel(text: str, language: Language) -> bool:
    """Return whether the caller's whole turn is a yes to cancelling; never raises."""
    if len(text) > MAX_CHARS:
        return False
    plain = _SPACES.sub(" ", text.casefold()).strip()
    if _KEEPS_IT.search(plain):
        return False
    rest = _CANCEL.sub(" ", plain).strip()
    if explicit_yes(rest, language):
        return True
    return not _POLITE.sub("", rest).strip() and _ORDERS_IT.search(plain) is not None
