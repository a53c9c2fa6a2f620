"""The words of a turn in which a code is dictated: its characters, and what stands between.

"а як андрій, е євген, дев'яносто п'ять" has the characters А, Е, 9, 5; the words that explain a
letter belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.amounts import is_size, is_time
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dictated import Group, Run, runs
from callcore.shared.observe.masking.hints import HINTS, counted
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.vocabulary.pieces import (
    LETTERED,
    SOUNDS,
    TALK,
    TELLING,
)
from callcore.shared.observe.masking.wanted import CODE_HINTS
from callcore.shared.observe.masking.words import Word

NAMED: Final = (
    flags.LETTER_SURE | flags.LETTER_MAYBE | flags.LETTER_NAME | flags.CODE_LETTER
)
_UNITS: Final = flags.LETTER_SURE | flags.CODE_LETTER | flags.SINGLE
SPELLED: Final = NAMED | flags.SINGLE
_GLUE: Final = flags.FILLER | flags.JOINT
_ASIDE: Final = (
    flags.LINK | flags.OWNER | flags.DICTATE | flags.NUMBER_WORD | CODE_HINTS
)
_MOST_GLUE: Final = 8  # words between characters of one piece
_LONGEST_CHUNK: Final = 6  # letters written as one word: "NWBK"
_LONGEST_BARE: Final = 4  # letters without a vowel: "wvw"
_VOWELS: Final = frozenset("aeiouy'")
_LONGEST_MIXED: Final = 29
_IN_WORD: Final = frozenset(("in", "слово", "слові", "слове", "в", "у"))
_NO_LIKENESS: Final = flags.NUMBER | flags.FILLER | flags.LINK | SPELLED
_ALIKE: Final = str.maketrans("єїґэй", "еігеи")
_LEAST_LIKE: Final = 3
_RIM: Final = re.compile(r"[rzрз]{1,2}\d\d[cс]?")


@dataclass(slots=True)
class Piece:
    """The words ``first`` to ``last``: what they spell, and whether they can be anything else."""

    first: int
    last: int
    chars: str = ""
    sure: bool = False


@dataclass(slots=True)
class Pieces:
    """What was read of a line; ``only`` is set if it says nothing else."""

    found: list[Piece]
    only: bool


class Reader:
    """Reads the pieces of one line."""

    def __init__(
        self, line: Line, claims: Claims, *, letters: bool, begun: bool
    ) -> None:
        self._line = line
        self._claims = claims
        self._letters = letters
        self._groups: dict[int, Group] = {}
        self._barred: set[int] = set()
        for run in runs(line, claims):
            self._take(run, begun)

    def read(self) -> Pieces:
        """Return the pieces of the line. Linear."""
        found: list[Piece] = []
        only, index = True, 0
        last = -_MOST_GLUE * 2
        while index < len(self._line.words):
            chars, past = self._chars(index)
            if past:
                if found and self._is_glued(last, index):
                    found[-1].last = past - 1
                    found[-1].chars += chars
                else:
                    found.append(Piece(index, past - 1, chars))
                found[-1].sure |= self._is_sure(index, past)
                last, index = past - 1, past
                continue
            only = only and self._is_aside(index)
            index += 1
        return Pieces(found, only)

    def _take(self, run: Run, begun: bool) -> None:
        size = (not begun or any(map(self._is_rim, run.groups))) and is_size(
            self._line, run
        )
        if size or is_time(self._line, run) or self._is_clock(run):
            self._bar(run.groups)
            return
        tail = run.groups[-1]
        if self._is_counted(tail):
            self._bar([tail])
        for group in run.groups:
            for index in range(group.first, group.last + 1):
                self._groups[index] = group

    def _is_clock(self, run: Run) -> bool:
        line, after = self._line, run.last + 1
        if line.gap(run.first) == ":":
            return True
        return after < len(line.words) and line.gap(after) == ":"

    def _is_counted(self, tail: Group) -> bool:
        until = counted(self._line, tail.last, tail.digits)
        behind = self._line.words[tail.last + 1 : until + 1]
        spelled = any(word.flags & _UNITS for word in behind)
        return until >= 0 and not (self._letters and spelled)  # "one kilo" is 1K

    def _is_rim(self, group: Group) -> bool:
        return (
            bool(self._line.words[group.first - 1].flags & flags.RIM)
            and group.first > 0
        )

    def _bar(self, groups: list[Group]) -> None:
        for group in groups:
            self._barred.update(range(group.first, group.last + 1))

    def _chars(self, index: int) -> tuple[str, int]:
        """Return the characters that word ``index`` says, and the word behind; 0 if none."""
        if index in self._barred or not self._is_free(index):
            return "", 0
        if group := self._groups.get(index):
            return group.digits, group.last + 1
        if not self._letters or not self._is_letter(index):
            return "", 0
        text = self._line.words[index].text
        return self._spelled(index, text), explained(self._line, index + 1, text)

    def _spelled(self, index: int, text: str) -> str:
        word = self._line.words[index]
        return text[:1] if word.flags & NAMED and not word.flags & flags.MIXED else text

    def _is_letter(self, index: int) -> bool:
        word = self._line.words[index]
        found, text = word.flags, word.text
        if found & SPELLED or text in LETTERED:
            return True
        if found & flags.MIXED:
            return len(text) <= _LONGEST_MIXED and not _RIM.fullmatch(text)
        if not found & flags.LETTERS or found & (HINTS | CODE_HINTS):
            return False
        return len(text) <= _LONGEST_CHUNK if found & flags.UPPER else _is_bare(word)

    def _is_sure(self, index: int, past: int) -> bool:
        told = self._line.words[index].text not in TALK  # "oh" is zero, and talk
        return told or past > index + 1

    def _is_glued(self, last: int, index: int) -> bool:
        if index - last > _MOST_GLUE:
            return False
        return all(self._is_glue(between) for between in range(last + 1, index))

    def _is_glue(self, index: int) -> bool:
        word = self._line.words[index]
        if index in self._barred or not self._is_free(index):
            return False
        return bool(word.flags & _GLUE) or word.text in TELLING

    def _is_aside(self, index: int) -> bool:
        word = self._line.words[index]
        if index in self._barred:
            return False
        told = word.flags & (_GLUE | _ASIDE | flags.TAG)
        return bool(told) or word.text in TELLING

    def _is_free(self, index: int) -> bool:
        return self._claims.free(self._line.starts[index], self._line.ends[index])


def _is_bare(word: Word) -> bool:
    """Return whether it is of Latin letters without a vowel: "wvw"."""
    if word.flags & (flags.FILLER | flags.CYRILLIC) or word.text in SOUNDS:
        return False
    return len(word.text) <= _LONGEST_BARE and _VOWELS.isdisjoint(word.text)


def explained(line: Line, index: int, letter: str) -> int:
    """Return the word behind those that explain ``letter``: "як андрій", "андрій"."""
    words = line.words
    if index >= len(words):
        return index
    if words[index].flags & flags.LIKENESS and index + 1 < len(words):
        after = index + 1
        if words[after].text in _IN_WORD:
            after = min(after + 1, len(words) - 1)
        found = words[after].flags
        if found & flags.LETTERS and not found & (flags.SINGLE | flags.NUMBER):
            return after + 1
    text = words[index].text
    likened = (
        len(letter) == 1
        and len(text) > _LEAST_LIKE
        and text[:1].translate(_ALIKE) == letter.translate(_ALIKE)
    )
    a_word = words[index].flags & flags.LETTERS
    return index + (likened and bool(a_word) and not words[index].flags & _NO_LIKENESS)
