"""Google's voices: their names, which of them stream, and the ones we begin with. Pure.

A voice is called ``uk-UA-Chirp3-HD-Aoede``: locale, family, name. Chirp 3 HD speaks
en-US, ru-RU and uk-UA (docs.cloud.google.com/text-to-speech/docs/chirp3-hd, read in
November 2026) and is the one family that streams; the others are asked once a sentence.
Each of its thirty names exists in every locale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from callcore.engines.offers import Capabilities, OfferError
from callcore.shared.ids import Language, language_of

DEFAULT_VOICES: Final[Mapping[Language, str]] = {
    "en": "en-US-Chirp3-HD-Aoede",
    "ru": "ru-RU-Chirp3-HD-Aoede",
    "uk": "uk-UA-Chirp3-HD-Aoede",
}
STREAMING: Final = "chirp3-hd"
#: family in a voice's name -> the name of its price
FAMILIES: Final[Mapping[str, str]] = {
    "Chirp3-HD": STREAMING,
    "Chirp-HD": "chirp-hd",
    "Neural2": "neural2",
    "Wavenet": "wavenet",
    "Standard": "standard",
    "Studio": "studio",
    "News": "news",
    "Casual": "casual",
    "Polyglot": "polyglot",
}
_VOICE: Final = re.compile(r"([a-z]{2,3}-[A-Z]{2})-([A-Za-z0-9]+(?:-HD)?)-[A-Za-z0-9]+")


def locale_of(voice: str) -> str:
    """Return the locale of a voice, as ``uk-UA``; raises OfferError for no voice's name."""
    return _match(voice)[1]


def family_of(voice: str) -> str:
    """Return a voice's family as the price table names it; a new one gets its own name."""
    family = _match(voice)[2]
    return FAMILIES.get(family, family.lower())


def voice_capabilities(voices: Mapping[Language, str]) -> Capabilities:
    """Return what ``voices`` can speak; raises OfferError if one speaks something else."""
    for language, voice in voices.items():
        if language_of(locale_of(voice)) != language:
            raise OfferError(
                f"CALLCORE_GOOGLE_VOICES: {voice} does not speak {language!r}."
            )
    return Capabilities(frozenset(voices))


def _match(voice: str) -> re.Match[str]:
    match = _VOICE.fullmatch(voice)
    if match is None:
        raise OfferError(
            f"CALLCORE_GOOGLE_VOICES: {voice!r} is no voice's name; one is "
            f"{DEFAULT_VOICES['en']}."
        )
    return match
