"""An averaged structured perceptron with a margin, in integers only.

The weights are those of :mod:`callcore.shared.observe.masking.names.features`. Integers add up
to the same in any order and on any machine, so the same examples give the same bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

from callcore.shared.observe.masking.names.features import SIZE, of_place, of_step
from chaos.training.people.examples import Example

_LARGEST: Final = 127
_SPILL: Final = 2000  # one weight in so many may be cut to what a byte holds
_NEVER: Final = -(10**9)


class Perceptron:
    """Learns sentence by sentence.

    A name must win by ``miss``, anything else by ``alarm``: the greater of the two says which
    error is the worse one.
    """

    def __init__(self, miss: int = 45, alarm: int = 45) -> None:
        self._weights = [0] * SIZE
        self._totals = [0] * SIZE
        self._clock = 1
        self._miss = miss
        self._alarm = alarm
        self.wrong = 0

    def learn(self, example: Example) -> None:
        """Judge ``example``, and correct what was wrong."""
        words, gaps, names = example.words, example.gaps, example.names
        weights = self._weights.__getitem__
        places = [of_place(words, gaps, at + 2) for at in range(len(names))]
        steps = [of_step(words, gaps, at + 2) for at in range(len(names))]
        found = [
            sum(map(weights, place)) + (-self._miss if name else self._alarm)
            for place, name in zip(places, names, strict=True)
        ]
        joins = [sum(map(weights, step)) for step in steps]
        guessed = viterbi(found, joins)
        if guessed != names:
            self._correct(places, steps, names, guessed)
        self._clock += 1

    def learn_all(self, examples: Iterable[Example]) -> int:
        """Learn ``examples``; return how many words were judged wrong, margins included."""
        self.wrong = 0
        for example in examples:
            self.learn(example)
        return self.wrong

    def averaged(self) -> tuple[array[int], int]:
        """Return the mean weights as bytes, and how many units of them the margin 1 is."""
        clock = self._clock
        means = [
            weight * clock - total if weight or total else 0
            for weight, total in zip(self._weights, self._totals, strict=True)
        ]
        sizes = sorted(abs(mean) for mean in means if mean)
        top = max(1, sizes[-1 - len(sizes) // _SPILL]) if sizes else 1
        small = array(
            "b",
            (
                max(-_LARGEST, min(_LARGEST, _rounded(mean * _LARGEST, top)))
                for mean in means
            ),
        )
        return small, max(1, _rounded(clock * _LARGEST, top))

    def _correct(
        self,
        places: list[list[int]],
        steps: list[list[int]],
        names: list[bool],
        guessed: list[bool],
    ) -> None:
        for at, (name, guess) in enumerate(zip(names, guessed, strict=True)):
            if name != guess:
                self.wrong += 1
                self._add(places[at], 1 if name else -1)
            if at:
                joined = (names[at - 1] and name) - (guessed[at - 1] and guess)
                if joined:
                    self._add(steps[at], joined)

    def _add(self, numbers: list[int], change: int) -> None:
        weights, totals, later = self._weights, self._totals, change * self._clock
        for number in numbers:
            weights[number] += change
            totals[number] += later


def viterbi(found: list[int], joins: list[int]) -> list[bool]:
    """Return the best labels; of equals the ones with fewer names."""
    other, name = 0, _NEVER
    came = []
    for score, join in zip(found, joins, strict=True):
        joined = name + join
        came.append((name > other, joined > other))
        other, name = max(other, name), max(other, joined) + score
    inside, labels = name > other, []
    for from_inside in reversed(came):
        labels.append(inside)
        inside = from_inside[inside]
    labels.reverse()
    return labels


def _rounded(over: int, under: int) -> int:
    """Return the quotient, rounded half away from zero."""
    whole = (2 * abs(over) + under) // (2 * under)
    return whole if over >= 0 else -whole
