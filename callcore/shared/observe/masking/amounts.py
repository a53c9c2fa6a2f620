"""Digits that are a tyre's size: they look like a telephone number and are none."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.dictated import NUMERIC, Group, Run
from callcore.shared.observe.masking.line import Line

_WIDTH: Final = r"[1-3]\d[05]"
_PROFILE: Final = r"[2-9][05]"
_RIM: Final = r"(?:1[2-9]|2[0-4])"
_LOAD: Final = r"(?:[6-9]\d|1[0-2]\d)"
_SIZES: Final = re.compile(rf"(?:{_WIDTH}{_PROFILE}{_RIM}{_LOAD}?){{1,3}}")
_WIDTHS: Final = re.compile(_WIDTH)
_HEAD: Final = re.compile(rf"{_WIDTH}(?:{_PROFILE})?")
_TAIL: Final = re.compile(rf"(?:{_PROFILE})?{_RIM}{_LOAD}?|{_PROFILE}")
_TIME: Final = re.compile(r"(?:1?[1-9]|10|2[0-3])[0-5]\d")
_SHORT: Final = 7  # digits of a size without its load index
_MOST_GROUPS: Final = 6  # of a longer one: ten single digits are a telephone number


def is_size(line: Line, run: Run) -> bool:
    """Return whether the run says a size, or the part of one before or behind its "R"."""
    digits = run.digits
    if _SIZES.fullmatch(digits) and _cut_as_a_size(run, len(digits)):
        return True
    if _HEAD.fullmatch(digits) and _rim_follows(line, run.last + 1):
        return True
    return bool(_TAIL.fullmatch(digits)) and _rim_before(line, run.first - 1)


def is_time(line: Line, run: Run) -> bool:
    """Return whether it is a time of day behind its preposition: "at six thirty"."""
    groups = run.groups
    if not (1 < len(groups) <= 3 and run.first):
        return False
    if not line.words[run.first - 1].flags & flags.TIME_WORD:
        return False
    # "at five five five" is no time: minutes come as one number or with a zero
    whole = len(groups) == 2 or groups[1].digits == "0"
    return whole and bool(_TIME.fullmatch(run.digits)) and len(groups[0].digits) < 3


def leading(line: Line, groups: list[Group]) -> int:
    """Return how many of the groups are a size of their own, before what follows."""
    first = groups[0]
    if _rim_before(line, first.first - 1):
        for length in (2, 1):  # "на 55 16": profile and rim, or one of them
            if _TAIL.fullmatch(Run(groups[:length]).digits):
                return min(length, len(groups))
    if len(groups) > 1 and groups[1].first > first.last + 1:  # "not 205 but 215 65 16"
        return 1 if _WIDTHS.fullmatch(first.digits) and _is_whole(groups[1:5]) else 0
    return 3 if _is_whole(groups[:4]) else 0


def _is_whole(groups: list[Group]) -> bool:
    """Return whether the first three are a size and the fourth is not of them."""
    lengths = [len(group.digits) for group in groups]
    if lengths[:3] != [3, 2, 2] or not _SIZES.fullmatch(Run(groups[:3]).digits):
        return False
    return len(groups) == 3 or groups[3].first > groups[2].last + 1 or lengths[3] == 3


def _cut_as_a_size(run: Run, length: int) -> bool:
    if length > _SHORT and len(run.groups) > _MOST_GROUPS:
        return False
    if len(run.groups) == 1:
        return True
    heard, cuts = 0, set()
    for group in run.groups:
        heard += len(group.digits)
        cuts.add(heard)
    return {3, 5} <= cuts


def _rim_follows(line: Line, index: int) -> bool:
    if index >= len(line.words):
        return False
    word = line.words[index]
    if word.flags & flags.MIXED:
        return word.text[0] in "rzрз"
    if not word.flags & flags.RIM or index + 1 >= len(line.words):
        return False
    return bool(line.words[index + 1].flags & NUMERIC)


def _rim_before(line: Line, index: int) -> bool:
    if index < 1 or not line.words[index].flags & flags.RIM:
        return False
    return bool(line.words[index - 1].flags & NUMERIC)
