from __future__ import annotations

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.errors import EngineError
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.pace import Paces
from callcore.engines.failover.rung import Rung
from callcore.engines.failover.seam import PAUSE_SAMPLES
from callcore.engines.failover.tts import TtsFailover
from callcore.engines.offers import Budget
from callcore.engines.ports import SpeechChunk
from callcore.engines.scripted import FAULT_MODES, Fault, ScriptedTextToSpeech
from callcore.engines.spelled import read_spelled, spell
from tests.callcore.engines.contracts import TextToSpeechContract, say
from tests.kit.clock import run_virtual

TEXT = "your order is on its way"


def two_voices(**fault):
    first = ScriptedTextToSpeech(name="first")
    first.fault = Fault(**fault)
    return first, ScriptedTextToSpeech(name="second")


def heard(chunks):
    """Read what was spelled; a breath between two voices parts words."""
    return "".join(
        read_spelled(chunk.pcm) if any(chunk.pcm) else " "
        for chunk in chunks
        if chunk.pcm
    )


def marks_of(chunks):
    return [mark for chunk in chunks for mark in chunk.marks]


def words_of(chunks):
    return heard(chunks).split()


async def read(stream):
    """Return what a stream yields, and the error that ended it."""
    got = []
    try:
        async with stream as items:
            async for item in items:
                got.append(item)  # noqa: PERF401 - kept when it raises
    except EngineError as error:
        return got, error
    return got, None


class TestTtsFailover(TextToSpeechContract):
    @pytest.fixture
    def engine(self, ladder_of):
        return TtsFailover(ladder_of(*two_voices(mode="error")))


async def test_a_voice_that_fails_before_it_speaks_is_replaced(
    autojump_clock, steps, note, ladder_of
):
    first, second = two_voices(mode="hang")
    engine = TtsFailover(ladder_of(first, second, first_s=0.8), note)
    assert engine.name == "first"
    chunks = await say(engine, "two shirts")
    assert heard(chunks) == "two shirts"
    assert steps == [("tts", "first", "slow")]
    assert engine.name == "second"


@pytest.mark.parametrize(
    ("mode", "reason", "after_s"),
    [
        ("error", "scripted-error", 0),
        ("lost", "scripted-loss", 0),
        ("hang", "stalled", 1.5),
        ("slow", "stalled", 1.5),
        ("garbage", "garbage", 0),
    ],
)
async def test_where_one_voice_breaks_off_the_next_one_says_the_rest(
    autojump_clock, steps, note, ladder_of, mode, reason, after_s
):
    first, second = two_voices(mode=mode, after=2)
    engine = TtsFailover(ladder_of(first, second, first_s=1, between_s=1.5), note)
    started = trio.current_time()
    chunks = await say(engine, TEXT)
    assert trio.current_time() - started == pytest.approx(0.02 + after_s + 0.02)
    assert words_of(chunks) == TEXT.split()
    assert second.asked == ["en:is on its way"]
    assert steps == [("tts", "first", reason)]


async def test_between_the_voices_there_is_a_breath(autojump_clock, ladder_of):
    chunks = await say(TtsFailover(ladder_of(*two_voices(mode="lost", after=2))), TEXT)
    assert chunks[2] == SpeechChunk(bytes(2 * PAUSE_SAMPLES))
    samples = sum(len(chunk.pcm) for chunk in chunks) // 2
    marks = marks_of(chunks)
    assert marks == sorted(marks)
    assert marks[-1] == (samples, len(TEXT))
    assert len({char for _, char in marks}) == len(TEXT.split())


async def test_the_breath_comes_at_once_not_with_the_next_voice(
    autojump_clock, ladder_of
):
    """It tells the call that somebody still works on the sentence."""
    first, second = two_voices(mode="lost", after=1)
    second.fault = Fault("slow", slow_s=3)
    at_s = []
    engine = TtsFailover(ladder_of(first, second))
    started = trio.current_time()
    async with engine.speak("two shirts", "en") as chunks:
        async for _ in chunks:
            at_s.append(trio.current_time() - started)  # noqa: PERF401
    assert at_s[:2] == [pytest.approx(0.02)] * 2
    assert at_s[2] == pytest.approx(3.04)


