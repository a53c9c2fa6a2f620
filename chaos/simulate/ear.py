"""What the caller heard: every word that was spelled, and when there was any sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from callcore.engines.spelled import read_spelled


@dataclass(slots=True)
class Ear:
    """The phone's own record of the agent. ``returned`` gets every frame: for an echo."""

    words: list[tuple[float, str]] = field(default_factory=list)
    last_sound_s: float = 0.0
    sounds_s: list[float] = field(default_factory=list)
    returned: Callable[[bytes], None] | None = None

    def __call__(self, time_s: float, pcm: bytes) -> None:
        """Take 20 ms of the agent."""
        if self.returned is not None:
            self.returned(pcm)
        if any(pcm):
            self.last_sound_s = time_s
            self.sounds_s.append(time_s)
            text = read_spelled(pcm)
            if text:
                self.words.append((time_s, text))

    @property
    def text(self) -> str:
        """Return all that was heard."""
        return "".join(text for _, text in self.words)
