"""A house without speech models: words are spelled in tones, and read back from them.

Everything behind ears and mouth is real: AudioSocket, the worker, its agent and tools, events,
Redis, the archive, PostgreSQL, recordings. It is up in seconds, and a call costs 5 % of a core.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from callcore.engines.spelled import spell
from callcore.shared.ids import Language

LEAST_MS: Final = 600  # of speech; what is shorter is taken for a noise
CHAR_MS: Final = 20  # a caller speaks three times as fast as the agent
DIDS: Final[Mapping[str, Language]] = {
    "380440000001": "uk",
    "380440000002": "ru",
    "380440000003": "en",
}
SETTINGS: Final[Mapping[str, str]] = {
    "CALLCORE_STT": "scripted",
    "CALLCORE_STT_CANDIDATE": "scripted",  # a rollout needs one to try
    "CALLCORE_TTS": "scripted",
    "CALLCORE_VAD": "energy",
    "CALLCORE_TURN_END": "silence",
    "CALLCORE_LLM": "offline",
    "CALLCORE_DID_LANGUAGES": ",".join(f"{did}={lang}" for did, lang in DIDS.items()),
}


def did_of(language: Language) -> str:
    """Return the number that is dialled to be answered in ``language``."""
    return next(did for did, spoken in DIDS.items() if spoken == language)


def clips_of(texts: Sequence[str]) -> dict[str, bytes]:
    """Return each text as 8 kHz PCM that spells it."""
    return {text: spell(text, _char_ms(text)) for text in texts}


def _char_ms(text: str) -> int:
    return max(CHAR_MS, LEAST_MS // max(1, len(text)))
