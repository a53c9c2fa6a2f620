"""Which characters of a text can still be read in what a sanitizer made of it.

Only the two texts are looked at, so that any sanitizer can be judged. Whoever replaces spans
by placeholders is followed exactly; for others the words of the two texts are compared.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"\[[A-Z][\w -]*\]|<[A-Z][\w -]*>|\{+[A-Z][\w -]*\}+|\*{2,}|[█■●]+|(?<![A-Za-z])X{3,}(?![A-Za-z])"
)
_ZERO_WIDTH: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")  # hides nothing
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


def surviving(original: str, masked: str) -> list[bool]:
    """Return for each character of ``original`` whether it is still to be read."""
    if original == masked:
        return [True] * len(original)
    fragments = _fragments(original, masked)
    followed = _followed(original, fragments)
    return _compared(original, fragments) if followed is None else followed


def _fragments(original: str, masked: str) -> list[str]:
    """Return the texts between the placeholders that the sanitizer has put in."""
    there = {found[0] for found in _PLACEHOLDER.finditer(original)}
    fragments, cursor, kept = [], 0, ""
    for found in _PLACEHOLDER.finditer(masked):
        kept += masked[cursor : found.start()]
        if found[0] in there:
            kept += found[0]
        else:
            fragments.append(kept)
            kept = ""
        cursor = found.end()
    return [*fragments, kept + masked[cursor:]]


def _followed(original: str, fragments: list[str]) -> list[bool] | None:
    """Find the fragments in their order; ``None`` if other things were changed, too."""
    head, tail = fragments[0], fragments[-1]
    end = len(original) - len(tail)
    if (
        len(fragments) < 2
        or not original.startswith(head)
        or not original.endswith(tail)
    ):
        return None
    seen = [False] * len(original)
    seen[: len(head)] = [True] * len(head)
    cursor = len(head)
    for fragment in fragments[1:-1]:
        found = original.find(fragment, cursor + 1, end)
        if found < 0:
            return None
        seen[found : found + len(fragment)] = [True] * len(fragment)
        cursor = found + len(fragment)
    if cursor > end:
        return None
    seen[end:] = [True] * len(tail)
    return seen


def _compared(original: str, fragments: list[str]) -> list[bool]:
    masked = _ZERO_WIDTH.sub("", "\0".join(fragments))
    mine = [
        (found.start(), found.end(), found[0]) for found in _TOKEN.finditer(original)
    ]
    theirs = _TOKEN.findall(masked)
    seen = [char.isspace() for char in original]
    matcher = SequenceMatcher(
        None, [token for *_, token in mine], theirs, autojunk=False
    )
    blocks = matcher.get_matching_blocks()
    for block in blocks:
        for start, end, _token in mine[block.a : block.a + block.size]:
            seen[start:end] = [True] * (end - start)
    for before, after in pairwise([(0, 0, 0), *((b.a, b.b, b.size) for b in blocks)]):
        changed = mine[before[0] + before[2] : after[0]]
        instead = theirs[before[1] + before[2] : after[1]]
        if changed and instead:
            _compare_letters(original, changed, " ".join(instead), seen)
    return seen


def _compare_letters(
    original: str, changed: list[tuple[int, int, str]], instead: str, seen: list[bool]
) -> None:
    """Mark what a part of a word still tells: two letters or digits in a row."""
    start, end = changed[0][0], changed[-1][1]
    matcher = SequenceMatcher(None, original[start:end], instead, autojunk=False)
    for block in matcher.get_matching_blocks():
        text = original[start + block.a : start + block.a + block.size]
        if sum(char.isalnum() for char in text) >= 2:
            for index in range(start + block.a, start + block.a + block.size):
                seen[index] = True
