"""What Whisper says when nobody spoke, and how to take it out again.

Whisper was trained on subtitles: on noise it writes ``[BLANK_AUDIO]``, credits of Russian
subtitle makers (at a confidence of 0.87), "thanks for watching", or it repeats itself.
Its own probabilities do not tell, so the text itself is judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from callcore.shared.ids import Language

#: no one speaks faster; an auctioneer does 25 characters a second
_CHARS_PER_S: Final = 30
_CHARS_FREE: Final = 24
_REPEATS_ALLOWED: Final = 3  # "no no no" is a thing people say
_LONGEST_LOOP_WORDS: Final = 8

_BRACKETED: Final = re.compile(r"[\[(*<♪][^\])*>♪]*[\])*>♪]|[♪♫�\u200b]")
_WORD: Final = re.compile(r"[\w']+")

_CREDITS: Final[Mapping[Language, re.Pattern[str]]] = {
    "en": re.compile(
        r"(thanks?( you)?( all)?( so much| very much)? for (watching|listening|viewing)"
        r"|subtitles? (by|created|provided)|amara\.org|please subscribe"
        r"|like and subscribe|transcri(bed|ption|pts?) by)[^.!?]*[.!?]*",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"(редактор субтитров|корректор [а-я]\.|субтитры (сдела|созда|подготов|добав)"
        r"|dimatorzok|спасибо за (просмотр|внимание)|продолжение следует"
        r"|подписывайтесь на (мой |наш )?канал|ставьте лайк)[^!?]*[.!?]*",
        re.IGNORECASE,
    ),
    "uk": re.compile(
        r"(редактор субтитрів|редактор субтитров|субтитри (зроб|створ|підгот)"
        r"|dimatorzok|дякую за (перегляд|увагу)|продовження (далі|слідує)"
        r"|підписуйтесь на (мій |наш )?канал|ставте лайк)[^!?]*[.!?]*",
        re.IGNORECASE,
    ),
}
#: whole texts that stand for silence
_NOTHING: Final[Mapping[Language, frozenset[str]]] = {
    "en": frozenset({"you", "bye bye bye", "so", "uh"}),
    "ru": frozenset({"музыка", "тишина"}),
    "uk": frozenset({"музика", "тиша"}),
}


def clean(text: str, language: Language, audio_s: float) -> str:
    """Return what was said, ``""`` if ``text`` is nothing anybody said in ``audio_s``."""
    text = _BRACKETED.sub(" ", text)
    text = _CREDITS[language].sub(" ", text)
    text = without_loops(" ".join(text.split()))
    words = [word.lower() for word in _WORD.findall(text)]
    if not words or " ".join(words) in _NOTHING[language]:
        return ""
    if len(text) > _CHARS_FREE + _CHARS_PER_S * audio_s:
        return ""
    return text


def without_loops(text: str) -> str:
    """Return ``text`` with a phrase that repeats over and over said only once."""
    words = text.split()
    keys = [word.strip(".,!?;:-").lower() for word in words]
    at = 0
    while at < len(keys):
        size, times = _loop_at(keys, at)
        if times > _REPEATS_ALLOWED:
            del words[at + size : at + size * times]
            del keys[at + size : at + size * times]
        at += 1
    return " ".join(words)


def _loop_at(keys: list[str], at: int) -> tuple[int, int]:
    """Return the phrase that repeats most from ``at`` on: its words, how often."""
    best = (1, 1)
    for size in range(1, min(_LONGEST_LOOP_WORDS, (len(keys) - at) // 2) + 1):
        times, phrase = 1, keys[at : at + size]
        while keys[at + size * times : at + size * (times + 1)] == phrase:
            times += 1
        if times * size > best[0] * best[1] and times > 1:
            best = (size, times)
    return best
