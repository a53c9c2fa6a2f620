"""One score from ear and text, for the sweep that reads beside eot-bench.

A logistic sum: the judge's log-odds, and a constant for each verdict of the text. Fitted
on the split ``tune`` (``just bench turns --tune`` fits it again and prints it); the
product itself does not use it, its policy is :class:`callcore.dialog.patience.Patience`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.dialog.completeness import TextVerdict
from chaos.turns.policy import Case, State

Floats = NDArray[np.float64]

_CLIP: Final = 6.0  # log-odds of 0.9975: surer than that no judge is
_RIDGE: Final = 1.0  # a few hundred pauses fit nine numbers
_ROUNDS: Final = 30  # of Newton's method; it needs about eight


@dataclass(frozen=True, slots=True)
class Weights:
    """The sum's constants; ``texts`` by the verdict's name."""

    audio: float
    texts: Mapping[str, float]

    def score(self, state: State) -> float:
        """Return 0 to 1 for what is known; 0.5 if nothing is."""
        total = self.audio * log_odds(state.finished) + self.texts.get(name(state), 0.0)
        return 1 / (1 + math.exp(-total))

    def without_audio(self) -> Weights:
        """Return the weights of the text alone."""
        return Weights(0.0, self.texts)


#: of the split tune, all languages
WEIGHTS: Final = Weights(
    0.8, {"complete": 0.8, "neutral": 0.0, "trailing": -1.5, "dictating": -1.5}
)


def log_odds(finished: float | None) -> float:
    """Return the judge's log-odds; 0 if he has not spoken."""
    if finished is None:
        return 0.0
    safe = min(max(finished, 1e-4), 1 - 1e-4)
    return max(-_CLIP, min(_CLIP, math.log(safe / (1 - safe))))


def name(state: State) -> str:
    """Return the verdict of the text."""
    return state.verdict.name.lower()


def fit(cases: Sequence[Case]) -> Weights:
    """Return the constants that explain ``cases`` best; holds and ends weigh the same."""
    names = [verdict.name.lower() for verdict in TextVerdict]
    rows = [row for case in cases for row in _moments(case)]
    inputs = np.array([[x, *(float(n == text) for n in names)] for x, text, _ in rows])
    ends = np.array([float(end) for _, _, end in rows])
    balance = np.where(ends > 0, 0.5 / ends.mean(), 0.5 / (1 - ends.mean()))
    found = _logistic(inputs, ends, balance)
    texts = dict(zip(names, (round(float(v), 2) for v in found[1:]), strict=True))
    return Weights(round(float(found[0]), 2), texts)


def _moments(case: Case) -> Iterator[tuple[float, str, bool]]:
    """Yield what was known of a span: when the judge spoke, and when it ended."""
    for silence in case.silences:
        if silence.states:
            last = silence.states[-1]
            yield log_odds(last.finished), name(last), case.ends_turn
        judged = [one for one in silence.states if one.finished is not None]
        if judged and judged[0] is not silence.states[-1]:
            yield log_odds(judged[0].finished), name(judged[0]), case.ends_turn


def _logistic(inputs: Floats, labels: Floats, weights: Floats) -> Floats:
    """Return the ridge regression's constants by Newton's method."""
    size = inputs.shape[1]
    found = np.zeros(size)
    for _ in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (guess - labels)) + _RIDGE * found
        curve = (inputs * (weights * guess * (1 - guess))[:, None]).T @ inputs
        found = found - np.linalg.solve(curve + _RIDGE * np.eye(size), slope)
    return found
