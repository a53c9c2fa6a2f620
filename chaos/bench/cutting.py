"""What is believed of a sentence that was cut, with the voices that callers really hear.

Where in the samples each word ends, the voice itself says; so that is the truth here, and
both ways of telling what was heard are held against it: with those word times, and as for
a voice that has none and whose time is shared out over its characters.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from callcore.engines.ports import SpeechChunk
from callcore.engines.tts.hibari import NativeHibari
from callcore.engines.tts.native import NativeVoice
from callcore.engines.tts.rhvoice import NativeRhvoice, Rhvoice, find_rhvoice
from callcore.engines.voices import VOICES, WARM_UP
from callcore.shared.ids import Language
from callcore.transport.clip import Clip

CUTS: Final = 50  # of each sentence
SENTENCES: Final[Mapping[Language, Sequence[str]]] = {
    "en": (
        "We have winter tyres in this size from four makers.",
        "The delivery takes two days, and you pay when it arrives.",
        "I have written down four tyres, shall I order them now?",
    ),
    "ru": (
        "У нас есть зимние шины этого размера от четырёх марок.",
        "Доставка занимает два дня, оплата при получении.",
        "Я записала четыре шины, оформить заказ сейчас?",
    ),
    "uk": (
        "У нас є зимові шини цього розміру від чотирьох марок.",
        "Доставка триває два дні, оплата при отриманні.",
        "Я записала чотири шини, оформити замовлення зараз?",
    ),
}


def agent_voice(language: Language, cache: Path) -> NativeVoice | None:
    """Return the voice that a caller would hear on this machine, if there is one."""
    files = find_rhvoice(cache)
    for voice in VOICES["agent", language]:
        if voice.engine == "hibari":
            return NativeHibari()
        if files is not None:
            return NativeRhvoice(Rhvoice(files), voice.name, WARM_UP[language])
    return None


def collect(voice: NativeVoice, text: str) -> list[SpeechChunk]:
    """Return a whole sentence in the chunks in which it comes."""
    chunks: list[SpeechChunk] = []

    def take(chunk: SpeechChunk) -> bool:
        chunks.append(chunk)
        return True

    voice.say(text, take)
    return chunks


def clip_of(text: str, chunks: Sequence[SpeechChunk], *, times: bool) -> Clip:
    """Return the sentence as the playout holds it, with or without its word times."""
    clip = Clip(text)
    for chunk in chunks:
        clip.append(chunk.pcm, chunk.marks if times else ())
    if not times:
        clip.append(b"", [(clip.samples, len(text))])
    clip.finished = True
    return clip


def compare(text: str, chunks: Sequence[SpeechChunk], samples: int) -> tuple[int, int]:
    """Return by how many characters both ways err if ``samples`` of it were heard."""
    timed, untimed = (clip_of(text, chunks, times=times) for times in (True, False))
    truth = len(text[: timed.chars_heard(samples)].rstrip())
    return (
        len(timed.text_heard(samples)) - truth,
        len(untimed.text_heard(samples)) - truth,
    )


def measure(language: Language, cache: Path, seed: int = 1) -> dict[str, Any] | None:
    """Return the errors of cuts at random moments; ``None`` without a voice."""
    voice = agent_voice(language, cache)
    if voice is None:
        return None
    chance = random.Random(seed)
    timed, untimed, words = [], [], 0
    for text in SENTENCES[language]:
        chunks = collect(voice, text)
        whole = clip_of(text, chunks, times=True)
        words += len({chars for _, chars in whole.marks})
        for _ in range(CUTS):
            with_times, without = compare(
                text, chunks, chance.randint(0, whole.samples)
            )
            timed.append(abs(with_times))
            untimed.append(abs(without))
    return {
        "voice": voice.name,
        "language": language,
        "cuts": len(timed),
        "word_times": words >= sum(len(text.split()) for text in SENTENCES[language]),
        "exact_with_times": sum(error == 0 for error in timed) / len(timed),
        "error_mean_chars": round(fmean(untimed), 1),
        "error_max_chars": max(untimed),
    }
