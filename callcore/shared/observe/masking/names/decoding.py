"""Which words of a line are names: the best sequence under the model (Viterbi, two labels).

Most words are no name in any surroundings, their own sum says so. What is left stands alone
or in short runs; only there the sums that neighbours bring along are added, and a run is
decided as a whole. Linear, a few additions per word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from callcore.shared.observe.masking.names.features import (
    AFTER,
    BEFORE,
    CLASSES,
    GAP_AFTER,
    GAP_BEFORE,
    JOINED,
    JOINED_GAP,
    ROOM,
    THREE,
    TWO_AFTER,
    TWO_BEFORE,
)
from callcore.shared.observe.masking.names.kinds import KINDS
from callcore.shared.observe.masking.names.model import Model, Sums

_BESIDE: Final = 2  # times less hope is enough beside a hopeful word
_OWN: Final = 4  # times below: neighbours cannot make up for it
EDGES: Final = 2  # empty words on each side of a line
Gaps = Callable[[int], int]
"""What stands before a word, counted with the edges."""


def hopeful(words: list[Sums], hopeless: int) -> list[int]:
    """Return the indices of the words that are not ``hopeless``, their neighbours included."""
    found: list[int] = []
    least_own, end = _OWN * min(hopeless, 0), len(words) - EDGES
    for at in range(EDGES, end):
        word = words[at]
        if word[0] < least_own:
            continue
        bucket = word[3]
        if word[0] + words[at - 1][4][bucket] + words[at + 1][5][bucket] >= hopeless:
            found.append(at)
    if not found or len(found) == end - EDGES:
        return found
    # the first name of somebody says much for the word beside it
    beside = {at + step for at in found for step in (-1, 1)}.difference(found)
    least_beside = min(hopeless, _BESIDE * hopeless)
    found += [
        at
        for at in beside
        if EDGES <= at < end and _with_neighbours(words, at) >= least_beside
    ]
    found.sort()
    return found


def _with_neighbours(words: list[Sums], at: int) -> int:
    word = words[at]
    return word[0] + words[at - 1][4][word[3]] + words[at + 1][5][word[3]]


def names(
    model: Model, words: list[Sums], hopeful: list[int], gap: Gaps, least: int
) -> list[int]:
    """Return which of the words ``hopeful`` are names, in order; edges are counted.

    ``least`` is what the score of a word must exceed. Among sequences of the same score the
    one with fewer names wins.
    """
    found: list[int] = []
    for first, end in _runs(hopeful):
        if end - first == 1:
            alone = score(model, words, gap(first), gap(end), first)
            if alone > least:
                found.append(first)
            continue
        gaps = [gap(at) for at in range(first, end + 1)]
        scores = [
            score(model, words, gaps[at - first], gaps[at - first + 1], at)
            for at in range(first, end)
        ]
        joins = [
            joined(model, words, gaps[at - first], at) for at in range(first + 1, end)
        ]
        found += _best(scores, joins, least, first)
    return found


def score(
    model: Model, words: list[Sums], before_it: int, after_it: int, at: int
) -> int:
    """Return how much word ``at`` looks like a name; the gaps are those beside it."""
    weights = model.weights
    far, before, word, after, next_far = words[at - 2 : at + 3]
    own, look, kind, bucket, _, _, _, _ = word
    _, before_look, before_kind, _, to_next, _, _, _ = before
    _, after_look, after_kind, _, _, to_last, _, _ = after
    return (
        own
        + weights[BEFORE + before_look * CLASSES + look]
        + weights[AFTER + look * CLASSES + after_look]
        + weights[THREE + (before_kind * KINDS + kind) * KINDS + after_kind]
        + weights[TWO_BEFORE + (far[2] * KINDS + before_kind) * ROOM + bucket]
        + weights[TWO_AFTER + (after_kind * KINDS + next_far[2]) * ROOM + bucket]
        + weights[GAP_BEFORE + before_it * CLASSES + look]
        + weights[GAP_AFTER + after_it * CLASSES + look]
        + to_next[bucket]
        + to_last[bucket]
        + far[6][bucket]
        + next_far[7][bucket]
    )


def joined(model: Model, words: list[Sums], before_it: int, at: int) -> int:
    """Return what speaks for ``at`` being a name if the word before it is one."""
    word = words[at]
    return (
        model.weights[JOINED + words[at - 1][2] * KINDS + word[2]]
        + model.weights[JOINED_GAP + before_it * CLASSES + word[1]]
    )


def _runs(hopeful: list[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of neighbours."""
    first = last = hopeful[0]
    for at in hopeful[1:]:
        if at != last + 1:
            yield first, last + 1
            first = at
        last = at
    yield first, last + 1


def _best(scores: list[int], joins: list[int], least: int, first: int) -> list[int]:
    other, name = 0, scores[0] - least  # best sums that end outside, inside a name
    came = [(False, False)]
    for here, join in zip(scores[1:], joins, strict=True):
        came.append((name > other, name + join > other))
        other, name = (
            max(other, name),
            max(other, name + join) + here - least,
        )
    inside, found = name > other, []
    for at in range(len(scores) - 1, -1, -1):
        if inside:
            found.append(first + at)
        inside = came[at][inside]
    found.reverse()
    return found