class Whole:
    """Says a sentence in pieces of 100 ms without word times; ends after ``pieces``."""

    def __init__(self, name="whole", pieces=None, error=None, mark=True):
        self.name, self.pieces, self.error, self.mark = name, pieces, error, mark
        self.asked = []

    @trio.as_safe_channel
    async def speak(self, text, language):
        self.asked.append(text)
        pcm = spell(text)
        for number, at in enumerate(range(0, len(pcm), 1600)):
            if number == self.pieces:
                if self.error:
                    raise EngineError(self.name, self.error)
                return
            yield SpeechChunk(pcm[at : at + 1600])
        if self.mark:
            yield SpeechChunk(b"", ((len(pcm) // 2, len(text)),))


async def test_a_voice_without_word_times_is_taken_over_at_an_estimated_word(
    autojump_clock, ladder_of
):
    first, second = Whole("first", 9, "cut"), Whole("second")
    paces, text = Paces(), "your order number is on its way"
    paces.learn("first", "en", 100, 48_000)
    chunks = await say(TtsFailover(ladder_of(first, second), paces=paces), text)
    assert second.asked == ["number is on its way"]  # 15 characters, and a broken word
    assert marks_of(chunks)[0] == (7200, 11)
    assert marks_of(chunks)[-1][1] == len(text)


async def test_the_pace_is_learned_from_whole_sentences(autojump_clock, ladder_of):
    paces, voice = Paces(), Whole("first")
    engine = TtsFailover(ladder_of(voice, Whole("second")), paces=paces)
    await say(engine, "a sentence of some length")
    assert paces.of("first", "en") == 480
    voice.pieces, voice.error = 3, "cut"
    await say(engine, "a sentence of some length")
    assert paces.of("first", "en") == 480


async def test_a_proper_end_without_any_marks_is_an_end(
    autojump_clock, steps, note, ladder_of
):
    rungs = ladder_of(Whole(mark=False), Whole("second"))
    chunks = await say(TtsFailover(rungs, note), TEXT)
    assert heard(chunks) == TEXT
    assert steps == []
    assert marks_of(chunks) == [(480 * len(TEXT), len(TEXT))]


async def test_a_proper_end_before_the_last_mark_is_a_cut(
    autojump_clock, steps, note, ladder_of
):
    class Short(ScriptedTextToSpeech):
        @trio.as_safe_channel
        async def speak(self, text, language):
            async with super().speak(text, language) as chunks:
                async for chunk in chunks:
                    if chunk.marks[-1][1] > 13:
                        return
                    yield chunk

    second = ScriptedTextToSpeech()
    engine = TtsFailover(ladder_of(Short(name="short"), second), note)
    assert words_of(await say(engine, TEXT)) == TEXT.split()
    assert second.asked == ["en:on its way"]
    assert steps == [("tts", "short", "cut")]


async def test_a_voice_with_word_times_that_ends_without_them_was_cut(autojump_clock):
    second = Whole("second")
    rungs = [Rung(Whole(pieces=2), word_times=True), Rung(second)]
    await say(TtsFailover(rungs), TEXT)
    assert second.asked == [TEXT]


async def test_a_voice_without_a_sound_is_replaced(
    autojump_clock, steps, note, ladder_of
):
    engine = TtsFailover(ladder_of(Whole(pieces=0), Whole("second")), note)
    assert heard(await say(engine, TEXT)) == TEXT
    assert steps == [("tts", "whole", "no-audio")]


async def test_a_voice_that_fails_after_its_last_word_costs_the_caller_nothing(
    autojump_clock, steps, note
):
    first, second = two_voices(mode="hang", after=99)
    breaker = EngineBreaker("first")
    rungs = [Rung(first, Budget(1, 1), breaker), Rung(second)]
    for _ in range(3):
        chunks = await say(TtsFailover(rungs, note), TEXT)
        assert heard(chunks) == TEXT
        assert marks_of(chunks)[-1][1] == len(TEXT)
    assert second.asked == []
    assert steps == []
    assert not breaker.allows  # but it is no healthy voice


async def test_a_last_voice_that_breaks_off_raises(autojump_clock, ladder_of):
    first, second = two_voices(mode="error", after=1)
    second.fault = Fault("lost", after=2)
    got, error = await read(TtsFailover(ladder_of(first, second)).speak(TEXT, "en"))
    assert (error.engine, error.reason) == ("second", "scripted-loss")
    assert words_of(got) == ["your", "order", "is"]


async def test_a_last_voice_that_stands_still_is_not_waited_for(
    autojump_clock, ladder_of
):
    voice, _ = two_voices(mode="hang", after=2)
    engine = TtsFailover(ladder_of(voice, first_s=1, between_s=1.5))
    started = trio.current_time()
    _, error = await read(engine.speak(TEXT, "en"))
    assert trio.current_time() - started == pytest.approx(0.02 + 1.5)
    assert error.reason == "stalled"


async def test_once_it_speaks_a_voice_may_take_its_time(autojump_clock, ladder_of):
    first = ScriptedTextToSpeech(name="first", paced=True)
    rungs = ladder_of(first, ScriptedTextToSpeech(), first_s=0.1, between_s=0.4)
    assert len(await say(TtsFailover(rungs), "one two three four five")) == 5


async def test_an_engine_is_not_blamed_for_a_slow_reader(autojump_clock, ladder_of):
    engine = TtsFailover(ladder_of(ScriptedTextToSpeech(), first_s=1, between_s=0.5))
    count = 0
    async with engine.speak("one two three", "en") as chunks:
        async for _ in chunks:
            count += 1
            await trio.sleep(30)  # the line is far behind
    assert count == 3


async def test_a_listener_who_leaves_is_nobodys_failure(autojump_clock):
    breaker = EngineBreaker("first")
    rungs = [Rung(ScriptedTextToSpeech(), Budget(1, 1), breaker)]
    for _ in range(5):
        async with TtsFailover(rungs).speak(TEXT, "en") as chunks:
            async for _ in chunks:
                break
    assert breaker.allows


async def test_the_same_voice_twice_is_a_retry(autojump_clock, steps, ladder_of):
    voice = ScriptedTextToSpeech(name="only")
    voice.fault = Fault("lost")

    def heal(*step):
        steps.append(step)
        voice.fault = Fault()

    chunks = await say(TtsFailover(ladder_of(voice, voice), heal), "two")
    assert heard(chunks) == "two"
    assert steps == [("tts", "only", "scripted-loss")]


async def test_a_voice_that_begins_and_then_always_stalls_is_found_out(autojump_clock):
    """Its beginnings are no successes."""
    breaker = EngineBreaker("first")
    first, second = two_voices(mode="hang", after=1)
    rungs = [Rung(first, Budget(1, 1), breaker), Rung(second)]
    for _ in range(3):
        assert breaker.allows
        assert words_of(await say(TtsFailover(rungs), TEXT)) == TEXT.split()
    assert not breaker.allows


@given(
    text=st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=1, max_size=9),
    faults=st.lists(
        st.builds(Fault, st.sampled_from(FAULT_MODES), after=st.integers(0, 9)),
        max_size=3,
    ),
    word_times=st.booleans(),
)
def test_wherever_voices_fail_the_caller_hears_each_word_once(text, faults, word_times):
    async def run():
        voices = [ScriptedTextToSpeech() for _ in range(len(faults) + 1)]
        for voice, fault in zip(voices, faults, strict=False):
            voice.fault = fault
        budget = Budget(1, 1)
        rungs = [Rung(voice, budget, word_times=word_times) for voice in voices]
        chunks = await say(TtsFailover(rungs), " ".join(text))
        assert words_of(chunks) == text
        marks = marks_of(chunks)
        assert marks == sorted(marks)
        samples = sum(len(chunk.pcm) for chunk in chunks) // 2
        assert marks[-1] == (samples, len(" ".join(text)))

    run_virtual(run)
