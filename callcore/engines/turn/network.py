"""The network behind the judgement: a few small perceptrons that vote.

Every member sees the same measures, scaled to mean 0 and deviation 1, and has two hidden
layers of rectified units; the vote is the mean of their logits. All numbers lie in one
flat array, so that a file of them has no structure that could be wrong in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.prosody import FEATURES

HIDDEN: Final = (32, 16)
MEMBERS: Final = 4
_SHAPES: Final = (
    (FEATURES, HIDDEN[0]),
    (HIDDEN[0],),
    (HIDDEN[0], HIDDEN[1]),
    (HIDDEN[1],),
    (HIDDEN[1], 1),
    (1,),
)
_FARTHEST: Final = (
    4.0  # deviations; what lies farther is odd audio, not a stronger sign
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Member:
    """One perceptron: weights and biases by turns, in the shapes above."""

    layers: tuple[Floats, ...]

    def logits(self, scaled: Floats) -> Floats:
        """Return one logit per row."""
        return self.steps(scaled)[-1][:, 0]

    def steps(self, scaled: Floats) -> list[Floats]:
        """Return the input, both hidden layers and the logits."""
        first, first_bias, second, second_bias, last, last_bias = self.layers
        one = np.maximum(scaled @ first + first_bias, 0)
        two = np.maximum(one @ second + second_bias, 0)
        return [scaled, one, two, two @ last + last_bias]


@dataclass(frozen=True, slots=True)
class Network:
    """The members and what scales their input."""

    mean: Floats
    scale: Floats
    members: tuple[Member, ...]

    def scaled(self, features: Floats) -> Floats:
        """Return the measures as the members want them."""
        found = (features - self.mean) * self.scale
        return np.asarray(np.clip(found, -_FARTHEST, _FARTHEST), np.float32)

    def judge(self, features: Floats) -> Floats:
        """Return the probability, 0 to 1, that the turn is finished, per row."""
        scaled = self.scaled(features)
        votes = [member.logits(scaled) for member in self.members]
        mean = np.clip(np.mean(votes, axis=0), -30, 30)
        return np.asarray(1 / (1 + np.exp(-mean)), np.float32)


def flattened(network: Network) -> NDArray[np.float16]:
    """Return all numbers of a network; 16 bits are enough for them."""
    arrays = [network.mean, network.scale]
    arrays += [layer for member in network.members for layer in member.layers]
    return np.concatenate([array.ravel() for array in arrays]).astype(np.float16)


def restored(numbers: NDArray[np.float16]) -> Network:
    """Return the network of :func:`flattened`. Raises ValueError for another size."""
    shapes = [(FEATURES,), (FEATURES,), *_SHAPES * MEMBERS]
    mean, scale, *layers = _split(numbers.astype(np.float32), shapes)
    size = len(_SHAPES)
    members = [
        Member(tuple(layers[at : at + size])) for at in range(0, len(layers), size)
    ]
    return Network(mean, scale, tuple(members))


def _split(
    numbers: Floats, shapes: Sequence[tuple[int, ...]]
) -> Iterator[NDArray[np.float32]]:
    sizes = [int(np.prod(shape)) for shape in shapes]
    if numbers.shape != (sum(sizes),):
        msg = f"{numbers.shape} numbers, not {sum(sizes)}"
        raise ValueError(msg)
    begins = np.cumsum([0, *sizes])
    for begin, size, shape in zip(begins, sizes, shapes, strict=False):
        yield numbers[begin : begin + size].reshape(shape)
