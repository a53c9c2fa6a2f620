"""What a voice inside the engine process looks like to the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from callcore.engines.ports import SpeechChunk

Emit = Callable[[SpeechChunk], bool]
"""Takes a chunk; false means that nobody listens any more."""


class NativeVoice(Protocol):
    """One voice of one native engine."""

    @property
    def name(self) -> str:
        """Return ``engine:voice``, for logs and metrics."""

    def say(self, text: str, emit: Emit) -> None:
        """Speak ``text`` into ``emit``; blocks, stops early if ``emit`` says so.

        Marks count from the sentence's start. Raises VoiceError.
        """


class VoiceError(Exception):
    """A native voice failed; ``str()`` is a short reason."""
