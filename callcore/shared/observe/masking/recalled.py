"""Names that were masked once in a call are masked wherever they come again.

"My name is Zorymyra" is clear; "zorymyra again about my tyres" need not be. Only words that
are nothing else in the language are recalled, by their beginning, so that their other cases
are found: a false alarm must not spread over a call.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.names.features import Case
from callcore.shared.observe.masking.names.kinds import Kind
from callcore.shared.observe.masking.names.model import packaged
from callcore.shared.observe.masking.words import Word

PERSON: Final = "PERSON"
MOST: Final = 200  # of a call
_LEAST: Final = 4  # letters of a name
_ENDING: Final = 2  # letters that a case may change
_TELLING: Final = frozenset(
    {
        Kind.FIRST,
        Kind.SURNAME,
        Kind.BOTH,
        Kind.PATRONYMIC,
        Kind.LIKE_SURNAME,
        Kind.CYRILLIC,
        Kind.LATIN,
    }
)


def claim_recalled(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim the words that begin as a name that was masked before in this call."""
    if not memory.named or not line.flags & flags.LETTERS:
        return
    found = [
        index
        for index, word in enumerate(line.words)
        if word.flags & flags.LETTERS
        and _beginning(word) in memory.named
        and _is_telling(word)
        and claims.free(line.starts[index], line.ends[index])
    ]
    while found:
        first = last = found.pop(0)
        while found and found[0] == last + 1 and line.gap(found[0]) == " ":
            last = found.pop(0)  # a name of two words is one person
        claims.replace(line.starts[first], line.ends[last], PERSON)


def note_names(line: Line, claims: Claims, memory: Memory) -> None:
    """Remember the names that are claimed in ``line``."""
    people = [span for span in claims.spans() if span[2] == PERSON]
    if not people or len(memory.named) >= MOST:
        return
    found = {
        _beginning(word)
        for start, word in zip(line.starts, line.words, strict=True)
        if any(first <= start < last for first, last, _label in people)
        and len(word.text) >= _LEAST
        and _is_telling(word)
    }
    memory.named |= found


def _beginning(word: Word) -> str:
    return word.text[: max(_LEAST, len(word.text) - _ENDING)]


def _is_telling(word: Word) -> bool:
    return packaged().of(word, Case.NONE).kind in _TELLING
