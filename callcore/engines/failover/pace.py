"""How fast voices speak: what their marks do not tell is estimated from their sound.

One :class:`Paces` per worker; it learns from sentences that were spoken whole.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.ids import Language

CHARS_PER_S: Final = 14  # ordinary speech, until a voice has shown its own pace
SAMPLES_PER_CHAR: Final = SAMPLE_RATE_HZ / CHARS_PER_S
TELLING_CHARS: Final = 12  # a shorter text says little about the pace of a voice
NEWS: Final = 0.2  # weight of the newest sentence


class Paces:
    """Samples per character, by voice and language: a handful of entries."""

    def __init__(self) -> None:
        self._samples_per_char: dict[tuple[str, Language], float] = {}

    def of(self, voice: str, language: Language) -> float:
        """Return the pace of ``voice``, or an ordinary one."""
        return self._samples_per_char.get((voice, language), SAMPLES_PER_CHAR)

    def learn(self, voice: str, language: Language, chars: int, samples: int) -> None:
        """Note that ``chars`` took ``samples``."""
        if chars < TELLING_CHARS or samples <= 0:
            return
        pace = samples / chars
        old = self._samples_per_char.get((voice, language), pace)
        self._samples_per_char[voice, language] = old + NEWS * (pace - old)
