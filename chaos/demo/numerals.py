"""Small numbers as people say them, found in a sentence. Pure.

Only what an order needs: one to twelve, in the forms that stand before a counted noun.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language

_EN: Final = "one two three four five six seven eight nine ten eleven twelve"
_RU: Final = (
    "один|одна|одну|одно|одной|одного два|две|двух три|трёх|трех четыре|четырёх|четырех "
    "пять|пяти шесть|шести семь|семи восемь|восьми девять|девяти десять|десяти "
    "одиннадцать двенадцать"
)
_UK: Final = (
    "один|одна|одну|одне|однієї|одного два|дві|двох три|трьох чотири|чотирьох "
    "п'ять|п'яти шість|шести сім|семи вісім|восьми дев'ять|дев'яти десять|десяти "
    "одинадцять дванадцять"
)
_FORMS: Final[Mapping[Language, str]] = {"en": _EN, "ru": _RU, "uk": _UK}
WORDS: Final[Mapping[Language, Mapping[str, int]]] = {
    language: {
        form: number
        for number, forms in enumerate(text.split(), start=1)
        for form in forms.split("|")
    }
    for language, text in _FORMS.items()
}
# What belongs to a product's size or name and is no quantity: 205/55 R16, 5W-30, R16.
_SIZES: Final = re.compile(
    r"\d+\s*/\s*\d+(\s*/?\s*[a-zа-я]?\s*\d+)?|\d+\s*[wв]\s*-?\s*\d+|\b[rрp]\s*\d+",
    re.IGNORECASE,
)
_PIECES: Final = re.compile(r"([^\W_]+(?:'[^\W_]+)?)\s+(?:pieces?|штук\w*)\b")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")


def sizes_in(text: str) -> list[str]:
    """Return the sizes of ``text`` with nothing but their digits: ``205 55 16``."""
    return [" ".join(re.findall(r"\d+", hit.group())) for hit in _SIZES.finditer(text)]


def pieces_in(text: str, language: Language) -> list[int]:
    """Return the numbers that stand before a word such as ``pieces``."""
    counted = _PIECES.findall(_plain(text))
    return [number for word in counted for number in numbers_in(word, language)]


def numbers_in(text: str, language: Language) -> list[int]:
    """Return every small number of ``text`` in order, sizes left out."""
    found = []
    for word in _WORD.findall(_plain(text)):
        number = int(word) if word.isdigit() else WORDS[language].get(word)
        if number is not None:
            found.append(number)
    return found


def _plain(text: str) -> str:
    return _SIZES.sub(" ", text.lower().replace("’", "'"))
