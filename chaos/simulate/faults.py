"""Which engine misbehaves when: drawn from the seed, applied to the scripted twins."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import trio

from callcore.engines.scripted import FAULT_MODES, HEALTHY, Fault, FaultMode, Scripted
from callcore.store.memory import Fault as StoreFault
from callcore.store.memory import MemoryStore

STAGES: Final = ("stt", "llm", "tts", "store")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault: what, how, from when, until when (infinite: for good)."""

    stage: str
    mode: FaultMode
    from_s: float
    to_s: float
    after: int = 0
    number: int = 1  # of the engine, in a worker with two for each stage
    flaps_s: float = math.inf  # so long it is sick, then so long well, then sick again

    @property
    def engine(self) -> str:
        """Return the name of who is struck."""
        return self.stage if self.number == 1 else f"{self.stage}-{self.number}"

    def __str__(self) -> str:
        flaps = f"-flapping-{self.flaps_s:.1f}s" if self.flaps_s < math.inf else ""
        spoilt = f"{self.engine}-{self.mode}{flaps}"
        return f"{spoilt}@{self.from_s:.1f}-{self.to_s:.1f}s"


def draw(chance: random.Random) -> list[Trouble]:
    """Draw the troubles of one run: none in half of them, sometimes two at once."""
    count = chance.choice((0, 0, 0, 1, 1, 2))
    troubles = []
    for _ in range(count):
        from_s = chance.uniform(0, 40)
        lasts_s = chance.choice((2.0, 10.0, 1e9))
        troubles.append(
            Trouble(
                stage=chance.choice(STAGES),
                mode=chance.choice(FAULT_MODES),
                from_s=from_s,
                to_s=from_s + lasts_s,
                after=chance.choice((0, 0, 1, 3)),
            )
        )
    return troubles


def draw_vendors(chance: random.Random) -> list[Trouble]:
    """Draw how vendors fail where a second engine stands by: mostly one of the two.

    They hang in mid-utterance, die in mid-sentence or in mid-reply, and flap.
    """
    troubles = []
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        from_s = chance.uniform(0, 40)
        troubles.append(
            Trouble(
                stage=chance.choice(("stt", "tts", "llm")),
                mode=chance.choice(("hang", "hang", "lost", "error", "slow")),
                from_s=from_s,
                to_s=from_s + chance.choice((2.0, 15.0, 60.0, 1e9)),
                after=chance.choice((0, 1, 1, 2, 3, 5)),
                number=chance.choice((1, 1, 1, 1, 2)),
                flaps_s=chance.choice((math.inf, math.inf, 1.5, 6.0)),
            )
        )
    return troubles


async def inflict(
    trouble: Trouble, engines: Mapping[str, Scripted], store: MemoryStore
) -> None:
    """Break the engine at its time and mend it; a task beside the calls."""
    await trio.sleep(trouble.from_s)
    lasts_s = min(trouble.to_s - trouble.from_s, 1e6)
    if trouble.stage == "store":
        store.faults.extend(_store_fault(trouble) for _ in range(4))
        await trio.sleep(lasts_s)
        store.faults.clear()
        return
    engine = engines[trouble.engine]
    with trio.move_on_after(lasts_s):
        while True:
            engine.fault = Fault(trouble.mode, trouble.after, slow_s=4.0)
            await trio.sleep(trouble.flaps_s)
            engine.fault = HEALTHY
            await trio.sleep(trouble.flaps_s)
    engine.fault = HEALTHY


def _store_fault(trouble: Trouble) -> StoreFault:
    match trouble.mode:
        case "hang" | "slow":
            return StoreFault(slow_s=30.0)
        case "lost":
            return StoreFault(lose_reply=True)
        case _:
            return StoreFault(unavailable="scripted")
