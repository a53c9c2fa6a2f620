"""Find numbers in what somebody said: words, digits or both.

The words follow the grammar of cardinals: each must be smaller than what stands before
it, and a scale word multiplies. Where that breaks a new number begins, so "двести пять
пятьдесят пять шестнадцать" is 205, 55, 16 and "two oh five" is 2, 0, 5. What a run of
numbers means (a phone, a size) is for the caller: see :func:`number_runs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.ids import Language
from callcore.shared.spoken import en, ru, uk
from callcore.shared.spoken.tongue import Atom, Kind, kind_of

MAX_NUMERAL: Final = 18  # longer digit strings come in pieces; int() has a limit too
MAX_VALUE: Final = 10**12  # nobody says more; keeps "million million" finite
_TOKEN: Final = re.compile(rf"\d{{1,{MAX_NUMERAL}}}|[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’ʼ`") | {"ё": "е"})
_ORDINAL_TAIL: Final = re.compile(
    r"(?:st|nd|rd|th|-?(?:й|я|го|ий|ый|ая|та|ше|му|ти))\b", re.IGNORECASE
)
_TIGHT: Final = re.compile(r"[\s\-‐‑]{0,3}")
_LOOSE: Final = re.compile(r"[\s,.;:/\\()\-‐-—+]{0,4}")


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text; ``text[start:end]`` says it, ``digits`` keeps zeros."""

    start: int
    end: int
    value: int
    digits: str
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Numbers with nothing but joiners between them, as in a dictated phone."""

    numbers: tuple[Number, ...]

    @property
    def start(self) -> int:
        """Return where it begins."""
        return self.numbers[0].start

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.numbers[-1].end

    @property
    def digits(self) -> str:
        """Return all digits in a row."""
        return "".join(number.digits for number in self.numbers)


@dataclass(frozen=True, slots=True)
class _Tongue:
    atoms: Mapping[str, Atom]
    lonely: frozenset[str]


def _plain(atoms: Mapping[str, Atom]) -> dict[str, Atom]:
    return {word.translate(_APOSTROPHES): atom for word, atom in atoms.items()}


# Callers mix the two languages, and recognisers write one for the other.
_TONGUES: Final[dict[Language, _Tongue]] = {
    "en": _Tongue(en.ATOMS, en.LONELY),
    "ru": _Tongue(_plain(uk.CARDINALS) | _plain(ru.ATOMS), ru.LONELY),
    "uk": _Tongue(_plain(ru.CARDINALS) | _plain(uk.ATOMS), uk.LONELY | ru.LONELY),
}
_KNOWN: Final[dict[Language, frozenset[str]]] = {
    language: frozenset(tongue.atoms) for language, tongue in _TONGUES.items()
}


@dataclass(slots=True)
class _Group:
    """A number while it grows."""

    start: int
    end: int
    total: int = 0  # closed by thousand or million
    part: int = 0  # below the next scale
    last: Kind | None = None
    last_scale: int = MAX_VALUE
    ordinal: bool = False
    digits: str = field(default="")

    def number(self) -> Number:
        value = self.total + self.part
        digits = self.digits or str(value)
        return Number(self.start, self.end, value, digits, self.ordinal)

    def take(self, atom: Atom) -> bool:
        """Grow by ``atom`` if grammar allows; return whether it did."""
        if self.ordinal:
            return False
        if atom.kind is Kind.SCALE:
            return self._scale(atom)
        if self.last not in _AFTER.get(atom.kind, ()):
            return False
        if atom.kind is Kind.HUNDREDS and self.part:
            return False
        self._add(atom)
        return True

    def _add(self, atom: Atom) -> None:
        self.part += atom.value
        self.last = atom.kind
        self.ordinal = atom.ordinal
        self.digits = ""

    def _scale(self, atom: Atom) -> bool:
        if self.last in (Kind.ZERO, Kind.REPEAT) or not self.part:
            return False
        if atom.value == 100:
            if self.part > 99 or self.last is Kind.HUNDREDS:
                return False
            self.part *= 100
            self.last = Kind.HUNDREDS
        elif not self._close(atom.value):
            return False
        self.ordinal = atom.ordinal
        self.digits = ""
        return True

    def _close(self, scale: int) -> bool:
        if scale >= self.last_scale or self.part >= scale * 1000:
            return False
        self.total += self.part * scale
        self.part, self.last, self.last_scale = 0, Kind.SCALE, scale
        return True


_BIG: Final = (Kind.HUNDREDS, Kind.SCALE)
_AFTER: Final[dict[Kind, tuple[Kind, ...]]] = {
    Kind.DIGIT: (Kind.TEN, *_BIG),
    Kind.TEEN: _BIG,
    Kind.TEN: _BIG,
    Kind.HUNDREDS: (Kind.SCALE,),
}


def _opened(start: int, end: int, atom: Atom) -> _Group:
    group = _Group(start, end, last=atom.kind, ordinal=atom.ordinal)
    if atom.kind is Kind.SCALE and atom.value > 100:
        group.total, group.last_scale = atom.value, atom.value
    elif atom.kind is Kind.SCALE:
        group.part, group.last = 100, Kind.HUNDREDS
    else:
        group.part = atom.value
    return group


@dataclass(slots=True)
class _Finder:
    text: str
    tongue: _Tongue
    found: list[Number] = field(default_factory=list)
    group: _Group | None = None
    repeat: tuple[int, int] | None = None  # times, where "double" began
    joined: int | None = None  # where "and" ended

    def close(self) -> None:
        if self.group is not None:
            self.found.append(self.group.number())
        self.group = self.joined = None

    def word(self, start: int, end: int, word: str) -> None:
        atom = self.tongue.atoms.get(word)
        if atom is None:
            self.close()
            self.repeat = None
        elif atom.kind is Kind.JOIN:
            self._join(end)
        elif atom.kind is Kind.REPEAT:
            self.close()
            self.repeat = (atom.value, start)
        elif atom.kind is Kind.ZEROS:
            self._several(start, end, atom.value)
        else:
            self._atom(start, end, atom)

    def _join(self, end: int) -> None:
        self.repeat = None
        if self.group is not None and self.group.last in _BIG:
            self.joined = end
        else:
            self.close()

    def _several(self, start: int, end: int, value: int) -> None:
        group = self.group
        if group and group.last is Kind.DIGIT and 1 < group.total + group.part < 7:
            digits = str(value) * group.part
            self.group = None
            self.found.append(Number(group.start, end, int(digits), digits))
        else:
            self._atom(start, end, Atom(kind_of(value), value))

    def _atom(self, start: int, end: int, atom: Atom) -> None:
        if self.repeat and atom.kind in (Kind.DIGIT, Kind.ZERO):
            times, start = self.repeat
            digits = str(atom.value) * times
            self.close()
            self.found.append(Number(start, end, int(digits), digits))
        elif self.group and self._near(start) and self.group.take(atom):
            self.group.end, self.joined = end, None
        else:
            self.close()
            self.group = _opened(start, end, atom)
        self.repeat = None

    def numeral(self, start: int, end: int) -> None:
        digits = "".join(str(int(c)) for c in self.text[start:end])
        value = int(digits)
        group = self.group
        small = group is not None and group.last_scale > value and value < 1000
        if group and small and group.last is Kind.SCALE and self._near(start):
            group.part, group.end, group.last = value, end, Kind.NUMERAL
        else:
            self.close()
            tail = _ORDINAL_TAIL.match(self.text, end)
            end = tail.end() if tail else end
            self.group = _Group(
                start, end, part=value, last=Kind.NUMERAL, digits=digits
            )
            self.group.ordinal = tail is not None
        self.repeat = None

    def _near(self, start: int) -> bool:
        group = self.group
        if group is None:
            return False
        since = group.end if self.joined is None else self.joined
        return _TIGHT.fullmatch(self.text, since, start) is not None


def find_numbers(text: str, language: Language) -> list[Number]:
    """Return the numbers in ``text``, left to right, not overlapping. Never raises."""
    finder = _Finder(text, _TONGUES[language])
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if token[0][0].isdecimal():
            finder.numeral(start, end)
        else:
            word = token[0].lower().translate(_APOSTROPHES)
            finder.word(start, end, word)
    finder.close()
    return list(_not_lonely(text, finder.found, finder.tongue.lonely))


def _not_lonely(
    text: str, numbers: list[Number], lonely: frozenset[str]
) -> Iterator[Number]:
    for run in number_runs(text, numbers):
        words = (text[n.start : n.end].lower() for n in run.numbers)
        if not all(word in lonely for word in words):
            yield from run.numbers


def number_words_known(language: Language) -> frozenset[str]:
    """Return the number words of a language, without apostrophes and ё."""
    return _KNOWN[language]


def number_runs(
    text: str, numbers: Iterable[Number], joiner: re.Pattern[str] = _LOOSE
) -> list[NumberRun]:
    """Group numbers with nothing between them but what ``joiner`` matches whole."""
    runs: list[list[Number]] = []
    for number in numbers:
        if runs and joiner.fullmatch(text, runs[-1][-1].end, number.start):
            runs[-1].append(number)
        else:
            runs.append([number])
    return [NumberRun(tuple(run)) for run in runs]
