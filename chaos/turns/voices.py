"""Who speaks in which split, and how a sentence of his is had with its word ends.

The split is by voice. To make a few voices many callers, those of train and tune speak
faster and higher or slower and deeper by up to a seventh; those of test as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from callcore.engines.models.errors import ModelError
from callcore.engines.ports import SpeechChunk
from callcore.engines.tts.hibari import HibariModel, NativeHibari
from callcore.engines.tts.native import NativeVoice, VoiceError
from callcore.engines.tts.rhvoice import NativeRhvoice, Rhvoice, find_rhvoice
from callcore.engines.voices import WARM_UP, Voice
from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.ids import Language

Audio = NDArray[np.float64]

_KNOWN: Final[Mapping[Language, tuple[Voice, ...]]] = {
    "en": (Voice("hibari", "heart"), Voice("hibari", "heart", pitch=0.85)),
    "ru": (Voice("rhvoice", "Anna"),),
    "uk": (Voice("rhvoice", "Natalia"),),
}
_UNKNOWN: Final[Mapping[Language, tuple[Voice, ...]]] = {
    "en": (Voice("rhvoice", "Slt"),),
    "ru": (Voice("rhvoice", "Aleksandr-hq"),),
    "uk": (Voice("rhvoice", "Anatol"),),
}
TEMPO: Final = (0.86, 1.14)
_MS: Final = SAMPLE_RATE_HZ // 1000
#: where a word's end lies around its mark; RHVoice's marks are up to 100 ms early
_EXACT: Final = (-40 * _MS, 40 * _MS)
_EARLY: Final = (-10 * _MS, 120 * _MS)


class VoicesMissing(Exception):
    """A voice of the bench is not here; the text says in one sentence what to do."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence and its word ends, as (characters, sample).

    A word's end lies within ``search`` samples of its mark.
    """

    audio: Audio
    ends: tuple[tuple[int, int], ...]
    search: tuple[int, int]


def voices_of(split: str, language: Language) -> tuple[Voice, ...]:
    """Return who speaks in ``split``; nobody speaks in ``test`` and in another one."""
    return (_UNKNOWN if split == "test" else _KNOWN)[language]


def agent_of(language: Language) -> Voice:
    """Return the agent's voice, as it comes back on a line with echo."""
    return _KNOWN[language][0]


class Cast:
    """The voices of this machine, loaded when they are first heard."""

    def __init__(self, cache: Path) -> None:
        self._load = lru_cache(maxsize=None)(_load)
        self._rhvoice = lru_cache(maxsize=1)(lambda: _rhvoice(cache))
        self._hibari = lru_cache(maxsize=1)(_hibari)

    def say(
        self, voice: Voice, text: str, language: Language, tempo: float = 1.0
    ) -> Spoken:
        """Return ``text`` as ``voice`` says it. Raises :exc:`VoicesMissing`."""
        engine = self._rhvoice() if voice.engine == "rhvoice" else self._hibari()
        try:
            native = self._load(voice, engine, language)
            chunks = _chunks(native, text)
        except VoiceError as error:
            raise VoicesMissing(
                f"the voice {voice.name} does not speak ({error}); run `just voices`"
            ) from error
        pcm = b"".join(chunk.pcm for chunk in chunks)
        audio = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
        ends = [(char, at) for chunk in chunks for at, char in chunk.marks]
        if tempo != 1.0:
            audio = soxr.resample(audio, SAMPLE_RATE_HZ * tempo, SAMPLE_RATE_HZ)
            ends = [(char, int(at / tempo)) for char, at in ends]
        search = _EXACT if voice.engine == "hibari" else _EARLY
        return Spoken(audio, tuple(ends), search)


def _load(voice: Voice, engine: object, language: Language) -> NativeVoice:
    if isinstance(engine, Rhvoice):
        return NativeRhvoice(engine, voice.name, WARM_UP[language])
    assert isinstance(engine, HibariModel)
    return NativeHibari(voice.pitch, engine)


def _rhvoice(cache: Path) -> Rhvoice:
    files = find_rhvoice(cache)
    if files is None:
        raise VoicesMissing("the voices of RHVoice are not here; run `just voices`")
    return Rhvoice(files)


def _hibari() -> HibariModel:
    try:
        return HibariModel()
    except ModelError as error:
        raise VoicesMissing(f"the English voice cannot be loaded: {error}") from error


def _chunks(native: NativeVoice, text: str) -> list[SpeechChunk]:
    chunks: list[SpeechChunk] = []

    def take(chunk: SpeechChunk) -> bool:
        chunks.append(chunk)
        return True

    native.say(text, take)
    return chunks
