"""In which language the caller speaks, and when to follow him into another one.

Two witnesses: the text and the recogniser's own detection. Recognisers confuse Ukrainian
and Russian, so letters that only one of the two has beat detection. And a recogniser that
was told the wrong language writes whatever it hears in that language's letters, so for all
other pairs a confident detection beats the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from callcore.dialog.completeness import TABLES
from callcore.dialog.plain import cleaned, numbered_words, plain_words
from callcore.dialog.words.table import anywhere, words
from callcore.shared.ids import LANGUAGES, Language

SURE: Final = 0.7  # of text or detection: enough on the first turn
LIKELY: Final = 0.55  # enough if the turn before says the same
LEAST_WORDS: Final = 2  # "алло", "ok", "Michelin" are said in any language
DOUBT: Final = 1.5  # evidence that a language without any has: short texts stay flat
_LETTERS: Final = 3.0  # a word that can only be of one language
_FUNCTION: Final = 2.0  # a function word of one language
_SCRIPT: Final = 0.5  # a word in the right alphabet; brand names are Latin everywhere
_UK_LETTERS: Final = re.compile("[іїєґ]|[а-я]['’ʼ`´][а-я]")
_RU_LETTERS: Final = re.compile("[ыэъё]")
_LATIN: Final = re.compile("[a-z]")
_CYRILLIC: Final = re.compile("[а-яёіїєґ]")
_LOW_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*")
_FUNCTION_WORDS: Final[Mapping[Language, frozenset[str]]] = {
    "en": words(
        "the a an i you we is are am do does have has need want would like please yes no "
        "and or for with what how much many my your it that this can could hello thanks "
        "thank of in on to good tyres order number not dont im operator speak"
    ),
    "ru": words(
        "что мне нужно нужны нужен нужна здравствуйте нет или как есть хочу хотел хотела "
        "пожалуйста спасибо сколько меня если когда где только еще уже для добрый день "
        "какие какой какая стоит колеса резина хорошо нужен заказать купить и с от "
        "подскажите скажите до свидания конечно надо зимние летние"
    ),
    "uk": words(
        "що мені потрібно потрібні треба так ні або чи як хочу хотів хотіла будь ласка "
        "дякую скільки мене якщо коли де тільки ще вже для добрий день які який яка "
        "коштує гума добре замовити купити та й з від підкажіть скажіть до побачення "
        "звичайно зимові літні зараз також немає"
    ),
}
_SOUNDS: Final = frozenset[str]().union(*(t.hesitations for t in TABLES.values()))
_NAMES: Final[Mapping[Language, str]] = {
    "en": r"(?:english|inglish|английск\w*|англійськ\w*|инглиш|інгліш)",
    "ru": r"(?:russian|русск\w+|російськ\w*|руською|русскою)",
    "uk": r"(?:ukrainian|украинск\w*|українськ\w*|украинською|державною)",
}
_NOT_PEOPLE: Final = re.compile(
    r"(?:шин|резин|гум|колес|коліс|диск|tyre|tire|brand|made)"
)
_ADVERB: Final = anywhere(
    r"(?:по|на) (?:русски|украински|английски|англійськи|українськи|російськи)",
    r"(?:українською|російською|англійською|руською|державною)(?: мовою)?",
    r"(?:на )?(?:русском|украинском|английском|українській|російській|англійській)"
    r"(?: языке| мові)?",
    r"in (?:english|russian|ukrainian)",
)
_SPEAKING: Final = anywhere(
    "speak(?:ing)?", "talk", "language", "switch to", "change to", "prefer", "understand",
    "continue", r"говор\w+", r"розмовл\w+", r"спілку\w+", r"общат\w+", r"разговар\w+",
    r"перейд\w+", r"язык\w*", r"мов[аоуі]\w*", r"переключ\w+", r"перемкн\w+",
    r"понима\w+", r"розумі\w+",
)  # fmt: skip
_POLITE: Final = words("please пожалуйста будь ласка")
_MOST_BARE: Final = 4  # words: "English", "English please", "русский, пожалуйста"
_MANY: Final = re.compile("(?:ие|их|ими|і|їх)$")  # "украинские": tyres, not a language
_NEGATED: Final = re.compile(
    r"(?:^|(?<= ))(?:dont|do not|cant|cannot|not|no|не|ні|without)(?: \w+){0,2} "
    r"(?:in |на |по )?$"
)


def guess_language(text: str, among: Sequence[Language]) -> dict[Language, float]:
    """Return how likely each of ``among`` is, 0 to 1, by letters and words; sums to 1.

    Flat where there is little to go by: numbers, names, a single word, a mixture.
    """
    proof = dict.fromkeys(LANGUAGES, 0.0)
    for found in _LOW_WORD.finditer(cleaned(text).lower()):
        for language, weight in _proof(found[0]):
            proof[language] += weight
    total = sum(proof[language] + DOUBT for language in among)
    return {language: (proof[language] + DOUBT) / total for language in among}


def asked_for(text: str) -> Language | None:
    """Return the language in which the caller wishes to speak, in whichever he says it.

    "English, please", "можно по-русски", "українською". None if he names none, refuses
    one ("I don't speak Russian"), names two, or speaks of something else by that name.
    """
    said = plain_words(text)
    plain = " ".join(said)
    wished = [language for language in LANGUAGES if _wishes(language, plain, said)]
    return wished[0] if len(wished) == 1 else None


class Tongue:
    """The language of one call. ``among`` are those it may be held in."""

    def __init__(self, start: Language, among: Sequence[Language]) -> None:
        self.current: Language = start  #: what is spoken now
        self._among = tuple(among)
        self._first = True  # nothing was understood yet: one clear turn is enough
        self._last: Language | None = None  # where the turn before pointed to

    def heard(
        self, text: str, detected: Language | None, confidence: float | None
    ) -> Language | None:
        """Take a turn; return the language to switch to, or None to stay.

        ``detected`` and ``confidence``, 0 to 1, are the recogniser's, None if it does not
        tell. A wish is followed at once, the first turn if it is clear, later ones if two
        in a row say the same. Numbers and single words never switch by themselves.
        """
        wish = asked_for(text)
        if wish in self._among and wish is not None:
            self._first = False
            return self._switch(wish)
        if not _tells(text):
            return None
        first, self._first = self._first, False
        found, sure = self._evidence(text, detected, confidence)
        again = found is not None and found == self._last
        self._last = found
        if found is None or not (again or (first and sure >= SURE)):
            return None
        return self._switch(found)

    def _switch(self, to: Language) -> Language | None:
        self._last = None
        if to == self.current:
            return None
        self.current = to
        return to

    def _evidence(
        self, text: str, detected: Language | None, confidence: float | None
    ) -> tuple[Language | None, float]:
        """Return where this turn points to, and how surely; None if nowhere."""
        guess = guess_language(text, self._among)
        written = max(guess, key=lambda language: guess[language])
        written_or_none = written if guess[written] >= LIKELY else None
        if detected not in self._among or (confidence or 0.0) < LIKELY:
            return written_or_none, guess[written]
        lettered = _only_in(text)
        if lettered in self._among and detected in ("ru", "uk"):
            return lettered, max(guess[lettered], SURE) if lettered else 0.0
        return detected, confidence or 0.0


def _proof(word: str) -> list[tuple[Language, float]]:
    plain = re.sub("['’ʼ`´]", "", word).replace("ё", "е")
    found: list[tuple[Language, float]] = [
        (language, _FUNCTION)
        for language, known in _FUNCTION_WORDS.items()
        if plain in known
    ]
    if _LATIN.search(word):
        return found or [("en", _SCRIPT if len(word) > 1 else 0.0)]
    if not _CYRILLIC.search(word):
        return []
    uk, ru = _UK_LETTERS.search(word), _RU_LETTERS.search(word)
    if uk and not ru:
        return [("uk", _LETTERS)]
    if ru and not uk:
        return [("ru", _LETTERS)]
    return found or [("ru", _SCRIPT), ("uk", _SCRIPT)]


def _only_in(text: str) -> Language | None:
    """Return which of Ukrainian and Russian the letters of ``text`` allow, if one."""
    low = cleaned(text).lower()
    uk, ru = _UK_LETTERS.search(low), _RU_LETTERS.search(low)
    if bool(uk) == bool(ru):
        return None
    return "uk" if uk else "ru"


def _tells(text: str) -> bool:
    """Say whether a turn has enough words that are no numbers or sounds in any language."""
    told = 0
    for readings in zip(*(numbered_words(text, at) for at in LANGUAGES), strict=True):
        word = readings[0].text
        number = any(reading.number for reading in readings)
        told += not number and word not in _SOUNDS and len(word) > 1
    return told >= LEAST_WORDS


def _wishes(language: Language, plain: str, said: list[str]) -> bool:
    name = re.search(rf"(?:^|(?<= )){_NAMES[language]}(?= |$)", plain)
    if name is None or _NOT_PEOPLE.search(plain):
        return False
    if _NEGATED.search(plain[: name.start()]):
        return False
    rest = [word for word in said if word not in _POLITE]
    bare = len(said) <= _MOST_BARE and rest == [name[0]] and not _MANY.search(name[0])
    adverb = any(name[0] in found[0] for found in _ADVERB.finditer(plain))
    return bare or adverb or _SPEAKING.search(plain) is not None
