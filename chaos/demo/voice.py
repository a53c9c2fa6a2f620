"""The caller's own voice: another one than the agent's, rendered before the call."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from callcore.engines.ports import SpeechChunk

LEAD_IN: Final = bytes(2 * 1600)  # 100 ms: nobody's breath begins in the first sample


class Speaks(Protocol):
    """A native voice of callcore; see ``callcore.engines.tts.native``."""

    @property
    def name(self) -> str:
        """Return ``engine:voice``."""

    def say(self, text: str, emit: Callable[[SpeechChunk], bool]) -> None:
        """Speak ``text`` into ``emit``; blocks."""


class VoiceMissing(Exception):
    """There is no voice for this caller; the text says in one sentence what to do."""


def render(voice: Speaks, texts: Sequence[str], folder: Path) -> dict[str, bytes]:
    """Return each text as 8 kHz PCM; what was rendered before comes from ``folder``.

    Blocks for 20 ms a sentence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return {text: _clip(voice, text, folder) for text in texts}


def _clip(voice: Speaks, text: str, folder: Path) -> bytes:
    key = hashlib.sha256(f"{voice.name}\0{text}".encode()).hexdigest()[:32]
    path = folder / f"caller-{key}.pcm"
    if path.is_file():
        return path.read_bytes()
    pcm = bytearray(LEAD_IN)

    def take(chunk: SpeechChunk) -> bool:
        pcm.extend(chunk.pcm)
        return True

    voice.say(text, take)
    part = path.with_suffix(".part")
    part.write_bytes(pcm)
    part.replace(path)
    return bytes(pcm)
