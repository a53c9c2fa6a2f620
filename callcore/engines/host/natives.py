"""The native engines of one process, loaded together before the first request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from callcore.engines.models.whisper import Progress, prepare_whisper
from callcore.engines.nlu import NativeSimilarity
from callcore.engines.stt.whisper import Heard, NativeWhisper
from callcore.engines.tts.hibari import HibariModel, NativeHibari
from callcore.engines.tts.native import NativeVoice, VoiceError
from callcore.engines.tts.rhvoice import NativeRhvoice, Rhvoice, find_rhvoice
from callcore.engines.voices import ROLES, VOICES, WARM_UP, Role, Voice
from callcore.shared.ids import Language

logger = logging.getLogger(__name__)

Voices = Mapping[tuple[Role, Language], Sequence[NativeVoice]]
VoiceChoice = Literal["auto", "hibari", "rhvoice"]


class Decoder(Protocol):
    """Speech to text; blocks. Raises Aborted."""

    @property
    def name(self) -> str:
        """Return the engine's name."""

    def decode(
        self,
        pcm: bytes,
        language: Language,
        hints: Sequence[str],
        aborted: Callable[[], bool],
    ) -> Heard:
        """Return what 8 kHz ``pcm`` says."""

    def detect(
        self, pcm: bytes, among: Sequence[Language], aborted: Callable[[], bool]
    ) -> Mapping[Language, float]:
        """Return how likely ``pcm`` is in each of ``among``; nothing if it cannot tell."""


class Comparer(Protocol):
    """Similarity in meaning; blocks."""

    def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Return one cosine per example."""


@dataclass(frozen=True, slots=True)
class Natives:
    """What one engine process serves. ``voices`` are best first, and may be missing."""

    stt: Decoder
    voices: Voices
    nlu: Comparer


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which models, and where their files are prepared."""

    cache: Path
    whisper_model: Path | None = None
    whisper_threads: int = 2
    tts: VoiceChoice = "auto"
    roles: tuple[Role, ...] = ("agent",)  # the caller's voices are for demo and tests


def load_natives(
    settings: ModelSettings, progress: Progress = lambda _share: None
) -> Natives:
    """Load everything (2 s, the first time 5 s; blocks). Raises ModelError."""
    model = settings.whisper_model or prepare_whisper(settings.cache, progress)
    return Natives(
        NativeWhisper(model, settings.whisper_threads),
        load_voices(settings.cache, settings.tts, settings.roles),
        NativeSimilarity(),
    )


def load_voices(
    cache: Path, choice: VoiceChoice = "auto", roles: Sequence[Role] = ROLES
) -> Voices:
    """Return the voices of this machine; logs once if RHVoice is not here (blocks)."""
    shelf = _Shelf(_rhvoice(cache) if choice != "hibari" else None)
    found: dict[tuple[Role, Language], list[NativeVoice]] = {}
    for (role, language), voices in VOICES.items():
        for voice in voices:
            if role not in roles or choice not in {"auto", voice.engine}:
                continue
            native = shelf.get(voice, WARM_UP[language])
            if native is not None:
                found.setdefault((role, language), []).append(native)
    return found


def _rhvoice(cache: Path) -> Rhvoice | None:
    files = find_rhvoice(cache)
    if files is None:
        logger.warning(
            "RHVoice is not here: no Russian or Ukrainian speech; `just voices` fetches it"
        )
        return None
    try:
        return Rhvoice(files)
    except VoiceError as error:
        logger.warning("RHVoice does not load", extra={"reason": str(error)})
        return None


class _Shelf:
    """Voices that are loaded already; those of one engine share its model."""

    def __init__(self, library: Rhvoice | None) -> None:
        self._library = library
        self._hibari: HibariModel | None = None
        self._loaded: dict[Voice, NativeVoice | None] = {}

    def get(self, voice: Voice, warm_up: str) -> NativeVoice | None:
        if voice not in self._loaded:
            self._loaded[voice] = self._load(voice, warm_up)
        return self._loaded[voice]

    def _load(self, voice: Voice, warm_up: str) -> NativeVoice | None:
        if voice.engine == "hibari":
            self._hibari = self._hibari or HibariModel()
            return NativeHibari(voice.pitch, self._hibari)
        if self._library is None:
            return None
        try:
            return NativeRhvoice(self._library, voice.name, warm_up)
        except VoiceError as error:
            fields = {"voice": voice.name, "reason": str(error)}
            logger.warning("a voice does not load", extra=fields)
            return None
