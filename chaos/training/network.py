"""Train the perceptrons of :mod:`callcore.engines.turn.network` with numpy alone.

Adam on the weighted cross-entropy, with dropped hidden units and with examples mixed in
pairs: half-way between two voices the answer should be half-way too. Both were chosen by
leaving one voice out at a time, since the tuning voices are those learnt from; each
member keeps the weights that were best on the tuning examples. The same seed and
examples give the same network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.audio.prosody import FEATURES
from callcore.engines.turn.network import HIDDEN, MEMBERS, Floats, Member, Network

_SHARES: Final = (0.9, 0.999)  # Adam's, as everybody uses them
_SMALLEST_SCALE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Examples:
    """Measures, whether the turn was finished, and how much each example counts."""

    features: Floats
    finished: Floats  # 0 or 1; between them if two are mixed
    weights: Floats

    def __len__(self) -> int:
        return len(self.features)


@dataclass(frozen=True, slots=True)
class Course:
    """How to train."""

    epochs: int = 12  # more learns the voices by heart
    batch: int = 256
    rate: float = 2e-3
    decay: float = 0.1  # of the weights, per step and rate
    drop_hidden: float = 0.3
    mixed: float = 0.4  # of a beta distribution: mostly one example, sometimes two
    seed: int = 8000


Tell = Callable[[int, int, float, float], None]


def train(
    learn: Examples, tune: Examples, course: Course, tell: Tell | None = None
) -> Network:
    """Return the trained network; ``tell`` gets member, epoch, loss and tuning loss."""
    mean = learn.features.mean(axis=0)
    scale = 1 / np.maximum(learn.features.std(axis=0), _SMALLEST_SCALE)
    network = Network(_rounded(mean), _rounded(scale), ())
    scaled = _replaced(learn, network)
    check = _replaced(tune, network)
    members = tuple(
        _member(scaled, check, course, number, tell) for number in range(MEMBERS)
    )
    return Network(network.mean, network.scale, members)


def loss_of(logits: Floats, examples: Examples) -> float:
    """Return the mean cross-entropy, weighted."""
    each = np.logaddexp(0, logits) - examples.finished * logits
    return float((each * examples.weights).sum() / examples.weights.sum())


def _rounded(numbers: Floats) -> Floats:
    """Return what is left of the numbers in the file."""
    return numbers.astype(np.float16).astype(np.float32)


def _replaced(examples: Examples, network: Network) -> Examples:
    features = network.scaled(examples.features)
    return Examples(features, examples.finished, examples.weights)


def _member(
    learn: Examples, tune: Examples, course: Course, number: int, tell: Tell | None
) -> Member:
    rng = np.random.default_rng((course.seed, number))
    layers = _fresh(rng)
    steps = _Adam(layers, course)
    best, best_loss = Member(tuple(layers)), np.inf
    for epoch in range(course.epochs):
        order = rng.permutation(len(learn))
        cooling = 0.5 * (1 + np.cos(np.pi * epoch / course.epochs))
        losses = []
        for begin in range(0, len(order), course.batch):
            batch = _mixed(learn, order[begin : begin + course.batch], course, rng)
            slopes, loss = _slopes(layers, batch, course, rng)
            layers = steps.step(layers, slopes, course.rate * cooling)
            losses.append(loss)
        member = Member(tuple(layers))
        tuned = loss_of(member.logits(tune.features), tune)
        if tuned < best_loss:
            best, best_loss = member, tuned
        if tell is not None:
            tell(number, epoch, float(np.mean(losses)), tuned)
    return best


def _fresh(rng: np.random.Generator) -> list[Floats]:
    sizes = (FEATURES, *HIDDEN, 1)
    layers: list[Floats] = []
    for into, out in pairwise(sizes):
        spread = np.sqrt(2 / into)
        layers.append(rng.normal(0, spread, (into, out)).astype(np.float32))
        layers.append(np.zeros(out, np.float32))
    return layers


def _mixed(
    learn: Examples,
    chosen: NDArray[np.int_],
    course: Course,
    rng: np.random.Generator,
) -> Examples:
    """Return the chosen examples, each with a share of another one of them."""
    other = rng.permutation(chosen)
    share = rng.beta(course.mixed, course.mixed, len(chosen)).astype(np.float32)
    features, finished, weights = learn.features, learn.finished, learn.weights
    return Examples(
        features[chosen] * share[:, None] + features[other] * (1 - share[:, None]),
        finished[chosen] * share + finished[other] * (1 - share),
        weights[chosen] * share + weights[other] * (1 - share),
    )


def _slopes(
    layers: list[Floats],
    batch: Examples,
    course: Course,
    rng: np.random.Generator,
) -> tuple[list[Floats], float]:
    """Return the gradient of the loss and the loss."""
    first, first_bias, second, second_bias, last, last_bias = layers
    seen, truth, weights = batch.features, batch.finished, batch.weights
    keep_one = _kept(rng, (len(batch), HIDDEN[0]), course.drop_hidden)
    keep_two = _kept(rng, (len(batch), HIDDEN[1]), course.drop_hidden)
    one = np.maximum(seen @ first + first_bias, 0) * keep_one
    two = np.maximum(one @ second + second_bias, 0) * keep_two
    logits = (two @ last + last_bias)[:, 0]
    loss = loss_of(logits, batch)
    wrong = (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - truth) * weights
    out = (wrong / weights.sum())[:, None].astype(np.float32)
    back_two = (out @ last.T) * (two > 0) * keep_two
    back_one = (back_two @ second.T) * (one > 0) * keep_one
    return [
        seen.T @ back_one,
        back_one.sum(axis=0),
        one.T @ back_two,
        back_two.sum(axis=0),
        two.T @ out,
        out.sum(axis=0),
    ], loss


def _kept(rng: np.random.Generator, shape: tuple[int, int], dropped: float) -> Floats:
    keep = rng.random(shape) >= dropped
    return (keep / (1 - dropped)).astype(np.float32)


class _Adam:
    """The running means of one training."""

    def __init__(self, layers: list[Floats], course: Course) -> None:
        self._decay = course.decay
        self._means = [np.zeros_like(layer) for layer in layers]
        self._squares = [np.zeros_like(layer) for layer in layers]
        self._count = 0

    def step(
        self, layers: list[Floats], slopes: list[Floats], rate: float
    ) -> list[Floats]:
        """Return the layers after one step."""
        self._count += 1
        first, second = _SHARES
        moved = []
        for index, (layer, slope) in enumerate(zip(layers, slopes, strict=True)):
            mean, square = self._means[index], self._squares[index]
            mean += (1 - first) * (slope - mean)
            square += (1 - second) * (slope**2 - square)
            straight = mean / (1 - first**self._count)
            size = np.sqrt(square / (1 - second**self._count)) + 1e-8
            shrink = self._decay * layer if layer.ndim > 1 else 0
            moved.append((layer - rate * (straight / size + shrink)).astype(np.float32))
        return moved
