"""Which engine misbehaves when: drawn from the seed, applied to the scripted twins."""

from __future__ import annotations

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

    def __str__(self) -> str:
        return f"{self.stage}-{self.mode}@{self.from_s:.1f}-{self.to_s:.1f}s"


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


async def inflict(
    trouble: Trouble, engines: Mapping[str, Scripted], store: MemoryStore
) -> None:
    """Break the engine at its time and mend it; a task beside the calls."""
    await trio.sleep(trouble.from_s)
    if trouble.stage == "store":
        store.faults.extend(_store_fault(trouble) for _ in range(4))
    else:
        engines[trouble.stage].fault = Fault(trouble.mode, trouble.after, slow_s=4.0)
    await trio.sleep(min(trouble.to_s - trouble.from_s, 1e6))
    if trouble.stage == "store":
        store.faults.clear()
    else:
        engines[trouble.stage].fault = HEALTHY


def _store_fault(trouble: Trouble) -> StoreFault:
    match trouble.mode:
        case "hang" | "slow":
            return StoreFault(slow_s=30.0)
        case "lost":
            return StoreFault(lose_reply=True)
        case _:
            return StoreFault(unavailable="scripted")
