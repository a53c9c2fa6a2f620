"""A text cut into words, once for all detectors."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking.words import KNOWN, Word, word_of

# a tag of ours, or a word with an apostrophe in it; no pattern that could try twice
_WORD: Final = re.compile(r"\[[A-Z]{2,10}(?:-\d{1,4})?\]|\w+(?:['’ʼ]\w+)?")


class Line:
    """``text`` and its words: word ``i`` is ``text[starts[i]:ends[i]]``.

    ``flags`` has every flag that one of the words has: a detector whose words are not among
    them need not look.
    """

    __slots__ = ("ends", "flags", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[Word] = []
        self.flags = 0

    def gap(self, index: int) -> str:
        """Return what stands between the words ``index - 1`` and ``index``."""
        before = self.ends[index - 1] if index else 0
        return self.text[before : self.starts[index]]


def read(text: str) -> Line:
    """Return ``text`` cut into words. Linear."""
    line = Line(text)
    starts, ends, words, found = line.starts, line.ends, line.words, 0
    at, find, known = 0, text.find, KNOWN.get
    for raw in _WORD.findall(text):
        at = find(
            raw, at
        )  # the next one: nothing that a word begins with stands between
        starts.append(at)
        at += len(raw)
        ends.append(at)
        word = known(raw) or word_of(raw)
        words.append(word)
        found |= word.flags
    line.flags = found
    return line
