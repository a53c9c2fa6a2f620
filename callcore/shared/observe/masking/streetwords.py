"""Addresses by their street word: "вул. Сумська, 5", "на Сумській вулиці 5", "дом 15 по ул. Мира"."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.addresses import NONE, Span, has_part, numbered_end
from callcore.shared.observe.masking.houses import joined, named_part_end, spaced
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.streetnames import (
    RANKS,
    is_adjective,
    is_name,
    name_end,
    name_start,
)

_MOST_PARTS: Final = 9  # words of "дом 4, корпус 1, подъезд 3 по"
_OWN_NAME: Final = "набережн"  # an embankment needs no other


def street_span(line: Line, index: int, floor: int, hinted: bool) -> Span:
    """Return the address whose street word is at ``index``; (0, 0) if it is none.

    No word before ``floor`` belongs to it; ``hinted``: something says that an address is there.
    """
    cut = _cut_short(line, index)
    if not cut and line.words[index].flags & flags.SINGLE and not _highway(line, index):
        return NONE  # "б" is a street only as "б-р"
    first = index + 1 + cut
    span = _forward(line, index, first, floor, hinted)
    if span != NONE or line.words[index].flags & flags.SETTLEMENT:
        return span
    return _backward(line, index, floor, hinted)


def _forward(line: Line, index: int, first: int, floor: int, hinted: bool) -> Span:
    """Return "вул. Сумська, 5", whose name begins at ``first``."""
    named = name_end(line, first)
    end = numbered_end(line, named)
    if named == first:
        own = line.words[index].text.startswith(_OWN_NAME) and end > first
        own = own and name_start(line, index, floor) == index
        return (_start(line, index, floor), end) if own else NONE
    if end > named or _house_before(line, index, floor) < index:
        known = _known(line, index, named, end) or hinted
    else:
        known = _nameable(line, index, hinted) and _is_street(
            line, index + 1, named, hinted
        )
    return (_start(line, index, floor), end) if known else NONE


def _backward(line: Line, index: int, floor: int, hinted: bool) -> Span:
    """Return "Сумська вулиця 5", whose street word is at ``index``."""
    before = name_start(line, index, floor)
    if before == index:
        return NONE
    end = numbered_end(line, index + 1)
    if end > index + 1:
        return _ranked(line, before, floor), end
    # "Невский проспект украсили": a street, and nobody's
    known = hinted and _nameable(line, index, hinted)
    if known and _is_street(line, before, index, hinted):
        return _ranked(line, before, floor), end
    return NONE


def _highway(line: Line, index: int) -> bool:
    """Return whether "ш" stands for "шоссе": "ш. Энтузиастов"."""
    after = index + 1
    return (
        line.words[index].text == "ш"
        and after < len(line.words)
        and line.gap(after) == ". "
        and bool(line.words[after].flags & flags.TITLE)
    )


def _cut_short(line: Line, index: int) -> bool:
    """Return whether the word goes on behind a hyphen: "пр-т"."""
    after = index + 1
    return (
        after < len(line.words)
        and line.gap(after) == "-"
        and len(line.words[after].text) <= 2
    )


def _known(line: Line, index: int, named: int, end: int) -> bool:
    """Return whether a numbered name is a street by itself, or the street word is no vague one."""
    if not line.words[index].flags & (flags.FAINT | flags.SETTLEMENT):
        return True
    return is_name(line, index + 1, named) or has_part(line, index, end)


def _nameable(line: Line, index: int, hinted: bool) -> bool:
    """Return whether the word at ``index`` may make a street that has no number."""
    word = line.words[index]
    return not word.flags & flags.FAINT and (
        hinted or not word.flags & flags.SETTLEMENT
    )


def _is_street(line: Line, start: int, end: int, hinted: bool) -> bool:
    """Return whether words without a number are its name: by capitals, or as they are asked for."""
    names = line.words[start:end]
    if all(name.flags & flags.TITLE for name in names):
        return True
    return hinted and (is_adjective(names[-1].text) or len(names) == 2)


def _start(line: Line, index: int, floor: int) -> int:
    """Return where the address begins whose street word is at ``index``: with its village."""
    index = _ranked(line, _house_before(line, index, floor), floor)
    for first in range(max(floor, index - 3), index - 1):
        tied = all(joined(line, at) for at in range(first + 1, index + 1))
        if tied and line.words[first].flags & flags.SETTLEMENT:
            return first
    return index


def _ranked(line: Line, index: int, floor: int) -> int:
    """Return where "2-й Тверской" begins, whose "Тверской" is at ``index``."""
    first = index - 2
    if first < floor or line.words[index - 1].text not in RANKS:
        return index
    tied = line.gap(index - 1) == "-" and spaced(line, index)
    return first if tied and line.words[first].flags & flags.DIGITS else index


def _house_before(line: Line, index: int, floor: int) -> int:
    """Return where "дом 15 по улице" begins, whose street word is at ``index``."""
    at = index - (index > 0 and bool(line.words[index - 1].flags & flags.ONTO))
    start = at
    for first in range(at - 2, max(floor, at - _MOST_PARTS) - 1, -1):
        if line.words[first].flags & flags.HOUSE:
            if named_part_end(line, first) != start:
                break
            start = first
            if not joined(line, start):
                break
    return start if start < at else index
