"""Chance that is the same on every machine and in every version of Python.

Only :meth:`random.Random.random` promises that, so everything is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Seeded chance."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def chance(self, share: float) -> bool:
        """Return True in ``share`` of the cases."""
        return self._random() < share

    def number(self, first: int, last: int) -> int:
        """Return an integer from ``first`` to ``last``, both included."""
        return first + int(self._random() * (last - first + 1))

    def pick(self, things: Sequence[T]) -> T:
        """Return one of ``things``."""
        return things[int(self._random() * len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return ``things`` in another order."""
        found = list(things)
        for last in range(len(found) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            found[last], found[other] = found[other], found[last]
        return found
