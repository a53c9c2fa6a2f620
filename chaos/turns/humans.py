"""Turns of recorded humans, for test only: their own pauses stretched, or new ones cut.

Where a speaker pauses himself, the pause is drawn out; elsewhere the sentence is opened
at the quietest place of its middle, which is between words or in the closure of a stop.
Phone numbers are put together from recorded digits. Word times are proportional to the
letters: nobody has marked the words of these recordings.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from callcore.engines.fetch import FetchError
from callcore.shared.ids import Language
from callcore.shared.spoken.say import digit_words
from chaos.turns import prompts, texts_en, texts_ru
from chaos.turns.making import LEAD_MS, MS, TAIL_MS, faded, pauses_in
from chaos.turns.pauselengths import lengths_ms
from chaos.turns.prompts import Recording
from chaos.turns.room import draw_line, on_the_phone
from chaos.turns.sample import Turn
from chaos.turns.silences import STEP, silences, spoken_span

Audio = NDArray[np.float64]

SENTENCES: Final = 36
NUMBERS: Final = 10
VOICE: Final = "human"
_OWN_GAP: Final = 60 * MS
_QUIET: Final = 10 ** (-25 / 10)  # power, against the loudest 20 ms
_BETWEEN_DIGITS: Final = 60 * MS  # inside a group; below what counts as a pause
_GROUPS: Final = (3, 3, 4)
_LONG_GAP: Final = 190 * MS
_MIDDLE: Final = (0.25, 0.75)


def recordings(language: Language, cache: Path) -> Sequence[Recording]:
    """Return what is recorded in ``language``: sentences, then digits; maybe nothing.

    Says in one sentence on stderr why there is nothing.
    """
    if language == "uk":
        return ()
    try:
        folder = prompts.fetch(cache)
    except FetchError as error:
        sys.stderr.write(f"turns: no recorded human voices: {error}\n")
        return ()
    return (*prompts.sentences(language, folder), *prompts.digits(language, folder))


def make(
    language: Language, recorded: Sequence[Recording], rng: np.random.Generator
) -> list[Turn]:
    """Return the turns; every third sentence is left as it is."""
    whole = [one for one in recorded if not one.name.isdecimal()]
    single = {one.name: trimmed(one.audio) for one in recorded if one.name.isdecimal()}
    chosen = rng.permutation(len(whole))[:SENTENCES]
    drafts = [_draft(whole[int(n)], opened=k % 3 > 0) for k, n in enumerate(chosen)]
    if single:
        drafts += [_number(single, language, rng) for _ in range(NUMBERS)]
    holds = sum(len(parts) - 1 for _, _, parts in drafts)
    lengths = lengths_ms(["gap"] * holds, rng)
    turns = []
    for number, (kind, text, parts) in enumerate(drafts):
        mine, lengths = lengths[: len(parts) - 1], lengths[len(parts) - 1 :]
        name = f"{language}-test-human-{number:02d}"
        turns.append(_turn(name, kind, text, _joined(parts, mine), language, rng))
    return turns


Draft = tuple[str, str, list[Audio]]


def _draft(one: Recording, *, opened: bool) -> Draft:
    audio = trimmed(one.audio)
    places = openings(audio) if opened else []
    edges = [(0, 0), *places, (len(audio), len(audio))]
    parts = [audio[before[1] : after[0]] for before, after in pairwise(edges)]
    return ("comma" if places else "plain"), one.text, parts


def openings(audio: Audio) -> list[tuple[int, int]]:
    """Return where a sentence can be opened: its own pauses, or its quietest place."""
    keep = STEP * 2
    own = [
        (start + keep, stop - keep)
        for start, stop in silences(audio, _OWN_GAP)
        if start > 0 and stop < len(audio)
    ]
    low, high = (int(len(audio) * share) for share in _MIDDLE)
    long = [(a, b) for a, b in own if b - a >= _LONG_GAP]
    middle = [(a, b) for a, b in own if low < a < high]
    if long or middle:
        widest = max(middle, key=lambda gap: gap[1] - gap[0], default=None)
        return sorted({*long, *([widest] if widest else [])})
    frames = audio[: len(audio) // STEP * STEP].reshape(-1, STEP)
    power = np.convolve(np.mean(frames**2, axis=1), np.ones(4) / 4, mode="same")
    at = low // STEP + int(np.argmin(power[low // STEP : high // STEP]))
    if power[at] > power.max() * _QUIET:
        return []
    return [(at * STEP, at * STEP)]


def _number(
    single: dict[str, Audio], language: Language, rng: np.random.Generator
) -> Draft:
    said = ["0", *(str(d) for d in rng.integers(0, 10, 9))]
    parts, at = [], 0
    for size in _GROUPS:
        group = [
            part
            for digit in said[at : at + size]
            for part in (single[digit], np.zeros(_BETWEEN_DIGITS))
        ]
        parts.append(np.concatenate(group[:-1]))
        at += size
    return "digits", digit_words("".join(said), language), parts


def _joined(parts: Sequence[Audio], lengths: Sequence[int]) -> Audio:
    pieces = [np.zeros(LEAD_MS * MS), faded(parts[0])]
    for part, ms in zip(parts[1:], lengths, strict=True):
        pieces += [np.zeros(ms * MS), faded(part)]
    return np.concatenate([*pieces, np.zeros(TAIL_MS * MS)])


def _turn(
    name: str,
    kind: str,
    text: str,
    audio: Audio,
    language: Language,
    rng: np.random.Generator,
) -> Turn:
    line = draw_line(rng, kind)
    pauses = pauses_in(audio)
    asked = (texts_ru if language == "ru" else texts_en).ASKED
    return Turn(
        id=name,
        language=language,
        kind=kind,
        voice=VOICE,
        split="test",
        asked=asked["phone" if kind == "digits" else "hello"],
        pcm=on_the_phone(audio, line, rng),
        pauses=pauses,
        words=_word_times(text, audio),
    )


def _word_times(text: str, audio: Audio) -> tuple[tuple[int, str], ...]:
    """Return the words with their ends, as if every letter took the same speech."""
    begin, end = spoken_span(audio)
    hushed = [(a, b) for a, b in silences(audio, _OWN_GAP) if begin < a and b < end]
    spoken = np.ones(end - begin, bool)
    for a, b in hushed:
        spoken[a - begin : b - begin] = False
    heard = np.flatnonzero(spoken)
    words, letters, total = [], 0, max(1, len("".join(text.split())))
    for word in text.split():
        letters += len(word)
        at = heard[min(len(heard) - 1, len(heard) * letters // total)]
        words.append((int(begin + at) // MS, word))
    return tuple(words)


def trimmed(audio: Audio) -> Audio:
    """Return ``audio`` without the silence around it."""
    begin, end = spoken_span(audio)
    return audio[max(0, begin - 2 * STEP) : end + 2 * STEP]
