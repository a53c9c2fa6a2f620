"""Words of a transcript in one spelling, whoever wrote it: Whisper or a lower-case partial.

Case, punctuation, apostrophes, ``ё`` and drawn-out sounds ("ummm") are evened out, marks
of noise such as ``[BLANK_AUDIO]`` or ``(music)`` are dropped. Never raises on any text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken.parse import find_numbers

MAX_CHARS: Final = 600  # a minute of speech; how a turn ends is told by its end
_NOISE: Final = re.compile(r"\[[^\]\d]{0,40}\]|\*[^*\d]{1,40}\*|\([^)\d]{0,40}\)")
_WORD: Final = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*")
_EVEN: Final = str.maketrans(dict.fromkeys("'’ʼ`´") | {"ё": "е"})
_DRAWN_OUT: Final = re.compile(r"(\D)\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or numeral. ``number`` tells whether it says a number, or part of one."""

    text: str
    number: bool = False
    ordinal: bool = False
    digits: str = ""  # of the whole number, at its last word only


def cleaned(text: str) -> str:
    """Return the last :data:`MAX_CHARS` characters without marks of noise, composed."""
    return _NOISE.sub(" ", unicodedata.normalize("NFC", text[-MAX_CHARS:])).strip()


def plain_words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, without apostrophes."""
    return [_even(found[0]) for found in _WORD.finditer(cleaned(text))]


def numbered_words(text: str, language: Language) -> list[Word]:
    """Return the words of ``text`` with those marked that are numbers."""
    text = cleaned(text)
    numbers = find_numbers(text, language)
    words, at = [], 0
    for found in _WORD.finditer(text):
        while at < len(numbers) and numbers[at].end <= found.start():
            at += 1
        word = _even(found[0])
        if at < len(numbers) and numbers[at].start < found.end():
            last = numbers[at].end <= found.end()
            digits = numbers[at].digits if last else ""
            words.append(Word(word, True, numbers[at].ordinal, digits))
        else:
            words.append(Word(word))
    return words


def _even(word: str) -> str:
    return _DRAWN_OUT.sub(r"\1", word.lower().translate(_EVEN))
