"""Digits as people say and write them: "oh six seven, 123 forty five", with fillers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.spoken.tongue import Atom, Kind

NUMERIC: Final = flags.DIGITS | flags.MIXED | flags.NUMBER | flags.TORN
GLUE: Final = " \t\u00a0,.()[]/+-–—…'\"*"  # between the parts of one number
_MOST_GLUE: Final = 6
_MOST_FILLERS: Final = 6  # "ой вибачте зараз хвилинку так ось"
_EXTENDED: Final = re.compile(r"(\d{3,15})(?:x|ext)\d{1,6}")
_EXTENSION: Final = re.compile(r"(?:x|ext)\d{1,6}")
_NO_DIGIT: Final = "раз"  # "ще раз": a number only in a count
_TORN: Final = {  # "п'ять" without its apostrophe is two words to a recogniser
    ("п", "ять"): Atom(Kind.DIGIT, 5),
    ("п", "ятнадцять"): Atom(Kind.TEEN, 15),
    ("п", "ятдесят"): Atom(Kind.TEN, 50),
    ("п", "ядесят"): Atom(Kind.TEN, 50),
    ("п", "ятсот"): Atom(Kind.HUNDREDS, 500),
    ("п", "ятьсот"): Atom(Kind.HUNDREDS, 500),
    ("дев", "ять"): Atom(Kind.DIGIT, 9),
    ("дев", "ятнадцять"): Atom(Kind.TEEN, 19),
    ("дев", "яносто"): Atom(Kind.TEN, 90),
    ("дев", "ятсот"): Atom(Kind.HUNDREDS, 900),
}
_NUMERAL: Final = Atom(Kind.NUMERAL, 0)
# at hand: a look-up in an Enum or in a module costs as much as the rest of a word
_WRITTEN: Final = Kind.NUMERAL
_REPEAT: Final = Kind.REPEAT
_ZEROS: Final = Kind.ZEROS
_SCALE: Final = Kind.SCALE
_JOIN: Final = Kind.JOIN
_IS_TORN: Final = flags.TORN
_IS_FILLER: Final = flags.FILLER
_ONES: Final = frozenset({"one", "одну"})  # of a moment; "один, секунду" is a digit
_MOMENT: Final = flags.FILLER | flags.COUNTED


@dataclass(slots=True)
class Group:
    """One number as it was said, from word ``first`` to word ``last``: "forty five"."""

    digits: str
    first: int
    last: int
    written: bool = False
    amount: bool = (
        False  # "thousand" was in it: a sum, hardly a part of a longer number
    )


@dataclass(slots=True)
class Run:
    """Neighbouring groups, with nothing but fillers between them."""

    groups: list[Group] = field(default_factory=list)

    @property
    def digits(self) -> str:
        """The digits in order."""
        return "".join([group.digits for group in self.groups])

    @property
    def first(self) -> int:
        """The index of the first word."""
        return self.groups[0].first

    @property
    def last(self) -> int:
        """The index of the last word."""
        return self.groups[-1].last

    @property
    def written(self) -> bool:
        """Whether nothing of it is in words."""
        return all(group.written for group in self.groups)

    @property
    def alone(self) -> bool:
        """Whether it is one written numeral: as likely a stamp or an id as a telephone."""
        return len(self.groups) == 1 and self.groups[0].written


def runs(line: Line, claims: Claims) -> list[Run]:
    """Return the runs of numbers in what is still free, from left to right."""
    reader = _Reader(line, claims)
    starts, ends, free = line.starts, line.ends, claims.free
    for index, word in enumerate(line.words):
        if word.flags & NUMERIC and free(starts[index], ends[index]):
            reader.take(index)
    return reader.found


def glued(line: Line, index: int) -> bool:
    """Return whether only marks stand between the words ``index - 1`` and ``index``."""
    start, end = line.ends[index - 1], line.starts[index]
    return end - start <= _MOST_GLUE and not line.text[start:end].strip(GLUE)


class _Reader:
    """Collects words into groups and groups into runs."""

    def __init__(self, line: Line, claims: Claims) -> None:
        self.found: list[Run] = []
        self._line = line
        self._claims = claims
        self._groups: list[Group] = []  # of the open run
        self._last = -1  # the last word of it
        self._below = 1  # a value below this still joins the open group
        self._added = 0  # the value that joined last: what "hundred" multiplies
        self._times = 1
        self._doubled = -1  # the word that says how many times

    def take(self, index: int) -> None:
        """Read the word ``index``, which may say a number."""
        word = self._line.words[index]
        atom, torn = word.atom, word.flags & _IS_TORN
        if atom is None or torn:
            if self._extends(index):
                return
            atom = self._odd(index)
        if atom is None or atom.ordinal or atom.kind is _JOIN or word.text == _NO_DIGIT:
            return
        if word.text in _ONES and self._is_moment(index + 1):
            return
        begun = self._groups or self._doubled >= 0
        if not begun or not self._follows(index - 1 if torn else index):
            self._groups, self._below, self._times, self._doubled = [], 1, 1, -1
        self._last = index
        if torn and self._doubled < 0:
            self._doubled = index - 1
        self._add(index, atom)

    def _extends(self, index: int) -> bool:
        """Take "x123" behind a number along, without counting its digits."""
        if not self._groups or self._last != index - 1:
            return False
        if not _EXTENSION.fullmatch(self._line.words[index].text):
            return False
        self._groups[-1].last = self._last = index
        return True

    def _is_moment(self, index: int) -> bool:
        """Return whether the one before word ``index`` is of "one moment", a filler."""
        words = self._line.words
        return index < len(words) and words[index].flags & _MOMENT == _MOMENT

    def _odd(self, index: int) -> Atom | None:
        word = self._line.words[index]
        if word.flags & _IS_TORN:
            before = self._line.words[index - 1].text if index else ""
            return _TORN.get((before, word.text))
        return _NUMERAL if _EXTENDED.fullmatch(word.text) else None

    def _add(self, index: int, atom: Atom) -> None:
        kind = atom.kind
        if kind is _WRITTEN:
            self._numeral(index)
        elif kind is _REPEAT:
            self._times, self._doubled, self._below = atom.value, index, 1
        elif kind is _ZEROS:
            self._several(index, atom.value)
        elif kind is _SCALE:
            self._scale(index, atom.value)
        else:
            self._value(index, atom.value)

    def _follows(self, index: int) -> bool:
        """Return whether the word belongs to the open run."""
        line, last = self._line, self._last
        if index == last + 1:  # the most of all
            near = line.text[line.ends[last] : line.starts[index]] == " "
            return near or glued(line, index)
        if index - last - 1 > _MOST_FILLERS:
            return False
        if not self._claims.free(line.ends[last], line.starts[index]):
            return False
        for between in range(last + 1, index):
            if not (line.words[between].flags & _IS_FILLER and glued(line, between)):
                return False
        if index - last > 2 or not self._is_and(index - 1):
            self._below = 1
        return glued(line, index)

    def _is_and(self, index: int) -> bool:
        atom = self._line.words[index].atom  # "two hundred and five"
        return atom is not None and atom.kind is _JOIN and self._below >= 100

    def _numeral(self, index: int) -> None:
        text = self._line.words[index].text
        if not (text.isascii() and text.isdecimal()):
            told = text.partition("x")[0].partition("e")[0]  # no extension: "4567x12"
            text = "".join([str(int(char)) for char in told if char.isdecimal()])
        self._open(index, text, 1, written=True)

    def _open(
        self, index: int, digits: str, below: int, *, written: bool = False
    ) -> None:
        first = self._doubled if self._doubled >= 0 else index
        if not self._groups:
            self.found.append(Run(self._groups))
        self._groups.append(Group(digits * self._times, first, index, written))
        self._below, self._times, self._doubled = below, 1, -1

    def _value(self, index: int, value: int) -> None:
        if 0 < value < self._below:
            group = self._groups[-1]
            group.digits = str(int(group.digits) + value)
            self._added = value
            group.last, self._below, self._doubled = index, _room_below(value), -1
        else:
            self._open(index, str(value), _room_below(value))

    def _several(self, index: int, value: int) -> None:
        """Read "zeros" or "sevens": the number before says how many."""
        last = self._groups[-1] if self._groups else None
        if last and last.last == index - 1 and last.digits[-1] in "123456789":
            count, tens = int(last.digits[-1]), last.digits[:-1]
            tens += "0" if tens and not last.written else ""  # "forty, two sevens"
            last.digits = tens + str(value) * count
            last.last, self._below = index, 1
        else:
            self._open(index, str(value), 1)

    def _scale(self, index: int, scale: int) -> None:
        if scale > 100:
            self._thousands(index, scale)
        elif self._groups and self._groups[-1].last == index - 1:
            group = self._groups[-1]
            if len(group.digits) <= 2:
                group.digits += "00"
            elif group.amount:  # "three thousand five hundred"
                group.digits = str(int(group.digits) + 99 * self._added)
            group.last, self._below, self._added = index, 100, 0
        elif not self._groups:
            self._open(index, "100", 100)

    def _thousands(self, index: int, scale: int) -> None:
        zeros = str(scale)[1:]
        if not self._groups:
            self._open(index, str(scale), scale)
        else:
            group = self._groups[-1]
            group.digits = (group.digits + zeros)[-18:]
            group.last = index
        self._groups[-1].amount = True
        self._below = scale


def _room_below(value: int) -> int:
    """Return below what a following word still joins: 20 takes 1-9, 300 takes 1-99."""
    if value >= 100:
        return 100
    return 10 if 20 <= value < 100 else 1
