from __future__ import annotations

import pytest
import trio

from callcore.engines.chat import Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.ports import Partial
from callcore.engines.scripted import (
    FAULT_MODES,
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
    SimilarityContract,
    SpeechToTextContract,
    TextToSpeechContract,
    hear,
    say,
)

SPOKEN = spell("two red shirts")


@pytest.fixture
def clock(autojump_clock):
    return autojump_clock


class TestScriptedSpeechToText(SpeechToTextContract):
    @pytest.fixture
    def engine(self):
        return ScriptedSpeechToText()

    @pytest.fixture
    def spoken(self):
        return SPOKEN, ["two", "red", "shirts"]


class TestScriptedTextToSpeech(TextToSpeechContract):
    @pytest.fixture
    def engine(self):
        return ScriptedTextToSpeech()


class TestScriptedLanguageModel(LanguageModelContract):
    @pytest.fixture
    def engine(self):
        return ScriptedLanguageModel(lambda _messages, _tools, _language: "Yes, sir.")


class TestScriptedSimilarity(SimilarityContract):
    @pytest.fixture
    def engine(self):
        return ScriptedSimilarity()


async def test_texts_are_heard_in_order(autojump_clock):
    engine = ScriptedSpeechToText(["yes please", "no"])
    assert (await hear(engine, SPOKEN)).text == "yes please"
    assert (await hear(engine, SPOKEN)).text == "no"
    assert (await hear(engine, SPOKEN)).text == ""


async def test_partials_grow_word_by_word(autojump_clock):
    partials: list[Partial] = []
    engine = ScriptedSpeechToText(["two red shirts"], partial_ms=300)
    await hear(engine, SPOKEN, post=partials.append)
    texts = [partial.text for partial in partials]
    assert texts == ["two", "two red", "two red shirts", "two red shirts"]


async def test_the_final_text_comes_after_its_delay(autojump_clock):
    engine = ScriptedSpeechToText(["yes"], final_s=0.7)
    started = trio.current_time()
    await hear(engine, bytes(1600))
    assert trio.current_time() - started == pytest.approx(0.6 + 0.7)


@pytest.mark.parametrize("mode", ["error", "lost"])
async def test_speech_to_text_fails_after_as_many_partials_as_asked(
    mode, autojump_clock
):
    engine = ScriptedSpeechToText(["two red shirts"], partial_ms=100)
    engine.fault = Fault(mode, after=2)
    partials: list[Partial] = []
    audio_error = EngineLost if mode == "lost" else EngineError
    with pytest.RaisesGroup(audio_error):
        await hear(engine, SPOKEN, post=partials.append)
    assert len(partials) == 2


async def test_a_fault_set_in_mid_utterance_strikes(autojump_clock):
    engine = ScriptedSpeechToText(["two red shirts"], partial_ms=100)

    def break_it(_partial):
        engine.fault = Fault("error")

    with pytest.RaisesGroup(EngineError):
        await hear(engine, SPOKEN, post=break_it)


async def test_a_hang_ends_only_by_cancelling(autojump_clock):
    engine = ScriptedTextToSpeech()
    engine.fault = Fault("hang", after=1)
    got = []
    with trio.move_on_after(3600) as scope:
        async with engine.speak("two red shirts", "en") as chunks:
            async for chunk in chunks:
                got.append(chunk)  # noqa: PERF401 - what came before the hang counts
    assert scope.cancelled_caught
    assert read_spelled(got[0].pcm) == "two"


async def test_slow_means_late_once(autojump_clock):
    engine = ScriptedTextToSpeech(first_s=0)
    engine.fault = Fault("slow", slow_s=4)
    started = trio.current_time()
    assert len(await say(engine, "two red shirts")) == 3
    assert trio.current_time() - started == pytest.approx(4)


async def test_paced_speech_takes_its_time(autojump_clock):
    started = trio.current_time()
    await say(ScriptedTextToSpeech(paced=True, first_s=0), "0123456789")
    assert trio.current_time() - started == pytest.approx(0.6)


