from __future__ import annotations

import pytest
import trio

from callcore.engines.chat import Message, TextDelta
from callcore.engines.errors import EngineError
from callcore.engines.failover import (
    LlmFailover,
    SimilarityFailover,
    SttFailover,
    TtsFailover,
)
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSimilarity,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import read_spelled, spell
from tests.callcore.engines.contracts import (
    LanguageModelContract,
    SpeechToTextContract,
    TextToSpeechContract,
    hear,
    say,
)

SPOKEN = spell("two red shirts")


@pytest.fixture
def clock(autojump_clock):
    return autojump_clock


@pytest.fixture
def steps():
    return []


@pytest.fixture
def note(steps):
    return lambda *step: steps.append(step)


def two_stts(**fault):
    first = ScriptedSpeechToText(name="first")
    first.fault = Fault(**fault)
    return first, ScriptedSpeechToText(name="second")


class TestSttFailover(SpeechToTextContract):
    @pytest.fixture
    def engine(self):
        return SttFailover(two_stts(mode="error"))

    @pytest.fixture
    def spoken(self):
        return SPOKEN, ["two", "red", "shirts"]


class TestTtsFailover(TextToSpeechContract):
    @pytest.fixture
    def engine(self):
        first = ScriptedTextToSpeech(name="first")
        first.fault = Fault("error")
        return TtsFailover([first, ScriptedTextToSpeech(name="second")])


class TestLlmFailover(LanguageModelContract):
    @pytest.fixture
    def engine(self):
        first = ScriptedLanguageModel([])
        first.fault = Fault("hang")
        second = ScriptedLanguageModel(lambda *_: "fine")
        return LlmFailover([first, second], first_s=2)


async def test_the_second_engine_hears_the_utterance_from_its_start(
    autojump_clock, steps, note
):
    engine = SttFailover(two_stts(mode="lost", after=1), on_degraded=note)
    assert (await hear(engine, SPOKEN)).text == "two red shirts"
    assert steps == [("stt", "first", "scripted-loss")]


async def test_an_engine_without_a_first_partial_is_left(autojump_clock, steps, note):
    engine = SttFailover(two_stts(mode="hang"), first_s=1, on_degraded=note)
    transcript = await hear(engine, spell("a much longer sentence than one second"))
    assert transcript.text == "a much longer sentence than one second"
    assert steps == [("stt", "first", "slow")]


async def test_an_engine_without_a_final_is_left(autojump_clock, steps, note):
    engines = two_stts(mode="hang", after=99)
    engine = SttFailover(engines, first_s=2, final_s=1.5, on_degraded=note)
    started = trio.current_time()
    assert (await hear(engine, SPOKEN)).text == "two red shirts"
    assert trio.current_time() - started == pytest.approx(1.4 + 1.5 + 0.3, abs=0.11)
    assert steps == [("stt", "first", "slow")]


async def test_a_healthy_engine_is_not_hurried(autojump_clock, steps, note):
    engines = two_stts(mode="none")
    engine = SttFailover(engines, first_s=1, final_s=1, on_degraded=note)
    words = "this caller talks for a good long while without a pause at all"
    assert (await hear(engine, spell(words))).text == words
    assert steps == []
    assert engines[1].asked == []


async def test_when_all_engines_fail_the_last_error_is_raised(autojump_clock):
    engines = two_stts(mode="error")
    engines[1].fault = Fault("lost")
    with pytest.RaisesGroup(pytest.RaisesExc(EngineError, match="second")):
        await hear(SttFailover(engines), SPOKEN)


async def test_cancelling_is_not_a_failure(autojump_clock, steps, note):
    engine = SttFailover(two_stts(mode="hang"), on_degraded=note)
    with trio.move_on_after(5) as scope:
        await hear(engine, SPOKEN)
    assert scope.cancelled_caught
    assert steps == []


async def test_a_voice_that_fails_before_it_speaks_is_replaced(
    autojump_clock, steps, note
):
    first = ScriptedTextToSpeech(name="first")
    first.fault = Fault("hang")
    second = ScriptedTextToSpeech(name="second")
    engine = TtsFailover([first, second], first_s=0.8, on_degraded=note)
    chunks = await say(engine, "two shirts")
    assert read_spelled(b"".join(chunk.pcm for chunk in chunks)) == "two shirts"
    assert steps == [("tts", "first", "slow")]


async def test_a_voice_that_fails_in_mid_sentence_is_not_begun_again(
    autojump_clock, steps, note
):
    first, second = ScriptedTextToSpeech(name="first"), ScriptedTextToSpeech()
    first.fault = Fault("error", after=1)
    engine, heard = TtsFailover([first, second], on_degraded=note), []

    async def listen():
        async with engine.speak("two shirts", "en") as chunks:
            async for chunk in chunks:
                heard.append(chunk)  # noqa: PERF401 - kept when it raises

    with pytest.raises(EngineError, match="first"):
        await listen()
    assert len(heard) == 1
    assert second.asked == []
    assert steps == []


async def test_once_it_speaks_a_voice_may_take_its_time(autojump_clock):
    first = ScriptedTextToSpeech(name="first", paced=True)
    engine = TtsFailover([first, ScriptedTextToSpeech()], first_s=0.1)
    assert len(await say(engine, "one two three four five")) == 5


async def test_the_same_voice_twice_is_a_retry(autojump_clock, steps, note):
    voice = ScriptedTextToSpeech(name="only")
    voice.fault = Fault("lost")

    def heal(*step):
        steps.append(step)
        voice.fault = Fault()

    chunks = await say(TtsFailover([voice, voice], on_degraded=heal), "two")
    assert read_spelled(chunks[0].pcm) == "two"
    assert steps == [("tts", "only", "scripted-loss")]


async def test_a_model_that_fails_first_is_replaced(autojump_clock, steps, note):
    first = ScriptedLanguageModel(["x"], name="first")
    first.fault = Fault("error")
    engine = LlmFailover([first, ScriptedLanguageModel(["fine"])], on_degraded=note)
    async with engine.reply([Message("user", "hi")], (), "en") as deltas:
        got = [delta async for delta in deltas]
    assert got[0] == TextDelta("fine")
    assert steps == [("llm", "first", "scripted-error")]


@pytest.mark.parametrize(
    ("mode", "reason"), [("hang", "slow"), ("lost", "scripted-loss")]
)
async def test_similarity_falls_back(autojump_clock, steps, note, mode, reason):
    first = ScriptedSimilarity()
    first.fault = Fault(mode)
    engine = SimilarityFailover(
        [("first", first), ("second", ScriptedSimilarity())],
        answer_s=0.5,
        on_degraded=note,
    )
    assert await engine.similarity("a", ["a", "b"]) == [1.0, 0.0]
    assert steps == [("nlu", "first", reason)]
