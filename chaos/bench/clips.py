"""Speech with its text, to measure recognisers with.

English and Russian are recorded people (:mod:`chaos.turns.prompts`). Of Ukrainian there
are no such recordings in any package: a synthetic voice that nothing was tuned on says
what callers say. A recogniser errs less on it than on people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from callcore.engines.fetch import FetchError
from callcore.engines.voices import Voice
from callcore.shared.ids import Language
from chaos.turns import prompts
from chaos.turns.planning import SEED, plan
from chaos.turns.voices import Cast, VoicesMissing

_KINDS: Final = (
    "plain",
    "comma",
    "trailing",
    "long",
)  # no numbers: written in many ways
_SIGNS: Final = frozenset("*#")  # the speaker says a word for them
_ROUNDS: Final = 8  # a plan repeats its sentences with other names in them


T = TypeVar("T")


class ClipsMissing(Exception):
    """There is no speech of a language on this machine; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What somebody says, 8 kHz 16-bit PCM."""

    text: str
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Clips:
    """Some clips of one language; ``voice`` says whose."""

    language: Language
    voice: str
    clips: Sequence[Clip]


def clips_of(language: Language, cache: Path, count: int) -> Clips:
    """Return up to ``count`` clips, the same ones each time (blocks).

    Raises :exc:`ClipsMissing`.
    """
    if language == "uk":
        return Clips(language, "synthetic voice", _synthetic(language, cache, count))
    return Clips(language, "recorded sentences", _recorded(language, cache, count))


def _recorded(language: Language, cache: Path, count: int) -> list[Clip]:
    try:
        found = prompts.sentences(language, prompts.fetch(cache))
    except FetchError as error:
        raise ClipsMissing(f"no recorded people in {language}: {error}") from error
    plain = [one for one in found if not _SIGNS & set(one.text)]
    if not plain:
        raise ClipsMissing(f"no recorded people in {language}: the package has none")
    return [Clip(one.text, _pcm(one.audio)) for one in spread(plain, count)]


def _synthetic(language: Language, cache: Path, count: int) -> list[Clip]:
    rng = np.random.default_rng(SEED)
    voices: dict[str, Voice] = {}
    for _ in range(_ROUNDS):
        for one in plan("test", language, rng):
            if one.kind in _KINDS and len(one.phrases) == 1:
                voices.setdefault(one.phrases[0].text, one.voice)
    cast = Cast(cache)
    try:
        return [
            Clip(text, _pcm(cast.say(voices[text], text, language).audio))
            for text in spread(list(voices), count)
        ]
    except VoicesMissing as error:
        raise ClipsMissing(f"nobody speaks {language} here: {error}") from error


def spread(items: Sequence[T], count: int) -> list[T]:
    """Return ``count`` of ``items``, evenly over all of them."""
    few = min(count, len(items))
    return [items[n * len(items) // few] for n in range(few)]


def _pcm(audio: NDArray[np.float64]) -> bytes:
    return np.clip(np.rint(audio * 32768), -32768, 32767).astype("<i2").tobytes()
