"""What the stand-ins hear with: they really listen, nothing is canned.

An ear blocks, so it is called on a thread, unless it is ``instant``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from callcore.engines.spelled import read_spelled
from callcore.shared.audioformat import BYTES_PER_S

#: 8 kHz PCM and the first language asked for, to its text; or to text and language
Hears = Callable[[bytes, str], str | tuple[str, str]]


def never() -> bool:
    """Say that nobody has lost interest."""
    return False


@dataclass(frozen=True, slots=True)
class Listening:
    """What should be heard. ``languages`` as the client writes them, the expected first.

    A partial that is no longer wanted may be given up; a final is always worked out.
    """

    pcm: bytes  # 8 kHz
    languages: tuple[str, ...]
    hints: tuple[str, ...] = ()
    final: bool = True
    unwanted: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard, in one of the languages that were asked for."""

    text: str
    language: str
    confidence: float = 0.9


class Ear(Protocol):
    """Hears."""

    @property
    def every_ms(self) -> int:
        """Return how much new audio makes another partial worth while."""

    @property
    def instant(self) -> bool:
        """Return whether :meth:`hear` is quick enough for an event loop."""

    @property
    def finds_pauses(self) -> bool:
        """Return whether a pause in the audio means something to it."""

    def hear(self, asked: Listening) -> Hearing | None:
        """Return what was said; None for a partial that was given up. Blocks."""


class PluggedEar:
    """Hears with any function; the spelled ear is the usual one."""

    every_ms = 200
    finds_pauses = True

    def __init__(self, hears: Hears | None = None) -> None:
        self._hears = hears
        self.instant = hears is None

    def hear(self, asked: Listening) -> Hearing:
        """Return what the function says."""
        language = asked.languages[0]
        if self._hears is None:
            return Hearing(read_spelled(asked.pcm), language)
        heard = self._hears(asked.pcm, language)
        if isinstance(heard, tuple):
            return Hearing(*heard)
        return Hearing(heard, language)


class DeafEar:
    """Does not look at the audio: one word a second, for benches of the client."""

    every_ms = 1000
    instant = True
    finds_pauses = False
    word: Final = "one"

    def hear(self, asked: Listening) -> Hearing:
        """Return as many words as whole seconds have passed, at least one."""
        seconds = max(1, len(asked.pcm) // BYTES_PER_S)
        return Hearing(" ".join([self.word] * seconds), asked.languages[0])


def same_language(one: str, languages: Sequence[str]) -> str:
    """Return that of ``languages`` which means ``one``, as "ru" means "ru-RU"."""
    head = one.lower().partition("-")[0]
    return next(
        (tag for tag in languages if tag.lower().partition("-")[0] == head),
        languages[0],
    )
