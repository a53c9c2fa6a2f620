"""Phrases that need no engine: rendered at start, kept in memory and on disk.

A dead voice engine must still be able to say "one moment, I will connect you", so these
are made before the first call is taken and found again by content after a restart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.dialog.sayable import sayable
from callcore.engines.ports import TextToSpeech
from callcore.shared.audioformat import SAMPLE_BYTES
from callcore.shared.ids import Language
from callcore.shared.offload import RunSync

SCHEME: Final = "2"  # part of the file name; change it when the audio format changes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A phrase as PCM of the house format, and its text."""

    pcm: bytes
    text: str


PhraseBank = Mapping[Language, dict[PhraseKey, Rendered]]


def file_name(text: str, language: Language, voice: str) -> str:
    """Return the name under which this speech is kept: by content, so never stale."""
    key = f"{SCHEME}\0{voice}\0{language}\0{text}".encode()
    return f"{hashlib.sha256(key).hexdigest()[:32]}.pcm"


async def render_all(
    tts: TextToSpeech,
    languages: Sequence[Language],
    folder: Path,
    run_sync: RunSync,
    voices: str = "",
) -> PhraseBank:
    """Return all phrases of ``languages``; raises ``EngineError`` if one is not to be had.

    What is on disk is not rendered again. ``run_sync`` runs file access off the loop.
    ``voices`` says how the voices are set, ``tts.name`` which of them spoke: what a second
    voice rendered for a sick first one is not taken for the first one's. Cancelled: files
    are whole or absent.
    """

    def path_of(text: str, language: Language) -> Path:
        return folder / file_name(text, language, f"{voices} {tts.name}")

    bank: dict[Language, dict[PhraseKey, Rendered]] = {}
    for language in languages:
        bank[language] = {}
        for key, text in PHRASES[language].items():
            pcm = await run_sync(partial(_read, path_of(text, language)))
            if pcm is None:
                pcm = await _render(tts, text, language)
                await run_sync(partial(_write, path_of(text, language), pcm))
            bank[language][key] = Rendered(pcm, text)
    return bank


async def _render(tts: TextToSpeech, text: str, language: Language) -> bytes:
    pcm = bytearray()
    async with tts.speak(sayable(text, language).text, language) as chunks:
        async for chunk in chunks:
            pcm += chunk.pcm
    return bytes(pcm)


def _read(path: Path) -> bytes | None:
    try:
        pcm = path.read_bytes()
    except OSError:
        return None
    return pcm if pcm and len(pcm) % SAMPLE_BYTES == 0 else None


def _write(path: Path, pcm: bytes) -> None:
    """Keep a phrase; a full or read-only disk costs a rendering at the next start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(pcm)
        part.replace(path)
    except OSError:
        return
