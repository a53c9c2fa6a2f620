"""The voices that the stand-in claims to have, and which of them stream. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: languages of the house, in the form of Google's voice names
LANGUAGES: Final = ("en-US", "en-GB", "ru-RU", "uk-UA")
CHIRP_3: Final = (
    "Achernar",
    "Achird",
    "Algenib",
    "Algieba",
    "Alnilam",
    "Aoede",
    "Autonoe",
    "Callirrhoe",
    "Charon",
    "Despina",
    "Enceladus",
    "Erinome",
    "Fenrir",
    "Gacrux",
    "Iapetus",
    "Kore",
    "Laomedeia",
    "Leda",
    "Orus",
    "Puck",
    "Pulcherrima",
    "Rasalgethi",
    "Sadachbia",
    "Sadaltager",
    "Schedar",
    "Sulafat",
    "Umbriel",
    "Vindemiatrix",
    "Zephyr",
    "Zubenelgenubi",
)
_FAMILIES: Final = ("Standard", "Wavenet", "Neural2")
_NAME: Final = re.compile(r"([a-z]{2,3}-[A-Z]{2})-([A-Za-z0-9]+)-(?:HD-)?([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of Google's list."""

    name: str
    language: str

    @property
    def streams(self) -> bool:
        """Return whether StreamingSynthesize takes it."""
        return "-Chirp3-HD-" in self.name or "-Chirp-HD-" in self.name


def find_voice(name: str, language: str) -> Voice | None:
    """Return the voice that is meant; None if there is none.

    Without a name the language has a voice of its own. A name decides the language.
    """
    if not name:
        known = next(
            (one for one in LANGUAGES if one.lower() == language.lower()), None
        )
        return Voice(f"{known}-Standard-A", known) if known else None
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in LANGUAGES:
        return None
    family, last = match[2], match[3]
    if family in {"Chirp3", "Chirp"}:
        return Voice(name, match[1]) if "-HD-" in name and last in CHIRP_3 else None
    fits = family in _FAMILIES and len(last) == 1
    return Voice(name, match[1]) if fits else None


def all_voices() -> list[Voice]:
    """Return the list, as ListVoices tells it."""
    plain = [
        Voice(f"{language}-{family}-A", language)
        for language in LANGUAGES
        for family in ("Standard", "Wavenet")
    ]
    return plain + [
        Voice(f"{language}-Chirp3-HD-{name}", language)
        for language in LANGUAGES
        for name in CHIRP_3
    ]
