"""How far two texts of the same audio are apart: words, characters. Pure.

Two engines write one thing in many ways. Before the words are counted, case, punctuation,
apostrophes, Russian yo, spellings of brands, and numbers in words or digits are made one.
A number counts digit by digit: how engines group digits is their business.

None of this says who is right: a rate against control is not accuracy.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from callcore.engines.stt.hallucinations import clean, without_loops
from callcore.shared.ids import Language
from callcore.shared.spoken.brands import SPOKEN_BRANDS
from callcore.shared.spoken.parse import find_numbers

#: of either text; a minute of speech has 900, and a flood must not hold the loop
MOST_CHARS: Final = 1200
#: no utterance has more; what is longer is a flood, and need not be kept whole
LONGEST_CHARS: Final = 2000
_LEAST_SPEECH_MS: Final = 100
_SAME: Final = str.maketrans(dict.fromkeys("'’ʼ`´‘") | {"ё": "е", "Ё": "Е"})
_WORD: Final = re.compile(r"\d|[^\W\d_]+")
#: a tyre: a digit may stand apart from the next one, "two oh five" is 2 0 5; a longer
#: number before it makes it the end of a telephone number
SIZE: Final = re.compile(
    r"(?<!\d)(?<!\d\d )(?<!\d\d - )"
    r"([1-3])\s*(\d)\s*([05])[\s/\-xх*,на]{0,6}([2-9])\s*([05])[\s/\-*,на]{0,6}"
    r"(?:(?:radius|радиус|радіус|zr|ar|эр|ер|r|р)[\s\-]{0,3})?"
    r"(1\s*[2-9]|2\s*[0-4])(?!\d|\s\d\d)"
)
_BRAND_OF: Final = {
    said.translate(_SAME): brand
    for brand, spellings in SPOKEN_BRANDS.items()
    for said in (brand, *spellings)
}
_BRAND: Final = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(map(re.escape, _BRAND_OF), key=len, reverse=True))})"
    r"(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Distance:
    """Edits from one text to another, and how long the first one is."""

    words: int
    word_errors: int
    chars: int
    char_errors: int


def written_alike(text: str, language: Language) -> str:
    """Return ``text`` in small letters: numbers as digits, brands by name, no R in sizes."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARS])[:MOST_CHARS]
    pieces, at = [], 0
    for number in find_numbers(text, language):
        pieces += [text[at : number.start], f" {number.digits} "]
        at = number.end
    low = " ".join("".join([*pieces, text[at:]]).lower().translate(_SAME).split())
    low = SIZE.sub(r" \1\2\3 \4\5 \6 ", low)
    return _BRAND.sub(lambda found: _BRAND_OF[found[0]], low)


def words_of(text: str, language: Language) -> list[str]:
    """Return the words that count, numbers digit by digit."""
    return _WORD.findall(written_alike(text, language))


def distance(control: str, candidate: str, language: Language) -> Distance:
    """Return how many words and characters of ``control`` the other one changes."""
    theirs, mine = words_of(control, language), words_of(candidate, language)
    their_text, my_text = " ".join(theirs), " ".join(mine)
    return Distance(
        len(theirs),
        Levenshtein.distance(theirs, mine),
        len(their_text),
        Levenshtein.distance(their_text, my_text),
    )


def hallucinated(text: str, language: Language, speech_ms: int) -> bool:
    """Return whether nobody said ``text``.

    Nobody spoke; it repeats itself without end; it is a phrase that recognisers make of
    noise; or it is longer than anybody says in ``speech_ms``.
    """
    if len(text) > LONGEST_CHARS:
        return True
    text = " ".join(text.split())
    if not text:
        return False
    if speech_ms < _LEAST_SPEECH_MS:
        return True
    return without_loops(text) != text or not clean(text, language, speech_ms / 1000)
