"""Where the value of a structured field begins and ends, quoted or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line

LONGEST: Final = 160  # characters of a value
_LEAD: Final = re.compile(r"[\s\"'\u201c\u00ab\[({<>\\]{0,6}")
_QUOTE_END: Final = {'"': '"', "'": "'", "\u201c": "\u201d", "\u00ab": "\u00bb"}
_LIST_END: Final = re.compile(
    r"[;\n|}\]<>&]|,(?=\s?[\w\"']{1,24}\s?[:=])|\s(?=\w{1,24}=)"
)


@dataclass(frozen=True, slots=True)
class Value:
    """``line.text[start:end]``; ``told`` if quotes or ``=`` say so, not just a colon."""

    line: Line
    claims: Claims
    behind: int  # where the sign behind the key ends
    start: int
    end: int
    told: bool

    @property
    def text(self) -> str:
        """The value itself."""
        return self.line.text[self.start : self.end]

    def replace(self, start: int, end: int, label: str) -> bool:
        """Put ``[label]`` instead of a part of the line, if it is free; return whether."""
        if start >= end or not self.claims.free(start, end):
            return False
        self.claims.replace(start, end, label)
        return True


def value_at(line: Line, claims: Claims, behind: int) -> Value | None:
    """Return the value behind the sign that ends at ``behind``; ``None`` at the text's end."""
    text = line.text
    lead = _LEAD.match(text, behind)
    start = lead.end() if lead else behind
    if start >= len(text):
        return None
    most = min(len(text), start + LONGEST)
    end = _end_of_quote(text, behind, start, most)
    told = end >= 0 or text[behind - 1 : behind] in {"=", ">"}
    if end < 0:
        match = _LIST_END.search(text, start, most)
        end = match.start() if match else most
    return Value(line, claims, behind, start, end, told)


def _end_of_quote(text: str, behind: int, start: int, most: int) -> int:
    for quote in reversed(text[behind:start]):
        if quote in _QUOTE_END:
            end = text.find(_QUOTE_END[quote], start, most)
            return end - 1 if end > start and text[end - 1] == "\\" else end
    return -1


def digits_in(text: str) -> int:
    """Return how many decimal digits are in ``text``."""
    return sum(map(str.isdecimal, text))
