"""One number of a line, with all that is known of it when it is judged."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.cutting import COUNTRY, is_lettered
from callcore.shared.observe.masking.dictated import Run
from callcore.shared.observe.masking.hints import hint_before
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic

_LEAD: Final = re.compile(
    r"(?:[+(]\s?){1,3}\Z|(?<!\w)(?:plus|плюс)\s{1,3}\(?\Z", re.IGNORECASE
)
_LEAD_REACH: Final = 10
_NEAR: Final = 4  # words from a hint to few digits
_ORDER_NEAR: Final = 5
_LETTERS: Final = flags.SINGLE | flags.LETTER_SURE | flags.LETTER_MAYBE
_MOST_LETTERS: Final = 3  # before the digits of a passport or behind them
_TALK: Final = frozenset("аіиувокяєaiзс")  # words of one letter that go on talking
_THIS: Final = frozenset({"це", "те", "де", "же"})
_CLEAR: Final = Topic.ORDER | Topic.AMOUNT  # their digits stay


class Case:
    """``digits`` of ``piece``, the nearest ``hint`` and its ``distance`` in words."""

    __slots__ = ("digits", "distance", "hint", "line", "memory", "piece")

    def __init__(self, line: Line, piece: Run, memory: Memory) -> None:
        self.line = line
        self.piece = piece
        self.memory = memory
        self.digits = piece.digits
        self.hint, self.distance = hint_before(line, piece.first)

    @property
    def lead(self) -> str:
        """The plus and the brackets that stand before it, in lower case."""
        start = self.line.starts[self.piece.first]
        found = _LEAD.search(self.line.text, max(0, start - _LEAD_REACH), start)
        return found[0].lower() if found else ""

    @property
    def near(self) -> bool:
        """Whether the hint stands close by."""
        return self.distance <= _NEAR

    @property
    def said(self) -> str:
        """The text of it."""
        line, piece = self.line, self.piece
        return line.text[line.starts[piece.first] : line.ends[piece.last]]

    @property
    def marked_otherwise(self) -> bool:
        """Whether a word before it says that it is an order, a price, a floor."""
        if self.hint == flags.ORDER_WORD:
            return self.distance <= _ORDER_NEAR
        return self.hint == flags.OTHER_WORD and self.near

    @property
    def asked_otherwise(self) -> bool:
        """Whether the question was about an order or an amount, and not a telephone."""
        asked = self.memory.expecting
        return bool(asked & _CLEAR) and not asked & Topic.PHONE and not self.hint

    @property
    def lettered(self) -> bool:
        """Whether two letters stand before it, as in an account number."""
        return is_lettered(self.line, self.piece.first)

    def with_letters(self) -> tuple[int, int]:
        """Return its first and last word with the letters of a document around it."""
        words, first, last = self.line.words, self.piece.first, self.piece.last
        if first and words[first - 1].text in COUNTRY:
            first -= 1
        for _ in range(_MOST_LETTERS):
            if first and self._is_letter(first - 1):
                first -= 1
            if last + 1 < len(words) and words[last + 1].flags & flags.SINGLE:
                last += 1 if words[last + 1].text not in _TALK else 0
        return first, last

    def _is_letter(self, index: int) -> bool:
        word = self.line.words[index]
        if word.text in _THIS:  # "це 123" is talk, "ем це 123" is a passport
            return index > 0 and bool(self.line.words[index - 1].flags & _LETTERS)
        return bool(word.flags & _LETTERS)
