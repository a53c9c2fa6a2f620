"""Postal addresses, written and said: "вул. Городоцька, 7", "102 Oak Ave", "героїв крут шістдесят".

There is no list of streets. An address is known by its structure: a street word with a name
beside it, or a word such as "живу на" before one, and the number of a house behind or, in
English, before. What is counted or measured ("на вулиці 15 градусів") has no house number.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.addresses import (
    NONE,
    Span,
    named_span,
    number_start,
)
from callcore.shared.observe.masking.bareanswers import answer_end
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.frontnumbers import house_span
from callcore.shared.observe.masking.houses import (
    FIGURE,
    joined,
    named_part_end,
    parts_end,
    spaced,
)
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.postcodes import (
    announced_span,
    before_start,
    behind_end,
    postcode_end,
)
from callcore.shared.observe.masking.roads import numbered_start, road_span, suffix_span
from callcore.shared.observe.masking.streetnames import (
    HONOURS,
    is_locative,
    is_place,
    name_end,
    name_start,
)
from callcore.shared.observe.masking.streetwords import street_span

ADDRESS: Final = "ADDRESS"

_ANCHORS: Final = (
    flags.STREET
    | flags.ROAD
    | flags.SUFFIX
    | flags.HOUSE
    | flags.PLACE_HINT
    | flags.CITY
    | flags.SETTLEMENT
    | flags.POSTCODE_WORD
)
_LOOKS: Final = _ANCHORS | flags.ONTO | FIGURE
_FRAME: Final = flags.FUNCTION | flags.PLACE_HINT | flags.ONTO
_WITHIN: Final = " ,:-–—\"'«(\u00a0"  # between "адреса" and the address
_MOST_FRAME: Final = 6  # words between "адреса" and the address: "доставки у мене така"
_MOST_AHEAD: Final = 10

_SURE_STEMS: Final = (
    "адрес address жив прожива мешка live living reside пропис зареє зарег"
)
_SURE: Final = tuple(_SURE_STEMS.split())  # of the words that an address follows
_BRANCHES: Final = ("відділ", "отдел", "branch", "пошт", "почт", "постам", "office")
_HERE: Final = frozenset(("я", "ми", "мы", "тут", "зараз", "сейчас"))
_FLAT_WORDS: Final = (
    "квартира квартиру квартирі квартире квартири квартиры кв apartment apt suite"
)
_FLATS: Final = frozenset(_FLAT_WORDS.split())


def claim_streets(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim the postal addresses."""
    asked = bool(memory.expecting & Topic.ADDRESS)
    if asked and (answered := answer_end(line)):
        _claim(line, claims, [(0, answered)])
        return
    figures = line.flags & FIGURE
    vague = asked or line.flags & (flags.ONTO | flags.CYRILLIC | flags.TITLE)
    if not (line.flags & _ANCHORS or (figures and vague)):
        return
    if spans := _Finder(line, asked).spans():
        _claim(line, claims, spans)


def _claim(line: Line, claims: Claims, spans: list[Span]) -> None:
    # dates and the like were kept before: "12/3" behind a street is a house after all
    tags = iter([*claims.spans(), (len(line.text) + 1, 0, "")])
    start, end, _ = next(tags)
    for first, last in spans:
        left, right = line.starts[first], line.ends[last - 1]
        while end and end <= left:
            start, end, _ = next(tags)
        if right <= start:
            claims.replace(left, right, ADDRESS)


