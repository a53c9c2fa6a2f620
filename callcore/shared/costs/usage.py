"""Usage: what an engine was asked to do, in the unit that its vendor bills.

An engine reports usage when it knows it, also for work that failed or was cancelled, as
its vendor bills that too. What it costs is another matter (:mod:`.rating`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Component = Literal["stt", "tts", "llm"]
#: how an engine was used, where vendors price that differently
Mode = Literal["stream", "request"]
Unit = Literal["audio_ms", "chars", "tokens_in", "tokens_cached", "tokens_out"]
TOKENS: Final[frozenset[Unit]] = frozenset({"tokens_in", "tokens_cached", "tokens_out"})

# names of facts that something reads
SPEECH_MS: Final = "speech_ms"  # how much of an utterance was speech
UTTERANCE: Final = "utterance"  # its number in the call, the same for a second engine
BILLED_MS: Final = "billed_ms"  # what the vendor itself says that it bills
CPU_MS: Final = "cpu_ms"  # what the work took of our own processors
REQUESTS: Final = "requests"  # over how many requests the quantity is spread; else one


@dataclass(frozen=True, slots=True)
class Usage:
    """One quantity that one vendor bills. Zero quantities are not reported.

    ``facts`` hold what else is known, for comparisons: ``speech_ms`` of an utterance,
    ``billed_ms`` as the vendor itself says.
    """

    component: Component
    provider: str
    model: str
    mode: Mode
    unit: Unit
    quantity: int
    facts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


Spend = Callable[[Usage], None]
"""Takes usage as it happens; never blocks, never raises."""


def unbilled(_usage: Usage) -> None:
    """Take usage that nobody asks for: tests, warm-ups."""
