"""Where the domain of a spoken e-mail address ends: "джи мейл точка ком", "yahoo dot co dot uk"."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import Line

_MOST_WORDS: Final = 5  # of one label: "e x a m ple"
_MOST_LABELS: Final = 5
_MOST_LETTERS: Final = 4  # of a last label that is spelled: "ай эн эф оу"
_NO_LABEL: Final = flags.TAG | flags.AT
_SHORT: Final = flags.LETTER_NAME | flags.SINGLE
_APART: Final = frozenset(("", " ", "\t", "\u00a0", " - ", "-", ", ", "  "))
_LONGEST_GAP: Final = 6
_BRACKETS: Final = frozenset((" (", ") ", "(", ")", "[", "]", " [", "] ", "<", ">"))
_DOTS: Final = (".", " . ", ". ", " .", "(.)")


def gap_of(line: Line, index: int) -> str:
    """Return the gap before a word without the brackets of "(at)" and "[dot]"."""
    gap = line.gap(index)
    if len(gap) > _LONGEST_GAP:
        return gap
    return " " if gap in _BRACKETS else gap


def domain_end(line: Line, start: int) -> int:
    """Return the index behind the domain that begins with word ``start``; ``start`` if none."""
    dot = _first_dot(line, start)
    if dot < 0:
        return _dotless(line, start)
    end = start
    for _ in range(_MOST_LABELS):
        after = _after_dot(line, dot)
        if after < 0:
            break
        if line.words[after].flags & flags.DIGITS:
            return start  # "at 1.24"
        end = _label_end(line, after)
        dot = end
    label = line.words[start:dot]
    if any(word.flags & flags.FUNCTION for word in label[:-1]):
        return end if is_mail_domain(line, start, end) else start
    return end


def is_mail_domain(line: Line, start: int, end: int) -> bool:
    """Return whether a known provider or top domain is among the words, so no English "at"."""
    words = line.words[start:end]
    if "." in line.text[line.starts[start] : line.ends[end - 1]]:
        return any(word.flags & flags.PROVIDER for word in words)  # else rather a page
    return any(word.flags & flags.TOP_DOMAIN for word in words[1:]) or (
        bool(words) and bool(words[-1].flags & _SHORT) and len(words) > 2
    )


def _first_dot(line: Line, start: int) -> int:
    """Return where the dot behind the first label stands: a word, or the gap before one."""
    words, last = line.words, min(len(line.words), start + _MOST_WORDS + 1)
    for index in range(start, last):
        if index > start:
            if words[index].flags & flags.DOT or _is_dot(line, index):
                return index
            if gap_of(line, index) not in _APART:
                return -1
        if words[index].flags & (_NO_LABEL | flags.DOT):
            return -1
    return -1


def _after_dot(line: Line, dot: int) -> int:
    """Return the word behind the dot at ``dot``, or -1 if there is no dot."""
    if dot >= len(line.words):
        return -1
    if line.words[dot].flags & flags.DOT and dot + 1 < len(line.words):
        spaced = gap_of(line, dot + 1) in _APART
        return dot + 1 if spaced and not line.words[dot + 1].flags & _NO_LABEL else -1
    return dot if _is_dot(line, dot) else -1


def _is_dot(line: Line, index: int) -> bool:
    """Return whether a written dot before word ``index`` parts labels, and ends no sentence."""
    gap = line.gap(index)
    if gap == ".":
        return True
    return gap in _DOTS and bool(line.words[index].flags & flags.TOP_DOMAIN)


def _label_end(line: Line, start: int) -> int:
    """Return the end of a label behind a dot: one word, or what is spelled."""
    words = line.words
    if words[start].flags & flags.TOP_DOMAIN and not words[start].flags & flags.SINGLE:
        return start + 1
    end = start + 1
    most = min(len(words), start + _MOST_LETTERS)
    while end < most and _spelled(line, end) and gap_of(line, end) in _APART:
        if line.gap(end) == ", " and not words[start].flags & flags.SINGLE:
            break  # "tyres.ie, I read"
        if words[end].flags & flags.FUNCTION and not _spelled(line, end + 1):
            break  # "точка ю ей і ..."
        end += 1
    return end


def _spelled(line: Line, index: int) -> bool:
    return index < len(line.words) and bool(line.words[index].flags & _SHORT)


def _dotless(line: Line, start: int) -> int:
    """Return the end of "gmail com", "укрнет", "укр нет" and the like."""
    words = line.words
    for index in range(start, min(len(words), start + 3)):
        if index > start and gap_of(line, index) not in _APART:
            return start
        if words[index].flags & (_NO_LABEL | flags.DOT):
            return start
        if words[index].flags & flags.PROVIDER:
            return _with_top(line, index + 1)
    return start


def _with_top(line: Line, index: int) -> int:
    words = line.words
    if index < len(words) and gap_of(line, index) in _APART:
        word = words[index]
        if word.flags & flags.TOP_DOMAIN:
            return index + 1
        follower = words[index + 1] if index + 1 < len(words) else None
        if word.text == "ю" and follower and follower.flags & flags.LETTER_NAME:
            return index + 2
    return index