class _Finder:
    """Looks for addresses from left to right; every look is at a bounded number of words."""

    def __init__(self, line: Line, asked: bool) -> None:
        self.line = line
        self.words = line.words
        self.floor = 0  # the words before belong to an address already
        self.asked = asked
        self.hinted = asked or bool(line.flags & flags.PLACE_HINT)

    def spans(self) -> list[Span]:
        found: list[Span] = []
        if self.asked and (span := named_span(self.line, 0, sure=True)) != NONE:
            found.append(span)
            self.floor = span[1]
        for index, word in enumerate(self.words):
            if index < self.floor or not word.flags & _LOOKS:
                continue
            if word.flags & FIGURE:
                start, end = self._behind_place(index)
            else:
                start, end = self._at(index, word.flags)
            if end > start:
                start, end = max(start, self.floor), behind_end(self.line, end)
                start = before_start(self.line, start, self.floor)
                if found and self._adjoins(found[-1][1], start):
                    start = found.pop()[0]
                found.append((start, end))
                self.floor = end
        return found

    def _adjoins(self, end: int, start: int) -> bool:
        """Return whether an address goes on: "дом 4, корпус 1 | по | улице Мира"."""
        between = self.words[end:start]
        if len(between) > 1 or not joined(self.line, start):
            return False
        return not between or (
            spaced(self.line, end) and bool(between[0].flags & flags.ONTO)
        )

    def _street(self, index: int) -> Span:
        start, end = street_span(self.line, index, self.floor, self.hinted)
        if not self.words[index].flags & flags.SETTLEMENT:
            return start, end
        if end > start:
            return start, self._in_village(end)
        named = name_end(self.line, index + 1)
        end = self._in_village(named) if named > index + 1 else named
        return (index, end) if end > named else NONE

    def _in_village(self, end: int) -> int:
        """Return the end of "посёлок Рощино, Лесная 2", whose village ends at ``end``."""
        if not (joined(self.line, end) and self.words[end].flags & flags.TITLE):
            return end
        return max(end, named_span(self.line, end, sure=False)[1])

    def _at(self, index: int, word_flags: int) -> Span:
        """Return the address that the word at ``index`` betrays."""
        for flag, look in (
            (flags.STREET | flags.SETTLEMENT, self._street),
            (flags.ROAD, self._road),
            (flags.SUFFIX, self._suffix),
            (flags.HOUSE, self._part),
            (flags.POSTCODE_WORD, self._postcode),
            (flags.PLACE_HINT | flags.CITY, self._behind_hint),
            (flags.ONTO, self._onto),
        ):
            if word_flags & flag and (span := look(index)) != NONE:
                return span
        return NONE

    def _road(self, index: int) -> Span:
        start, end = road_span(self.line, index, self.floor, self.hinted)
        return (start, parts_end(self.line, end)) if end > start else NONE

    def _suffix(self, index: int) -> Span:
        start, end = suffix_span(self.line, index, self.floor)
        return (start, parts_end(self.line, end)) if end > start else NONE

    def _part(self, index: int) -> Span:
        """Return "сумська сорок сім квартира п'ять" by its flat, or "перемоги будинок 5"."""
        end = named_part_end(self.line, index)
        if end == index or len(self.words[index].text) < 2:
            return NONE
        if (span := self._road_ahead(index, end)) != NONE:
            return span
        if self.words[index].flags & flags.LATIN:
            flat = self.words[index].text in _FLATS
            start = numbered_start(self.line, index, self.floor, sure=flat)
            flat = flat or start < index
            return (start, parts_end(self.line, end)) if flat or self.hinted else NONE
        start = number_start(self.line, index, self.floor)
        start = name_start(self.line, start, self.floor, most=3)
        whole = parts_end(self.line, end)
        flat = whole > end or self.hinted or self.words[index].text in _FLATS
        return (start, whole) if start < index or flat else NONE

    def _road_ahead(self, index: int, end: int) -> Span:
        """Return "flat two, ten downing street", whose flat is at ``index``."""
        for ahead in range(end, min(len(self.words), end + _MOST_AHEAD)):
            if self.words[ahead].flags & flags.ROAD:
                span = self._road(ahead)
                return span if span[0] == index else NONE
        return NONE

    def _postcode(self, index: int) -> Span:
        span = announced_span(self.line, index, self.floor)
        return span if span != NONE else postcode_end(self.line, index)

    def _behind_hint(self, index: int) -> Span:
        """Return what follows "адреса", "живу на", "deliver to", if a number ends it."""
        sure = self.words[index].text.startswith(_SURE)
        city = bool(self.words[index].flags & flags.CITY)
        start = index + 1
        for _ in range(_MOST_FRAME):
            if start >= len(self.words) or self.line.gap(start).strip(_WITHIN):
                return NONE
            span = named_span(self.line, start, sure=sure, city=city)
            if span != NONE:
                return span
            word_flags = self.words[start].flags
            if not word_flags & _FRAME or word_flags & flags.STREET:
                return NONE
            if self.words[start].text.startswith(_BRANCHES):
                return NONE
            start += 1
        return NONE

    def _behind_place(self, index: int) -> Span:
        """Return "Кримська 156", whose number is at ``index``, though nothing announces it."""
        if self.words[index].flags & (flags.DIGITS | flags.MIXED):
            span = house_span(self.line, index)
            if span != NONE:
                return span
        start = index - 1
        if start > self.floor and self.words[start - 1].text in HONOURS:
            return named_span(self.line, start - 1, sure=True)
        if start < self.floor or not is_place(self.words[start].text):
            return NONE
        return named_span(
            self.line, name_start(self.line, index, self.floor), sure=True
        )

    def _onto(self, index: int) -> Span:
        """Return "на Сумській 12": a place by its case."""
        start = index + 1
        if not spaced(self.line, start):
            return NONE
        if is_locative(self.words[start]):
            return named_span(self.line, start, sure=True)
        here = index > 0 and self.words[index - 1].text in _HERE
        return named_span(self.line, start, sure=False) if here else NONE
