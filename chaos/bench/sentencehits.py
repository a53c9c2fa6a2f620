"""How soon a sentence that was spoken before is there again, on a loop that is busy.

Several callers ask at once, and between their questions the loop does what a worker's
does: it wakes for every line, every 20 ms. The first audio of the same sentences from the
real English voice, in the same run, says what the memory saves.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, NoReturn

import trio

from callcore.engines.models.errors import ModelError
from callcore.engines.ports import SpeechChunk, TextToSpeech
from callcore.engines.scripted import ScriptedTextToSpeech
from callcore.engines.tts.cached import CachedTextToSpeech, SentenceCache
from callcore.engines.tts.hibari import HibariModel, NativeHibari
from callcore.engines.tts.native import NativeVoice, VoiceError
from chaos.bench.load import quantile_ms

ROOM_BYTES: Final = 32_000_000  # CALLCORE_TTS_CACHE_MB as it is set
CALLERS: Final = 8
HITS: Final = 50  # of each caller
LINES: Final = 100
TICK_S: Final = 0.02
SENTENCES: Final = (
    "We have four winter tyres of that size in stock.",
    "They are two hundred and forty dollars each, with fitting.",
    "Would you like me to place the order for you?",
    "What name shall I put on the order, please?",
)
Say = Callable[[str], AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]]


def measure() -> dict[str, Any]:
    """Return the time to the first audio: of hits, and of the voice itself."""
    return trio.run(hits) | {"voice_ms": voice_ms()}


async def hits(callers: int = CALLERS, each: int = HITS) -> dict[str, Any]:
    """Return quantiles of the time from asking for a known sentence to its first audio."""
    engine = ScriptedTextToSpeech(first_s=0)
    voice = CachedTextToSpeech(engine, "bench", SentenceCache(ROOM_BYTES))
    for sentence in SENTENCES:
        await _first_audio_s(voice, sentence)
        async with voice.speak(sentence, "en") as chunks:
            async for _ in chunks:
                pass  # only what was spoken to its end is remembered
    asked = len(engine.asked)
    found: list[float] = []
    async with trio.open_nursery() as lines:
        for n in range(LINES):
            lines.start_soon(_tick, n * TICK_S / LINES)
        async with trio.open_nursery() as nursery:
            for n in range(callers):
                nursery.start_soon(_ask, voice, each, n, found)
        lines.cancel_scope.cancel(reason="all have asked")
    found.sort()
    return {
        "hits": len(found),
        "missed": len(engine.asked) - asked,
        "hit_p50_ms": quantile_ms(found, 0.50),
        "hit_p99_ms": quantile_ms(found, 0.99),
        "hit_max_ms": quantile_ms(found, 1.0),
    }


async def _ask(
    voice: TextToSpeech, times: int, number: int, found: list[float]
) -> None:
    for n in range(times):
        await trio.sleep(0.01)
        sentence = SENTENCES[(n + number) % len(SENTENCES)]
        found.append(await _first_audio_s(voice, sentence))


async def _first_audio_s(voice: TextToSpeech, sentence: str) -> float:
    begun_s = time.perf_counter()
    async with voice.speak(sentence, "en") as chunks:
        async for _ in chunks:
            return time.perf_counter() - begun_s
    raise AssertionError("a sentence without a sound")


async def _tick(phase_s: float) -> NoReturn:
    due_s = trio.current_time() + phase_s
    while True:
        await trio.sleep_until(due_s)
        due_s += TICK_S


def voice_ms(
    load: Callable[[], NativeVoice] = lambda: NativeHibari(1.0, HibariModel()),
    sentences: Sequence[str] = SENTENCES,
) -> float | None:
    """Return the median time to the first audio of the real voice; None without one."""
    try:
        voice = load()
        voice.say("One.", lambda _chunk: True)
        found = sorted(_native_first_s(voice, sentence) for sentence in sentences)
    except (ModelError, VoiceError):
        return None
    return quantile_ms(found, 0.5)


def _native_first_s(voice: NativeVoice, sentence: str) -> float:
    first: list[float] = []
    begun_s = time.perf_counter()

    def take(_chunk: SpeechChunk) -> bool:
        first.append(time.perf_counter() - begun_s)
        return False

    voice.say(sentence, take)
    return first[0]
