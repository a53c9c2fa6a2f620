"""How long people pause in the middle of a turn.

The lengths follow the holds of eot-bench: its silence-only baseline is the share of holds
(of 200 ms to 5 s) that are longer than a silence, and it publishes that share at four
silences. Between them the curve is drawn straight on logarithmic paper, which the four
points and "1 at 200 ms" already are (a power law of about -1.45; no log-normal meets all
five). So a silence-only policy does here as it does there, and a gain over it can be read
beside a gain over it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from chaos.turns.markup import BreakKind

#: silence in ms, share of holds that are longer; English row of eot-bench's table
SURVIVAL: Final = ((200, 1.0), (300, 0.556), (600, 0.217), (1000, 0.10), (1600, 0.05))
LONGEST_MS: Final = 3500  # the line goes on; a longer silence is another problem
#: who pauses longer than whom; only the order of pauses, never their distribution
_LEAN: Final[dict[BreakKind, float]] = {
    "comma": -0.4,
    "restart": -0.4,
    "gap": 0.0,
    "stop": 0.1,
    "drawl": 0.2,
    "filler": 0.4,
}


def longer_than(ms: float) -> float:
    """Return the share of holds that are longer than ``ms``."""
    silences = np.log([point[0] for point in SURVIVAL])
    shares = np.log([point[1] for point in SURVIVAL])
    at = np.log(max(ms, SURVIVAL[0][0]))
    if at > silences[-1]:
        slope = (shares[-1] - shares[-2]) / (silences[-1] - silences[-2])
        return float(np.exp(shares[-1] + slope * (at - silences[-1])))
    return float(np.exp(np.interp(at, silences, shares)))


def length_ms(share: float) -> int:
    """Return the silence that ``share`` of holds outlast; the inverse of the above."""
    grid = np.geomspace(SURVIVAL[0][0], LONGEST_MS, 2000)
    shares = np.array([longer_than(ms) for ms in grid])
    return round(float(np.interp(-share, -shares, grid)))


def lengths_ms(kinds: Sequence[BreakKind], rng: np.random.Generator) -> list[int]:
    """Return a length per pause: exactly the distribution, shuffled.

    One quantile each, so a set of 100 pauses has the published shares and not a draw
    of them; commas tend to the short ones, fillers to the long ones.
    """
    count = len(kinds)
    if not count:
        return []
    grid = np.geomspace(SURVIVAL[0][0], LONGEST_MS, 2000)
    survive = np.array([longer_than(ms) for ms in grid])
    shares = (np.arange(count) + 0.5) / count
    lengths: NDArray[np.float64] = np.interp(-shares[::-1], -survive, grid)
    keys = rng.normal(size=count) + np.array([_LEAN[kind] for kind in kinds])
    found = np.zeros(count)
    found[np.argsort(keys)] = np.sort(lengths)
    return [round(ms) for ms in found.tolist()]
