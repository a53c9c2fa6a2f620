"""Cut a stream of text into sentences as early as a voice can start on them.

A full stop may belong to a number or an abbreviation, so a sentence is released once the
character after the stop is known; with "!", "?" or a line break there is no such doubt.
The very first words of a reply decide how soon the caller hears anything, so a long first
clause is released at its comma.
"""

from __future__ import annotations

import re
from typing import Final

FIRST_CLAUSE_CHARS: Final = 24  # about 1.5 s of speech: the rest arrives meanwhile
MAX_SENTENCE_CHARS: Final = 240  # about 15 s; longer is cut at a comma or a space
_MAX_LOOK_BACK: Final = 16  # no abbreviation is longer

_END: Final = re.compile(
    r"(?P<break>\n)"
    r"|(?P<sure>[.!?…]*[!?…][.!?…]*[\"'»”’)]*)(?=\s)"
    r"|(?P<dot>\.[\"'»”’)]*)(?=\s+(?P<next>\S))"
)
_CLAUSE: Final = re.compile(r"[,;:](?=\s)|\s[—–](?=\s)")
_NEVER_LAST: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
        "vs",
        "e.g",
        "i.e",
        "approx",
        "г",
        "вул",
        "ул",
        "д",
        "буд",
        "кв",
        "т.е",
        "т.к",
        "т.д",
        "тел",
        "им",
        "ім",
        "див",
        "см",
        "гр",
        "напр",
        "п",
    ]
)
_SOMETIMES_LAST: Final = frozenset(
    [
        "грн",
        "шт",
        "коп",
        "л",
        "мм",
        "см",
        "км",
        "кг",
        "ін",
        "др",
        "т.п",
        "etc",
        "pcs",
        "inc",
        "ltd",
        "co",
        "uah",
        "a.m",
        "p.m",
        "хв",
        "мин",
    ]
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")


class SentenceSplitter:
    """Feed it deltas; it returns what may be spoken. Holds less than it may release."""

    def __init__(self, *, first_clause_chars: int = FIRST_CLAUSE_CHARS) -> None:
        self._text = ""
        self._first = True
        self._seen = 0  # no end lies before this offset: long streams stay linear
        self._first_clause_chars = first_clause_chars

    def feed(self, delta: str) -> list[str]:
        """Add text; return the sentences that are complete, stripped, in order."""
        self._text += delta
        found: list[str] = []
        while (cut := self._next_cut()) is not None:
            self._release(cut, found)
        return found

    def flush(self) -> list[str]:
        """Return what is left at the end of the reply; the splitter starts afresh."""
        found = self.feed("\n")
        self._text, self._first, self._seen = "", True, 0
        return found

    def _release(self, cut: int, found: list[str]) -> None:
        sentence, self._text = self._text[:cut].strip(), self._text[cut:]
        self._seen = 0
        if sentence:
            found.append(sentence)
            self._first = False

    def _next_cut(self) -> int | None:
        cut = self._sentence_end()
        if cut is None and self._first:
            cut = self._clause_end(self._first_clause_chars, len(self._text))
        limit = MAX_SENTENCE_CHARS
        if len(self._text) > limit and (cut is None or cut > limit):
            return self._clause_end(limit // 2, limit) or self._space_before(limit)
        return cut

    def _sentence_end(self) -> int | None:
        for end in _END.finditer(self._text, self._seen):
            if not end["dot"] or self._closes(end):
                return end.end()
        self._seen = max(0, len(self._text) - _MAX_LOOK_BACK)
        return None

    def _closes(self, end: re.Match[str]) -> bool:
        """Say whether a full stop ends a sentence, from the words around it."""
        before = self._text[max(0, end.start() - _MAX_LOOK_BACK) : end.start()]
        last = _LAST_WORD.search(before)
        word = last[0].lower() if last else ""
        upper = end["next"].isupper() or not end["next"].isalpha()
        if word in _NEVER_LAST:
            return False
        initial = len(word) == 1 and last is not None and last[0].isupper()
        if initial and end["next"].isupper():
            return False
        return upper or word not in _SOMETIMES_LAST

    def _clause_end(self, start: int, limit: int) -> int | None:
        for end in _CLAUSE.finditer(self._text, min(start, len(self._text)), limit):
            return end.end()
        return None

    def _space_before(self, limit: int) -> int:
        space = self._text.rfind(" ", 1, limit)
        return space if space > 0 else limit