async def test_silent_speech_is_silent_and_as_long(autojump_clock):
    (chunk,) = await say(ScriptedTextToSpeech(audible=False), "abc")
    assert chunk.pcm == bytes(3 * 480 * 2)


async def test_a_reply_of_deltas_is_sent_as_it_is(autojump_clock):
    call = ToolCall("1", "search", "{}")
    engine = ScriptedLanguageModel([[TextDelta("One moment."), call], "Done now"])
    async with engine.reply([Message("user", "hi")], (), "en") as deltas:
        got = [delta async for delta in deltas]
    assert got[:2] == [TextDelta("One moment."), call]
    assert isinstance(got[2], Finished)
    async with engine.reply([Message("user", "hi")], (), "en") as deltas:
        texts = [d.text async for d in deltas if isinstance(d, TextDelta)]
    assert texts == ["Done ", "now"]
    assert engine.asked == ["hi", "hi"]


@pytest.mark.parametrize("mode", FAULT_MODES)
async def test_every_fault_changes_a_reply(mode, autojump_clock):
    async def reply(engine):
        async with engine.reply([], (), "en") as deltas:
            return [delta async for delta in deltas]

    healthy = await reply(ScriptedLanguageModel(["a b"]))
    engine = ScriptedLanguageModel(["a b"])
    engine.fault = Fault(mode, slow_s=9)
    started = trio.current_time()
    got = None
    try:
        with trio.move_on_after(60):
            got = await reply(engine)
    except EngineError:
        got = None
    assert got != healthy or trio.current_time() - started > 9


async def test_broken_similarity_says_the_same_of_everything(autojump_clock):
    engine = ScriptedSimilarity()
    engine.fault = Fault("garbage")
    assert await engine.similarity("a", ["a", "b"]) == [0.5, 0.5]


async def settling(engine):
    """Return the partials of a caller who says "two", pauses and says "red"."""
    audio = UtteranceAudio()
    partials: list[Partial] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(engine.transcribe, audio, "en", partials.append)
        await trio.sleep(0.01)
        for text in ("two ", "red"):
            audio.unsettle()
            audio.append(spell(text))
            await trio.sleep(0.01)
            audio.settle()
            for _ in range(3):
                await trio.sleep(0.01)
                audio.append(bytes(1600), speech=False)
        audio.close()
    return partials


async def test_a_stable_partial_comes_once_per_silence_if_asked_for(autojump_clock):
    partials = await settling(ScriptedSpeechToText(settled_partials=True))
    assert [(one.text, one.stable) for one in partials] == [
        ("two", True),
        ("two red", True),
    ]


async def test_by_default_no_partial_is_stable(autojump_clock):
    partials = await settling(ScriptedSpeechToText(partial_ms=100))
    assert partials
    assert not any(one.stable for one in partials)


async def test_a_planned_text_is_stable_with_all_its_words(autojump_clock):
    engine = ScriptedSpeechToText(
        ["a long planned sentence"], settled_partials=True, partial_ms=9000
    )
    partials = await settling(engine)
    assert partials[0] == Partial("a long planned sentence", 240, stable=True)


@pytest.mark.parametrize(
    ("others", "spoken", "language", "sure"),
    [
        (("uk", "ru"), "uk", "uk", 1.0),
        (("uk", "ru"), "en", "en", 1.0),
        (("uk",), None, "en", None),
        (("uk",), "ru", "en", None),
        ((), "uk", "en", None),
    ],
)
async def test_a_caller_may_speak_one_of_the_other_languages(
    autojump_clock, others, spoken, language, sure
):
    asked = []

    def detect(audio, text):
        asked.append(text)
        return spoken

    engine = ScriptedSpeechToText(detect=detect)
    found = await hear(engine, SPOKEN, others=others)
    assert found.text == "two red shirts"
    assert (found.language, found.language_confidence) == (language, sure)
    assert asked == (["two red shirts"] if others else [])
