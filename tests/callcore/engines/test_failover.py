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
from callcore.engines.ports import Partial
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSimilarity,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import read_spelled, spell
from callcore.engines.utterance import UtteranceAudio
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
    engine = TtsFailover([first, ScriptedTextToSpeech()], first_s=0.1, between_s=0.4)
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


@pytest.mark.parametrize("mode", ["hang", "slow"])
@pytest.mark.parametrize("engines", [1, 2])
async def test_a_voice_that_stands_still_in_a_sentence_is_not_waited_for(
    autojump_clock, steps, note, mode, engines
):
    voices = [ScriptedTextToSpeech(name=name) for name in ("first", "second")]
    voices[0].fault = Fault(mode, after=2)
    engine = TtsFailover(voices[:engines], first_s=1, between_s=1.5, on_degraded=note)
    started = trio.current_time()
    got, error = await read(engine.speak("one two three", "en"))
    assert trio.current_time() - started == pytest.approx(0.02 + 1.5)
    assert read_spelled(b"".join(chunk.pcm for chunk in got)) == "one two"
    assert (error.engine, error.reason) == ("first", "stalled")
    assert voices[1].asked == []  # it would say the beginning again
    assert steps == []


@pytest.mark.parametrize("mode", ["hang", "slow"])
async def test_a_model_that_stands_still_in_a_reply_is_not_waited_for(
    autojump_clock, steps, note, mode
):
    first, second = ScriptedLanguageModel(["one two three"]), ScriptedLanguageModel([])
    first.fault = Fault(mode, after=1)
    engine = LlmFailover([first, second], first_s=1, between_s=2, on_degraded=note)
    started = trio.current_time()
    got, error = await read(engine.reply([Message("user", "hi")], (), "en"))
    assert trio.current_time() - started == pytest.approx(0.2 + 2)
    assert got == [TextDelta("one ")]
    assert error.reason == "stalled"
    assert second.asked == []
    assert steps == []


async def test_a_model_that_stands_still_before_its_first_word_is_replaced(
    autojump_clock, steps, note
):
    first, second = ScriptedLanguageModel([]), ScriptedLanguageModel(["fine"])
    first.fault = Fault("slow")
    engine = LlmFailover([first, second], first_s=1, between_s=9, on_degraded=note)
    got, error = await read(engine.reply([Message("user", "hi")], (), "en"))
    assert got[0] == TextDelta("fine")
    assert error is None
    assert steps == [("llm", "scripted-llm", "slow")]


async def test_an_engine_is_not_blamed_for_a_slow_reader(autojump_clock):
    engine = TtsFailover([ScriptedTextToSpeech()], first_s=1, between_s=0.5)
    count = 0
    async with engine.speak("one two three", "en") as chunks:
        async for _ in chunks:
            count += 1
            await trio.sleep(30)  # the line is far behind
    assert count == 3


LONG = spell("this caller talks for a good long while without any pause at all")


async def test_an_engine_whose_partials_stop_is_left(autojump_clock, steps, note):
    left_s = []

    def leave(*step):
        note(*step)
        left_s.append(trio.current_time() - started)

    engines = two_stts(mode="hang", after=1)
    engine = SttFailover(engines, first_s=9, between_s=1, on_degraded=leave)
    started = trio.current_time()
    transcript = await hear(engine, LONG)
    assert transcript.text.endswith("without any pause at all")
    assert steps == [("stt", "first", "slow")]
    # a partial after 0.5 s, speech that it misses 0.1 s later, and a second of patience
    assert left_s == [pytest.approx(0.4 + 0.1 + 1.0, abs=0.11)]


async def test_no_partials_are_due_while_the_caller_is_silent(
    autojump_clock, steps, note
):
    engines = two_stts(mode="none")
    engine = SttFailover(engines, first_s=1, between_s=0.6, on_degraded=note)
    audio, found = UtteranceAudio(), []

    async def transcribe():
        found.append(await engine.transcribe(audio, "en", lambda _partial: None))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(transcribe)
        for text in ("my number is", " two"):  # the second is too short for a partial
            audio.unsettle()
            for _ in range(len(text)):
                audio.append(spell(text)[:960])
                await trio.sleep(0.06)
            audio.settle()
            await trio.sleep(20)
        audio.close()
    assert steps == []
    assert len(found) == 1


async def test_a_talker_who_stops_and_goes_on_starts_the_wait_anew(
    autojump_clock, steps, note
):
    engine = SttFailover(
        two_stts(mode="hang", after=1), first_s=9, between_s=2, on_degraded=note
    )
    audio = UtteranceAudio()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", lambda _partial: None)
        await trio.sleep(0.1)
        audio.append(spell("this is half a second"))
        await trio.sleep(0.1)
        audio.append(spell("and more"))
        audio.settle()
        await trio.sleep(30)
        assert steps == []
        audio.unsettle()
        audio.append(spell("and more"))
        await trio.sleep(1.9)
        assert steps == []
        await trio.sleep(0.2)
        assert steps == [("stt", "first", "slow")]
        audio.close()


async def test_an_engine_that_kept_up_has_all_of_its_time_for_the_final(
    autojump_clock, steps, note
):
    engines = ScriptedSpeechToText(final_s=0.9), ScriptedSpeechToText()
    engine = SttFailover(engines, between_s=0.6, final_s=1, on_degraded=note)
    assert (await hear(engine, LONG)).text.endswith("at all")
    assert steps == []


async def test_a_partial_that_is_due_at_the_end_does_not_hurry_the_final(
    autojump_clock, steps, note
):
    engines = ScriptedSpeechToText(final_s=0.9), ScriptedSpeechToText()
    engine = SttFailover(engines, between_s=0.6, final_s=1, on_degraded=note)
    audio = UtteranceAudio()
    partials: list[Partial] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", partials.append)
        for text in ("this is half a second", "and"):
            await trio.sleep(0.1)
            audio.append(spell(text))
        await trio.sleep(0.5)
        audio.close()  # cut off in mid-word: it never settled
    assert len(partials) == 1
    assert steps == []


async def test_the_other_languages_reach_every_engine(autojump_clock):
    engines = [
        ScriptedSpeechToText(detect=lambda _audio, _text: "uk") for _ in range(2)
    ]
    for fault in (Fault(), Fault("error")):
        engines[0].fault = fault
        found = await hear(SttFailover(engines), SPOKEN, others=("uk", "ru"))
        assert (found.language, found.language_confidence) == ("uk", 1.0)
