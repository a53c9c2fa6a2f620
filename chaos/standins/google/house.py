"""What all requests of one Google stand-in share."""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from chaos.standins.ears import Ear, PluggedEar
from chaos.standins.mishaps import Mishaps
from chaos.standins.mouths import Mouth, PluggedMouth
from chaos.standins.seen import SeenList

T = TypeVar("T")
THREADS = 32  # ears and mouths that may block at once


@dataclass(frozen=True, slots=True)
class Limits:
    """Google's limits, so that a test can make them small. Seconds."""

    stream_s: float = 300.0  # of a recognition stream, by the clock and by its audio
    audio_gap_s: float = 10.0  # without any audio
    input_gap_s: float = 5.0  # without any text to speak


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "google-standin")


@dataclass
class House:
    """Ear, mouth, troubles and records."""

    ear: Ear = field(default_factory=PluggedEar)
    mouth: Mouth = field(default_factory=PluggedMouth)
    mishaps: Mishaps = field(default_factory=Mishaps)
    seen: SeenList = field(default_factory=SeenList)
    limits: Limits = field(default_factory=Limits)
    threads: ThreadPoolExecutor = field(default_factory=_threads)

    async def on_thread(self, work: Callable[[], T], *, instant: bool = False) -> T:
        """Return what ``work`` returns; on a thread unless it is quick."""
        if instant:
            return work()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, work)
