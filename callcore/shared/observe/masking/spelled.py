"""Names that are spelled: "к о в а л ь", "ka oh vee", "S as in sugar, M as in Mary"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import NUMERIC, glued
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic

PERSON: Final = "PERSON"
EMAIL: Final = "EMAIL"
LETTERS: Final = flags.SINGLE | flags.LETTER_SURE | flags.LETTER_MAYBE
LEAST_BARE: Final = 4  # letters where nothing says what they spell
LEAST_HINTED: Final = 3
LEAST_ASKED: Final = 2
LEAST_SURE: Final = 2  # of them nothing but letters: "а я і в" is talk
LEAST_MIXED: Final = 5  # letters of which one is enough to be sure: "и в а н о в"
_REACH: Final = 8  # words back to one that says what is spelled
_NAMED: Final = flags.NAME_WORD | flags.SPELL_WORD
_NEXT: Final = LETTERS | flags.LIKENESS | flags.FILLER
_ALPHABETS: Final = "abcdefghijklmnopqrstuvwxyz абвгдежзийклмнопрст абвгґдеєжзиіїйклмн"
_OTHER: Final = flags.ORDER_WORD | flags.OTHER_WORD | flags.DOCUMENT_WORD
_TALK: Final = frozenset("аяіиувокзєaiю")  # one-letter words of the three languages
_TALK_WORDS: Final = frozenset(
    {"це", "те", "де", "же", "are", "see", "be", "why", "you"}
)
_BETWEEN: Final = frozenset({"потім", "потом", "then", "далі", "дальше", "and", "dash"})


@dataclass(slots=True)
class _Spelled:
    """Neighbouring letters, with the words that explain them."""

    first: int
    last: int
    letters: int
    sure: int
    likened: int  # "as in sugar"


def claim_spelled(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim names and mailboxes that are told letter by letter."""
    if not line.flags & LETTERS:
        return
    words, index = line.words, 0
    last, spelling = len(words) - 1, memory.expecting & Topic.SPELLING
    while index <= last:
        if words[index].flags & LETTERS and (
            spelling or (index < last and words[index + 1].flags & _NEXT)
        ):
            index = _claim(line, claims, memory, index)
        index += 1


def _claim(line: Line, claims: Claims, memory: Memory, index: int) -> int:
    """Claim what is spelled from word ``index`` on; return its last word."""
    if not _free(line, claims, index) or _is_talk(line, index):
        return index
    spelled = _read(line, claims, index)
    if label := _label(line, spelled, memory):
        first = spelled.first - _said_before(line, claims, spelled)
        claims.replace(line.starts[first], line.ends[spelled.last], label)
    return spelled.last


def _is_talk(line: Line, index: int) -> bool:
    """Return whether it is a word of talk before letters: "це к о в а л ь"."""
    if line.words[index].text not in _TALK_WORDS:
        return False
    following = line.words[index + 1 : index + 2]
    return any(word.flags & flags.SINGLE for word in following)


def _read(line: Line, claims: Claims, first: int) -> _Spelled:
    spelled = _Spelled(first, first, 0, 0, 0)
    index, count = first, len(line.words)
    while index < count and _free(line, claims, index):
        word = line.words[index]
        if index > first and not glued(line, index):
            break
        if word.flags & LETTERS:
            spelled.letters += 1
            spelled.sure += _is_sure(word.text, word.flags)
            spelled.last = index
            likened = _likened(line, index + 1)
            if likened:
                spelled.likened += 1
                spelled.last = likened
            index = spelled.last + 1
        elif word.text in _BETWEEN and index + 1 < count:
            index += 1
        else:
            break
    return spelled


def _likened(line: Line, index: int) -> int:
    """Return the index of the word that explains a letter: "as in sugar", "як Київ"."""
    words, count = line.words, len(line.words)
    if index + 1 >= count or not words[index].flags & flags.LIKENESS:
        return 0
    last = index + 1
    if (
        words[last].text in ("in", "в", "у", "слово", "слові", "слове")
        and last + 1 < count
    ):
        last += 1
    if words[last].flags & (flags.SINGLE | NUMERIC | flags.TAG):
        return 0
    return last


def _is_sure(text: str, found: int) -> bool:
    if found & flags.SINGLE:
        return text not in _TALK
    return bool(found & flags.LETTER_SURE)


def _label(line: Line, spelled: _Spelled, memory: Memory) -> str | None:
    if _by_numbers(line, spelled) or _is_alphabet(line, spelled):
        return None
    hint, asked = _hint(line, spelled.first), memory.expecting
    if _is_name_asked(line, spelled, asked):
        return PERSON
    if (asked & Topic.EMAIL or hint & flags.EMAIL_WORD) and _enough(
        spelled, LEAST_HINTED
    ):
        return EMAIL
    if hint & _OTHER:
        return None
    least = LEAST_HINTED if hint & _NAMED else LEAST_BARE
    return PERSON if spelled.likened >= LEAST_SURE or _enough(spelled, least) else None


def _is_name_asked(line: Line, spelled: _Spelled, asked: Topic) -> bool:
    if asked & (Topic.NAME | Topic.SPELLING) and _enough(spelled, LEAST_ASKED):
        return True
    one = asked & Topic.SPELLING and spelled.sure
    return bool(one) and _nothing_else(line)


def _enough(spelled: _Spelled, least: int) -> bool:
    sure = spelled.sure + spelled.likened
    if spelled.letters < least:
        return False
    return sure >= LEAST_SURE or (sure >= 1 and spelled.letters >= LEAST_MIXED)


def _nothing_else(line: Line) -> bool:
    return all(word.flags & (LETTERS | flags.FILLER) for word in line.words)


def _is_alphabet(line: Line, spelled: _Spelled) -> bool:
    """Return whether the letters only count something: "a, b, c, d"."""
    joined = _joined(line, spelled)
    return 3 <= len(joined) == spelled.letters and joined in _ALPHABETS


def _joined(line: Line, spelled: _Spelled) -> str:
    words = line.words[spelled.first : spelled.last + 1]
    return "".join([word.text for word in words if word.flags & flags.SINGLE])


def _said_before(line: Line, claims: Claims, spelled: _Spelled) -> int:
    """Return 1 if the word before is the one that is spelled: "smith, s m i t h"."""
    before = spelled.first - 1
    if before < 0 or not _free(line, claims, before):
        return 0
    same = line.words[before].text == _joined(line, spelled)
    return int(same and glued(line, spelled.first))


def _by_numbers(line: Line, spelled: _Spelled) -> bool:
    """Return whether digits stand beside it: a plate, an article, a size."""
    words = line.words
    if spelled.first and words[spelled.first - 1].flags & NUMERIC:
        return True
    after = spelled.last + 1
    return after < len(words) and bool(words[after].flags & NUMERIC)


def _hint(line: Line, first: int) -> int:
    for word in reversed(line.words[max(0, first - _REACH) : first]):
        found = word.flags & (_NAMED | _OTHER | flags.EMAIL_WORD)
        if found:
            return found
    return 0


def _free(line: Line, claims: Claims, index: int) -> bool:
    return claims.free(line.starts[index], line.ends[index])
