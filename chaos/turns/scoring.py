"""One score from ear and text, for the sweep that reads beside eot-bench.

A logistic sum: the judge's log-odds, and a constant for each verdict of the text, one if
the text covers all speech and one if it lags behind ("complete?"). A text that covers
all comes 0.8 s after the last word. Fitted on the split
``tune`` (``just bench turns --tune`` fits it again and prints it); the product itself
does not use it, its policy is :class:`callcore.dialog.patience.Patience`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.dialog.completeness import TextVerdict
from chaos.turns.ear import Quiet
from chaos.turns.policy import Case, State

Floats = NDArray[np.float64]

_CLIP: Final = 6.0  # log-odds of 0.9975: surer than that no judge is
_COMPARED_MS: Final = (250, 500, 900)  # the judge has spoken; half a text; a text
_RIDGE: Final = 1.0  # a few hundred pauses fit nine numbers
_ROUNDS: Final = 30  # of Newton's method; it needs about eight


@dataclass(frozen=True, slots=True)
class Weights:
    """The sum's constants; ``texts`` by the verdict's name."""

    audio: float
    texts: Mapping[str, float]

    def score(self, state: State, quiet: Quiet) -> float:
        """Return 0 to 1 for what is known in a silence of the ear."""
        text = self.texts.get(name(state, quiet), 0.0)
        total = self.audio * log_odds(state.finished) + text
        return 1 / (1 + math.exp(-total))

    def without_audio(self) -> Weights:
        """Return the weights of the text alone."""
        return Weights(0.0, self.texts)


#: of 122 turns of the split tune, all languages
WEIGHTS: Final = Weights(
    1.09,
    {
        "complete": 0.75,
        "complete?": 0.91,
        "neutral": -1.27,
        "neutral?": -1.42,
        "trailing": -1.97,
        "trailing?": -1.97,
        "dictating": -2.24,
        "dictating?": -0.96,
    },
)


def log_odds(finished: float | None) -> float:
    """Return the judge's log-odds; 0 if he has not spoken."""
    if finished is None:
        return 0.0
    safe = min(max(finished, 1e-4), 1 - 1e-4)
    return max(-_CLIP, min(_CLIP, math.log(safe / (1 - safe))))


def name(state: State, quiet: Quiet) -> str:
    """Return the verdict of the text, with "?" if speech came after it."""
    lags = state.covers_ms < quiet.since_ms
    return state.verdict.name.lower() + "?" * lags


def fit(cases: Sequence[Case]) -> Weights:
    """Return the constants that tell ends from holds best.

    They are compared after the same silence, and weigh the same there: most holds are
    over before a text covers all speech, so without that the text would only tell time.
    """
    names = [verdict.name.lower() + lag for verdict in TextVerdict for lag in ("", "?")]
    inputs: list[list[float]] = []
    ends: list[float] = []
    weights: list[float] = []
    for silence_ms in _COMPARED_MS:
        rows = list(_known_at(cases, silence_ms))
        count = max(1, sum(end for _, _, end in rows))
        for odds, text, end in rows:
            inputs.append([odds, *(float(each == text) for each in names)])
            ends.append(float(end))
            same = count if end else max(1, len(rows) - count)
            weights.append(len(rows) / same / 2)
    found = _logistic(np.array(inputs), np.array(ends), np.array(weights))
    texts = dict(zip(names, (round(float(v), 2) for v in found[1:]), strict=True))
    seen = np.array(inputs)[:, 1:].sum(axis=0) > 0
    for one, there in zip(names, seen, strict=True):
        if not there:  # never met: as the same verdict with another lag
            other = one.removesuffix("?") + "?" * (not one.endswith("?"))
            texts[one] = texts[other]
    return Weights(round(float(found[0]), 2), texts)


def _known_at(
    cases: Sequence[Case], silence_ms: int
) -> Iterator[tuple[float, str, bool]]:
    """Yield what is known in every silence of the ear that lasts so long."""
    for case in cases:
        for silence in case.silences:
            quiet = silence.quiet
            at_ms = quiet.since_ms + silence_ms
            known = [state for state in silence.states if state.at_ms <= at_ms]
            if known and at_ms < quiet.until_ms:
                odds = log_odds(known[-1].finished)
                yield odds, name(known[-1], quiet), case.ends_turn


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
