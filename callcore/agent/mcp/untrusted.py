"""What a server says, made safe to show to a model: plain characters, bounded, data.

Nothing here can tell an instruction from a fact; that a result cannot do harm is the
guard's work. It is only kept from hiding: no control characters, no invisible ones, no
half surrogates that would break the request to the model.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MOST_DEPTH: Final = 8
MOST_VALUES: Final = 500  # of one answer; a model reads no more
LONGEST_KEY: Final = 80
LARGEST_NUMBER: Final = 10**15
# control, invisible (bidi marks, tags), half surrogates, no meaning, odd line ends
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES: Final = re.compile(r"\s+")
_CUT_ROOM: Final = len('{"text": "", "cut": true}')


class TooMuch(Exception):
    """A value is too deep or has too many parts."""


def clean_line(text: str, most: int) -> str:
    """Return ``text`` as one line of at most ``most`` characters, nothing hidden in it."""
    spaced = _SPACES.sub(" ", text[: most * 4])
    return _shown(spaced).strip()[:most].strip()


def clean_text(text: str, most: int) -> str:
    """Return ``text`` cut to ``most`` characters; line ends stay, nothing is hidden."""
    lines = text[: most * 4].splitlines()
    return "\n".join(_shown(line).rstrip() for line in lines).strip()[:most]


def answer_of(structured: object, texts: Iterable[str], most: int) -> dict[str, object]:
    """Return what a model is told, at most ``most`` characters of JSON.

    The structured object if there is one, else the texts as ``{"text": ...}``. What is too
    long is told as cut text, with ``"cut": true``.
    """
    joined = clean_text("\n".join(_bounded(texts, most * 4)), most * 2)
    answer: dict[str, object] = {"text": joined}
    if isinstance(structured, dict):
        try:
            answer = _mapping(structured, MOST_DEPTH, [MOST_VALUES])
        except TooMuch:
            return _cut(joined, most)  # most servers say the same as text
    text = json.dumps(answer, ensure_ascii=False)
    if len(text) <= most:
        return answer
    return _cut(joined or text, most)


def _bounded(texts: Iterable[str], most: int) -> Iterable[str]:
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text) + 1


def _cut(text: str, most: int) -> dict[str, object]:
    """Return as much of ``text`` as fits, however much of it JSON has to escape."""
    room = max(0, most - _CUT_ROOM)
    kept = clean_text(text, room)
    while len(json.dumps(kept, ensure_ascii=False)) - 2 > room:
        kept = kept[: len(kept) * 3 // 4]
    return {"text": kept, "cut": True}


def _mapping(
    given: dict[object, object], depth: int, left: list[int]
) -> dict[str, object]:
    return {
        clean_line(str(key), LONGEST_KEY): _value(value, depth - 1, left)
        for key, value in given.items()
    }


def _value(value: object, depth: int, left: list[int]) -> object:
    left[0] -= 1
    if left[0] < 0 or depth <= 0:
        raise TooMuch
    match value:
        case None | bool():
            return value
        case int() | float():
            return _number(value)
        case str():
            return _shown(value)
        case dict():
            return _mapping(value, depth, left)
        case list() | tuple():
            return [_value(item, depth - 1, left) for item in value]
        case _:
            raise TooMuch


def _number(value: float) -> float | None:
    """Return a number that JSON can hold and a person could mean."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if abs(value) <= LARGEST_NUMBER else None


def _shown(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character == "\n" or unicodedata.category(character) not in _HIDDEN
    )
