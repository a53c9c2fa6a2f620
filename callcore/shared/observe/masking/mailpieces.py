"""E-mail addresses that are told over several turns: "o l e n a", "крапка коваль", "собака укр нет".

Only what a turn says besides small words counts, and only where an address was asked for.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.piecewords import SPELLED, explained
from callcore.shared.observe.masking.vocabulary.pieces import ANSWERS, CHATTER, TELLING

EMAIL: Final = "EMAIL"

_MARKS: Final = flags.AT | flags.DOT | flags.JOINT
_TOLD: Final = _MARKS | flags.PROVIDER | flags.TOP_DOMAIN | SPELLED | flags.MIXED
_FIGURE: Final = flags.DIGITS | flags.NUMBER
_SMALL: Final = flags.FILLER | flags.MAIL_WORD | flags.EMAIL_WORD | flags.DICTATE
_WRITTEN: Final = (1 << 20) - 1  # the flags that only say how a word is written
_MOST_PLAIN: Final = 3  # words that are no letters: "anna maria koval"
_NO_MAILBOX: Final = ANSWERS | TELLING
_SHORTEST: Final = 3


def claim_mail_pieces(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim a turn that says nothing but a piece of an address that was asked for."""
    if not memory.expecting & Topic.EMAIL or "?" in line.text:
        return
    told = _Turn(line)
    if not told.only or told.first < 0 or not _is_piece(told, memory):
        return
    start, end = line.starts[told.first], line.ends[told.last]
    if claims.free(start, end):
        claims.replace(start, end, EMAIL)
        memory.note_piece(EMAIL, "." if told.whole else "x")


class _Turn:
    """The words of one turn, counted by what they may be of an address."""

    def __init__(self, line: Line) -> None:
        self.only = True
        self.first = self.last = -1
        self.marks = self.letters = self.figures = self.plain = self.sure = 0
        self.whole = False
        index = 0
        while index < len(line.words) and self.only:
            index = self._take(line, index)

    def _take(self, line: Line, index: int) -> int:
        word, past = line.words[index], index + 1
        if word.flags & _MARKS or _is_joined(line, index):
            self.marks += 1
        elif word.flags & SPELLED:
            past = explained(line, index + 1, word.text)
            self.letters += 1
            self.sure += past > index + 1 or word.text not in CHATTER
        elif word.flags & _FIGURE and not word.flags & flags.FILLER:
            self.figures += 1
        elif word.flags & _TOLD and not word.flags & flags.FUNCTION:
            self.marks += bool(word.flags & (flags.MIXED | flags.PROVIDER))
        elif _is_plain(line, index):
            self.plain += 1
        else:
            self.only = bool(word.flags & _SMALL) or word.text in TELLING
            return past
        self.first = index if self.first < 0 else self.first
        self.last = past - 1
        self.whole = bool(word.flags & flags.TOP_DOMAIN)
        return past


def _is_joined(line: Line, index: int) -> bool:
    """Return whether a mark beside the word ties it to an address: "dot haverfield"."""
    words, word = line.words, line.words[index]
    if word.flags & _MARKS or not word.flags & flags.LETTERS:
        return False
    before = words[index - 1].flags if index else 0
    if before & _MARKS or (before & flags.PROVIDER and word.flags & flags.TOP_DOMAIN):
        return True
    if index + 1 == len(words) or word.flags & flags.FILLER:
        return False
    return bool(words[index + 1].flags & _MARKS)


def _is_plain(line: Line, index: int) -> bool:
    word = line.words[index]
    if word.flags & ~_WRITTEN & ~flags.JOINT or not word.flags & flags.LETTERS:
        return False
    return len(word.text) >= _SHORTEST and word.text not in _NO_MAILBOX


def _is_piece(told: _Turn, memory: Memory) -> bool:
    if told.marks:
        return True
    if told.plain and (told.plain > _MOST_PLAIN or memory.speaker == "agent"):
        return False
    if told.letters and told.sure:
        return True
    begun = memory.expecting & Topic.EMAIL and memory.taken
    return bool(told.plain or (begun and told.figures))
