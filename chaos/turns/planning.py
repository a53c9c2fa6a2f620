"""Which turns there are: kinds, sentences, voices and pauses of each split."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np

from callcore.engines.voices import Voice
from callcore.shared.ids import Language
from chaos.turns import humans, texts_en, texts_ru, texts_uk
from chaos.turns.filling import fill
from chaos.turns.making import MS
from chaos.turns.making import make as make_clean
from chaos.turns.markup import Phrase, parse, pauses_of
from chaos.turns.pauselengths import lengths_ms
from chaos.turns.prompts import Recording
from chaos.turns.room import draw_line, on_the_phone
from chaos.turns.sample import Split, Turn
from chaos.turns.voices import TEMPO, Cast, agent_of, voices_of

SEED: Final = 20_250_601
_TEXTS: Final[Mapping[Language, ModuleType]] = {
    "en": texts_en,
    "ru": texts_ru,
    "uk": texts_uk,
}
#: turns of each kind in test; "noise" and "echo" say what the first five say
KINDS: Final = {
    "plain": 14,
    "comma": 12,
    "trailing": 14,
    "number": 10,
    "digits": 12,
    "size": 10,
    "yesno": 10,
    "hesitation": 12,
    "restart": 8,
    "long": 10,
    "noise": 8,
    "echo": 8,
}
_BORROWED: Final = ("plain", "comma", "trailing", "number", "digits")
_FACTOR: Final[Mapping[Split, float]] = {"train": 2.6, "tune": 0.5, "test": 1.0}
_TUNE_EVERY: Final = 4  # of the lines in TRAIN every fourth is kept for tune
_ECHO_MS: Final = (400, 800)


@dataclass(frozen=True, slots=True)
class Plan:
    """One turn before it is spoken."""

    id: str
    kind: str
    asked: str
    phrases: list[Phrase]
    voice: Voice
    tempo: float


def make(
    split: Split, language: Language, cache: Path, recordings: Sequence[Recording]
) -> list[Turn]:
    """Return the turns of a split; 0.1 s of work each. Raises VoicesMissing."""
    rng = np.random.default_rng([SEED, zlib.crc32(f"{split}-{language}".encode())])
    plans = plan(split, language, rng)
    cast = Cast(cache)
    kinds = [kind for one in plans for kind in pauses_of(one.phrases)]
    lengths = lengths_ms(kinds, rng)
    turns = []
    for one in plans:
        count = len(pauses_of(one.phrases))
        mine, lengths = lengths[:count], lengths[count:]
        turns.append(_turn(one, mine, split, language, cast, rng))
    if recordings:
        turns += humans.make(language, recordings, rng)
    return turns


def plan(split: Split, language: Language, rng: np.random.Generator) -> list[Plan]:
    """Return what is said by whom, kind by kind."""
    found = []
    for kind, times in KINDS.items():
        for number in range(round(times * _FACTOR[split])):
            said_as = str(rng.choice(_BORROWED)) if kind in {"noise", "echo"} else kind
            lines = lines_of(split, language, said_as)
            asked, line = lines[_turn_about(number, len(lines), kind != said_as, rng)]
            filled = fill(line, language, rng, test=split == "test")
            voices = voices_of(split, language)
            found.append(
                Plan(
                    id=f"{language}-{split}-{kind}-{number:02d}",
                    kind=kind,
                    asked=_TEXTS[language].ASKED[asked],
                    phrases=parse(filled),
                    voice=voices[number % len(voices)],
                    tempo=1.0 if split == "test" else float(rng.uniform(*TEMPO)),
                )
            )
    return found


def lines_of(split: Split, language: Language, kind: str) -> list[tuple[str, str]]:
    """Return the written turns of a split as (question, line)."""
    texts = _TEXTS[language]
    written: str = (texts.TEST if split == "test" else texts.TRAIN)[kind]
    lines = [
        (asked, line.strip())
        for asked, _, line in (text.partition(">") for text in written.split("\n"))
        if line
    ]
    if split == "test":
        return lines
    tuned = split == "tune"
    return [line for n, line in enumerate(lines) if (n % _TUNE_EVERY == 1) is tuned]


def _turn_about(
    number: int, count: int, borrowed: bool, rng: np.random.Generator
) -> int:
    return int(rng.integers(count)) if borrowed else number % count


def _turn(
    one: Plan,
    lengths: Sequence[int],
    split: Split,
    language: Language,
    cast: Cast,
    rng: np.random.Generator,
) -> Turn:
    filler = str(rng.choice(_TEXTS[language].FILLERS))
    clean = make_clean(
        one.phrases,
        lengths,
        lambda text: cast.say(one.voice, text, language, one.tempo),
        filler,
        rng,
    )
    line = draw_line(rng, one.kind)
    echo = _echo(one, language, cast, rng) if line.echo_db is not None else None
    return Turn(
        id=one.id,
        language=language,
        kind=one.kind,
        voice=_name(one.voice),
        split=split,
        asked=one.asked,
        pcm=on_the_phone(clean.audio, line, rng, echo),
        pauses=clean.pauses,
        words=clean.words,
    )


def _echo(
    one: Plan, language: Language, cast: Cast, rng: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the end of the agent's question, which overlaps the caller's first words."""
    spoken = cast.say(agent_of(language), one.asked, language).audio
    return spoken[-int(rng.integers(*_ECHO_MS)) * MS :]


def _name(voice: Voice) -> str:
    pitch = f"@{voice.pitch}" if voice.pitch != 1.0 else ""
    return f"{voice.engine}:{voice.name.lower()}{pitch}"
