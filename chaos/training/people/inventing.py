"""Names that nobody bears: a chain of letters that has seen the real ones.

A tagger that is shown them cannot learn them by heart, as it meets each of them once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from chaos.training.people.dice import Dice

_ORDER: Final = 3
_END: Final = "$"
_LONGEST: Final = 14
_SHORTEST: Final = 4
_TRIES: Final = 20


class Chain:
    """Letters that follow three letters, as often as they do in the names it was made of."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._next: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names):
            marked = "^" * _ORDER + name.lower() + _END
            for at in range(_ORDER, len(marked)):
                self._next[marked[at - _ORDER : at]].append(marked[at])

    def invent(self, dice: Dice) -> str:
        """Return a new name, capitalised; a known one if none turns up."""
        name = ""
        for _ in range(_TRIES):
            name = self._once(dice)
            if _SHORTEST <= len(name) <= _LONGEST and name not in self._names:
                break
        return name

    def _once(self, dice: Dice) -> str:
        state, found = "^" * _ORDER, ""
        while len(found) <= _LONGEST:
            letter = dice.pick(self._next[state])
            if letter == _END:
                break
            found += letter
            state = state[1:] + letter
        return found.title() if "'" not in found else found[:1].upper() + found[1:]


class Kinds:
    """Guesses the declension of an invented surname: that of the most like listed one."""

    def __init__(self, listed: Iterable[tuple[str, str]]) -> None:
        self._by_ending: dict[str, str] = {}
        for lemma, kind in listed:
            for length in range(1, 5):
                self._by_ending.setdefault(lemma.lower()[-length:], kind)

    def of(self, lemma: str) -> str | None:
        """Return the class of the longest common ending, or None."""
        for length in range(4, 0, -1):
            kind = self._by_ending.get(lemma.lower()[-length:])
            if kind is not None:
                return kind
        return None
