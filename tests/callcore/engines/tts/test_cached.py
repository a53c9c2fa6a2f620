from __future__ import annotations

import pytest
import trio

from callcore.engines.errors import EngineError
from callcore.engines.ports import SpeechChunk
from callcore.engines.scripted import Fault, ScriptedTextToSpeech
from callcore.engines.tts.cached import (
    LONGEST_BYTES,
    CachedTextToSpeech,
    SentenceCache,
)
from tests.callcore.engines.contracts import TextToSpeechContract, say

ROOM = 1_000_000


@pytest.fixture
def voice():
    return ScriptedTextToSpeech(first_s=0.3)


@pytest.fixture
def looks():
    return []


@pytest.fixture
def cache(looks):
    return SentenceCache(ROOM, looks.append)


@pytest.fixture
def cached(voice, cache):
    return CachedTextToSpeech(voice, "scripted/a", cache)


class TestCachedTextToSpeech(TextToSpeechContract):
    @pytest.fixture
    def clock(self, autojump_clock):
        return autojump_clock

    @pytest.fixture
    def engine(self, cached):
        return cached


async def test_a_sentence_is_asked_for_once_and_comes_at_once_again(
    voice, cached, looks, autojump_clock
):
    first = await say(cached, "Hello there.")
    started_s = trio.current_time()
    again = await say(cached, "Hello there.")
    assert again == first
    assert trio.current_time() == started_s
    assert voice.asked == ["en:Hello there."]
    assert looks == ["miss", "hit"]


async def test_other_words_languages_and_voices_are_other_sentences(
    voice, cache, autojump_clock
):
    one, two = (CachedTextToSpeech(voice, name, cache) for name in ("a", "b"))
    for engine, text, language in (
        (one, "Да.", "ru"),
        (one, "Да.", "uk"),
        (one, "Нет.", "ru"),
        (two, "Да.", "ru"),
    ):
        await say(engine, text, language)
    assert len(voice.asked) == 4


async def test_what_was_left_early_is_not_remembered(voice, cached, autojump_clock):
    async with cached.speak("Hello there.", "en") as chunks:
        async for _ in chunks:
            break
    await say(cached, "Hello there.")
    assert len(voice.asked) == 2


async def test_what_was_cancelled_is_not_remembered(voice, cached, autojump_clock):
    with trio.move_on_after(0.1):
        await say(cached, "Hello there.")
    await say(cached, "Hello there.")
    assert len(voice.asked) == 2


async def test_what_failed_in_the_middle_is_not_remembered(
    voice, cached, cache, autojump_clock
):
    voice.fault = Fault("error", after=1)
    with pytest.raises(EngineError):
        await say(cached, "one two three")
    assert cache.size_bytes == 0


async def test_a_replay_can_be_cancelled(cached, autojump_clock):
    await say(cached, "Hello there.")
    with trio.CancelScope() as scope:
        scope.cancel(reason="a test")
        await say(cached, "Hello there.")
    assert scope.cancelled_caught


def chunk_of(size):
    return SpeechChunk(bytes(size), ((size // 2, 1),))


def test_the_room_is_never_exceeded_and_the_least_wanted_goes_first(looks):
    cache = SentenceCache(3_000, looks.append)
    for name in "abc":
        cache.keep(("v", "en", name), [chunk_of(500)])
    assert cache.find(("v", "en", "a"))
    cache.keep(("v", "en", "d"), [chunk_of(500)])
    assert cache.size_bytes <= 3_000
    assert cache.find(("v", "en", "a"))
    assert cache.find(("v", "en", "b")) is None


def test_what_is_kept_again_counts_once():
    cache = SentenceCache(ROOM)
    cache.keep(("v", "en", "a"), [chunk_of(500)])
    held = cache.size_bytes
    cache.keep(("v", "en", "a"), [chunk_of(500)])
    assert cache.size_bytes == held


def test_nothing_and_too_much_are_not_kept():
    cache = SentenceCache(10 * LONGEST_BYTES)
    cache.keep(("v", "en", "a"), [])
    cache.keep(("v", "en", "b"), [chunk_of(LONGEST_BYTES)])
    assert cache.size_bytes == 0


def test_no_room_keeps_nothing():
    cache = SentenceCache(0)
    cache.keep(("v", "en", "a"), [chunk_of(2)])
    assert cache.size_bytes == 0


class Endless(ScriptedTextToSpeech):
    @trio.as_safe_channel
    async def speak(self, text, language):
        self.asked.append(text)
        for _ in range(4):
            yield chunk_of(LONGEST_BYTES // 3)


async def test_a_speech_that_is_too_long_is_passed_on_whole_but_not_kept(cache):
    voice = Endless()
    engine = CachedTextToSpeech(voice, "v", cache)
    assert len(await say(engine, "long")) == 4
    assert cache.size_bytes == 0
    await say(engine, "long")
    assert len(voice.asked) == 2
