"""Foreign words for a voice that has only one alphabet: letter names, transliteration.

English voices get Latin, Russian and Ukrainian voices get Cyrillic. Rough by design:
names that matter stand in :mod:`callcore.shared.spoken.brands`.
"""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.brands import SPOKEN_BRANDS

_RU_NAMES: Final = "эй би си ди и эф джи эйч ай джей кей эл эм эн оу пи кью ар эс ти ю ви дабл-ю икс вай зед"
_UK_NAMES: Final = "ей бі сі ді і еф джі ейч ай джей кей ел ем ен оу пі кью ар ес ті ю ві дабл-ю ікс вай зед"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_NAMES: Final[dict[Language, dict[str, str]]] = {
    "en": {letter: letter.upper() for letter in _LATIN},
    "ru": dict(zip(_LATIN, _RU_NAMES.split(), strict=True)),
    "uk": dict(zip(_LATIN, _UK_NAMES.split(), strict=True)),
}
# Longest first; "y" and "h" are what a reader of brand names says, not a standard.
_SOUNDS: Final = {
    "tion": "шн", "sch": "ш", "igh": "ай", "ch": "ч", "sh": "ш", "ph": "ф", "th": "т",
    "ck": "к", "ee": "и", "oo": "у", "ea": "и", "ou": "у", "qu": "кв", "zh": "ж",
    "kh": "х", "ya": "я", "yu": "ю", "yo": "йо", "ts": "ц", "x": "кс", "w": "в",
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х",
    "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "y": "и", "z": "з",
}  # fmt: skip
_SOUND: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "yo",
    "є": "ye", "ж": "zh", "з": "z", "и": "y", "і": "i", "ї": "yi", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_VOWELS: Final = frozenset("aeiouy")
_ACRONYM_MAX: Final = 4


def letter_name(letter: str, language: Language) -> str:
    """Return how a Latin letter is called; any other character is returned as it is."""
    return _NAMES[language].get(letter.lower(), letter)


def spelled(word: str, language: Language) -> str:
    """Return the Latin letters of ``word`` by name."""
    return " ".join(letter_name(letter, language) for letter in word)


def to_cyrillic(word: str, language: Language) -> str:
    """Return a Latin word as a Russian or Ukrainian voice should read it."""
    low = word.lower()
    if brand := SPOKEN_BRANDS.get(low):
        return brand[0] if language == "ru" else brand[1]
    if is_acronym(word):
        return spelled(word, language)
    sounds = _SOUND.sub(lambda found: _SOUNDS[found[0]], low)
    return sounds.replace("и", "і") if language == "uk" else sounds


def to_latin(word: str) -> str:
    """Return a Cyrillic word in Latin letters."""
    return "".join(_CYRILLIC.get(letter, letter) for letter in word.lower())


def is_acronym(word: str) -> bool:
    """Say whether ``word`` is read letter by letter: one letter, or capitals like XL."""
    if len(word) == 1:
        return True
    short = len(word) <= _ACRONYM_MAX and word.isupper()
    return short and not (_VOWELS & set(word.lower()) and len(word) > 2)
