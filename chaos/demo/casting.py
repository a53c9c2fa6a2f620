"""Who speaks for the caller: never the voice that the agent has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from callcore.engines.host.natives import load_voices
from callcore.shared.ids import Language
from chaos.demo.voice import Speaks, VoiceMissing

NAMES: Final[Mapping[Language, str]] = {
    "en": "English",
    "ru": "Russian",
    "uk": "Ukrainian",
}


def cast_caller(language: Language, cache: Path) -> Speaks:
    """Return the caller's voice; blocks up to a second.

    Raises :exc:`VoiceMissing`, or ``ModelError`` for a damaged package.
    """
    found = load_voices(cache, roles=("caller",)).get(("caller", language))
    if not found:
        raise VoiceMissing(
            f"there is no {NAMES[language]} voice on this machine; "
            "`just voices` fetches it once, without root"
        )
    return found[0]
