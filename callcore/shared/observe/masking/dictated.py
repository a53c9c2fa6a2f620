"""Digits as people say and write them: "oh six seven, 123 forty five", with fillers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.spoken import en, ru, uk
from callcore.shared.spoken.tongue import Atom, Kind

_TOKEN: Final = re.compile(r"\w+(?:['’ʼ]\w+)?")
_MAX_WORD: Final = 24  # no number word is longer; spares us lower-casing megabytes
_GAP: Final = re.compile(r"[\s,.;:()/+…—–\-\u00ad\u200b-\u200f\u2060\ufeff]{0,5}")
_MAX_FILLERS: Final = 3
_FILLERS: Final = frozenset(
    word
    for line in (
        "um uh er erm and then so well like let me see dash minus",
        "эм ээ мм ну так значит потом дальше и да еще тире",
        "ем далі потім та ще отже мінус",
    )
    for word in line.split()
)


def _atoms() -> dict[str, Atom]:
    merged = {**uk.ATOMS, **ru.ATOMS, **en.ATOMS}
    return {word: atom for word, atom in merged.items() if not atom.ordinal}


ATOMS: Final = _atoms()


@dataclass(slots=True)
class Run:
    """Neighbouring number words and numerals, and the digits that they say."""

    start: int
    end: int
    groups: list[str] = field(default_factory=list)
    numerals: int = 0  # how many of the words were written in digits
    amount: bool = False  # "thousand" was among them: a sum, not a number to dial

    @property
    def digits(self) -> str:
        """The digits in order."""
        return "".join(self.groups)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text."""

    start: int
    end: int
    word: str

    @property
    def atom(self) -> Atom | None:
        """What the word says as a number."""
        if self.word.isdecimal():
            return Atom(Kind.NUMERAL, 0)
        return ATOMS.get(self.word)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words, lower-cased, with the apostrophe that the number tables use."""
    for match in _TOKEN.finditer(text):
        word = match[0]
        if len(word) <= _MAX_WORD:
            word = word.lower().replace("’", "'").replace("ʼ", "'").replace("ё", "е")
        yield Token(match.start(), match.end(), word)


def runs(claims: Claims) -> list[Run]:
    """Return the runs of numbers in what is still free, from left to right."""
    reader = _Reader(claims)
    for token in tokens(claims.text):
        reader.take(token)
    reader.close()
    return reader.found


class _Reader:
    """Collects tokens into runs; a few fillers may stand between two numbers."""

    def __init__(self, claims: Claims) -> None:
        self.found: list[Run] = []
        self._claims = claims
        self._run: Run | None = None
        self._last_end = 0
        self._fillers = 0
        self._place = 1  # the open group can still take a value below this
        self._times = 1

    def take(self, token: Token) -> None:
        atom = token.atom if self._claims.free(token.start, token.end) else None
        if not self._touches(token):
            self.close()
        self._last_end = token.end
        if atom is not None and atom.kind is not Kind.JOIN:
            self._add(token, atom)
        elif self._run is not None and token.word in _FILLERS:
            self._skip()
        else:
            self.close()

    def close(self) -> None:
        """End the open run, if there is one."""
        if self._run is not None and self._run.groups:
            self.found.append(self._run)
        self._run, self._fillers, self._place, self._times = None, 0, 1, 1

    def _touches(self, token: Token) -> bool:
        if not self._claims.free(self._last_end, token.start):
            return False
        return bool(_GAP.fullmatch(self._claims.text, self._last_end, token.start))

    def _skip(self) -> None:
        self._fillers += 1
        if self._fillers > _MAX_FILLERS:
            self.close()

    def _add(self, token: Token, atom: Atom) -> None:
        if self._run is None:
            self._run = Run(token.start, token.end)
        self._run.end = token.end
        self._fillers = 0
        if atom.kind is Kind.NUMERAL:
            self._run.numerals += 1
            self._start_group("".join(str(int(digit)) for digit in token.word), 1)
        elif atom.kind is Kind.REPEAT:
            self._times = atom.value
        elif atom.kind is Kind.ZEROS:
            self._zeros()
        elif atom.kind is Kind.SCALE:
            self._scale(atom.value)
        else:
            self._value(atom.value)

    def _start_group(self, digits: str, place: int) -> None:
        assert self._run is not None
        self._run.groups.append(digits * self._times)
        self._place, self._times = place, 1

    def _value(self, value: int) -> None:
        assert self._run is not None
        if 0 < value < self._place and self._run.groups:
            self._run.groups[-1] = str(int(self._run.groups[-1]) + value)
            self._place = 10 if 20 <= value < 100 else 1
        else:
            self._start_group(str(value), _room_below(value))

    def _zeros(self) -> None:
        assert self._run is not None
        count = self._run.groups.pop() if self._run.groups else "2"
        self._start_group("0" * min(int(count[-1:]) or 1, 9), 1)

    def _scale(self, scale: int) -> None:
        assert self._run is not None
        self._run.amount = self._run.amount or scale > 100
        last = self._run.groups[-1] if self._run.groups else ""
        if scale == 100 and last in set("123456789"):
            self._run.groups[-1] = last + "00"
            self._place = 100
        elif scale == 100 and not last:
            self._start_group("100", 100)


def _room_below(value: int) -> int:
    """Return below what a following word still joins: 20 takes 1-9, 300 takes 1-99."""
    if value >= 100:
        return 100
    return 10 if 20 <= value < 100 else 1
