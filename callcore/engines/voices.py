"""Which voice speaks: one table. The caller of a demo must not sound like the agent.

Only voices whose licences allow any use are here: hibari (Apache-2.0), Anna, Natalia and
Anatol (LGPL-2.1 or later), Aleksandr-hq (CC-BY-SA-4.0), Slt (CMU, BSD-like). Several
voices of the same Debian packages may not be used commercially, so ``just voices`` leaves
them out.

``python -m callcore.engines.voices`` fetches RHVoice, see :mod:`callcore.engines.fetch`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from callcore.engines.tts.rhvoice import find_rhvoice
from callcore.shared.ids import Language

Role = Literal["agent", "caller"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
VoiceEngine = Literal["hibari", "rhvoice"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine; ``pitch`` below 1 is deeper (hibari only)."""

    engine: VoiceEngine
    name: str
    pitch: float = 1.0


_HEART: Final = Voice("hibari", "heart")
_SLT: Final = Voice("rhvoice", "Slt")

#: best first; what is not there on a machine is skipped
VOICES: Final[Mapping[tuple[Role, Language], tuple[Voice, ...]]] = {
    ("agent", "en"): (_HEART, _SLT),
    ("agent", "ru"): (Voice("rhvoice", "Anna"), Voice("rhvoice", "Aleksandr-hq")),
    ("agent", "uk"): (Voice("rhvoice", "Natalia"), Voice("rhvoice", "Anatol")),
    ("caller", "en"): (_SLT, Voice("hibari", "heart", pitch=0.84)),
    ("caller", "ru"): (Voice("rhvoice", "Aleksandr-hq"),),
    ("caller", "uk"): (Voice("rhvoice", "Anatol"),),
}
#: folders of the voices above in RHVoice's data
RHVOICE_FOLDERS: Final = frozenset(
    voice.name.lower()
    for voices in VOICES.values()
    for voice in voices
    if voice.engine == "rhvoice"
)
#: said once at start; loading a voice takes 0.1 to 0.2 s
WARM_UP: Final[Mapping[Language, str]] = {"en": "One.", "ru": "Один.", "uk": "Один."}


def installed(cache: Path) -> Mapping[Language, str]:
    """Return the agent's voice of each language that this machine has; loads nothing."""
    files = find_rhvoice(cache)
    present = (
        {folder.name for folder in (files.data / "voices").glob("*")}
        if files
        else set()
    )
    found: dict[Language, str] = {}
    for (role, language), voices in VOICES.items():
        for voice in voices if role == "agent" else ():
            if voice.engine == "hibari" or voice.name.lower() in present:
                found.setdefault(language, f"{voice.name} ({voice.engine})")
    return found


if __name__ == "__main__":
    from callcore.engines.fetch import main

    sys.exit(main(sys.argv[1:]))
