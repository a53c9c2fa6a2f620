"""How one caller behaves, and what his telephone line does to his voice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import Language

ECHO_DB: Final = (-24.0, -6.0)
ECHO_MS: Final = (20, 300)
PAUSE_S: Final = (0.2, 2.5)  # a hesitation
NOISE_MS: Final = (40, 700)


@dataclass(slots=True)
class Habits:
    """Probabilities are per turn; those ending in ``_rate`` per second.

    ``asides``, ``stops`` and ``doubles`` are per second of the agent's speech.
    """

    patience_s: float
    turns: int
    language: Language = "en"
    interrupts: float = 0.0
    coughs: float = 0.0
    nonsense: float = 0.0
    silent: float = 0.0
    leaves: float = 0.0
    presses: float = 0.0
    holds: float = 0.0
    wants_human: float = 0.0
    crashes: bool = False
    hesitates: float = 0.0
    dictates: float = 0.0
    switches: float = 0.0
    over_greeting: bool = False
    asides_rate: float = 0.0
    stops_rate: float = 0.0
    doubles_rate: float = 0.0
    noise_rate: float = 0.0
    stall_rate: float = 0.0
    echo_gain: float = 0.0
    echo_frames: int = 0

    @classmethod
    def draw(cls, chance: random.Random) -> Habits:
        """Draw a caller; a third of them do nothing odd at all."""
        odd = 0.0 if chance.random() < 0.35 else 1.0
        habits = cls(
            patience_s=chance.uniform(0.3, 1.2),
            interrupts=odd * chance.choice((0.0, 0.1, 0.4)),
            coughs=odd * chance.choice((0.0, 0.2)),
            nonsense=odd * chance.choice((0.0, 0.1, 0.5)),
            silent=odd * chance.choice((0.0, 0.0, 0.3)),
            leaves=odd * chance.choice((0.0, 0.03, 0.1)),
            presses=odd * chance.choice((0.0, 0.05, 0.2)),
            holds=odd * chance.choice((0.0, 0.1)),
            wants_human=odd * chance.choice((0.0, 0.05)),
            crashes=odd > 0 and chance.random() < 0.05,
            turns=chance.randint(3, 14),
        )
        if odd:
            habits._draw_turn_taking(chance)
        return habits

    def _draw_turn_taking(self, chance: random.Random) -> None:
        self.hesitates = chance.choice((0.0, 0.2, 0.6))
        self.dictates = chance.choice((0.0, 0.2))
        self.switches = chance.choice((0.0, 0.0, 0.05))
        self.over_greeting = chance.random() < 0.2
        self.asides_rate = chance.choice((0.0, 0.1, 0.5))
        self.stops_rate = chance.choice((0.0, 0.0, 0.1))
        self.doubles_rate = chance.choice((0.0, 0.0, 0.1))
        self.noise_rate = chance.choice((0.0, 0.0, 0.1, 0.4))
        self.stall_rate = chance.choice((0.0, 0.0, 0.1, 1.0))
        self.language = chance.choice(("en",) * 8 + ("uk", "ru"))
        if chance.random() < 0.3:
            self.echo_gain = 10 ** (chance.uniform(*ECHO_DB) / 20)
            self.echo_frames = round(chance.uniform(*ECHO_MS) / 20)
