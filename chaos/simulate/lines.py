"""What simulated callers say, in three languages; every line is a whole turn.

Ukrainian lines hold a letter that Russian lacks, so that :func:`language_of` is right.
"""

from __future__ import annotations

from typing import Final

from callcore.shared.ids import Language

Lines = tuple[str, ...]

ANSWERS: Final[dict[str, Lines]] = {
    "order": ("yes", "yes please", "yes correct"),
    "many": ("four", "four please", "two"),
    "which": ("the first one", "the cheapest", "nokian"),
    "season": ("winter", "winter tyres", "summer please"),
    "size": ("205/55 r16", "one nine five sixty five fifteen"),
}
CUES: Final[tuple[tuple[str, Lines], ...]] = (
    ("correct", ANSWERS["order"]),
    ("right?", ANSWERS["order"]),
    ("how many", ANSWERS["many"]),
    ("season", ANSWERS["season"]),
    ("size", ANSWERS["size"]),
    ("which", ANSWERS["which"]),
    ("anything else", ("no thank you goodbye",)),
    ("order", ANSWERS["order"]),
)
WISHES: Final[dict[Language, Lines]] = {
    "en": (
        "winter tyres 205/55 r16",
        "i need summer tyres one nine five sixty five fifteen",
        "engine oil 5w-30",
        "do you have michelin",
    ),
    "ru": ("мне нужны зимние шины", "сколько стоит масло для двигателя", "да хорошо"),
    "uk": (
        "мені потрібні зимові шини",
        "скільки коштує моторна олія",
        "так звичайно є",
    ),
}
DICTATED: Final[Lines] = (
    "my number is zero six seven one two three four five six seven",
    "my order number is one two three four five six",
    "i need tyres and engine oil and two batteries",
)
NONSENSE: Final[Lines] = (
    "the weather is nice today",
    "la la la",
    "what",
    "how much is the fish",
    "no",
    "yes",
    "order number 123456",
)
ASIDES: Final[Lines] = (
    "mhm",
    "uh-huh",
    "mhm mhm",
    "mhm mhm, right",
    "uh-huh uh-huh mhm okay mhm uh-huh right mhm",
)
STOPS: Final[Lines] = ("stop", "no", "wait")
LONG_OVER: Final[Lines] = (
    "listen i have told you twice that i need summer tyres not this",
    "no wait a minute please i want something else now",
)
LANGUAGE_WISHES: Final[tuple[tuple[Language, str], ...]] = (
    ("uk", "українською будь ласка"),
    ("ru", "можно по русски пожалуйста"),
    ("en", "english please"),
)


def language_of(text: str) -> Language:
    """Return in which language a line is, by its letters."""
    low = text.lower()
    if any(letter in low for letter in "іїєґ"):
        return "uk"
    return "ru" if any("а" <= letter <= "я" for letter in low) else "en"
