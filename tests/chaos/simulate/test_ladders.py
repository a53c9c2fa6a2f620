from __future__ import annotations

from types import SimpleNamespace

import pytest
import trio

from callcore.call.deadlines import ENGINE_BUDGETS
from callcore.engines.chat import Finished, Message, TextDelta
from callcore.engines.ports import Transcript
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import read_spelled, spell
from callcore.engines.utterance import UtteranceAudio
from chaos.simulate.ladders import NAMES, Ladders, Pair, Witness
from tests.kit.hall import Hall


def pair(name):
    return Pair(
        ScriptedSpeechToText(name=f"{name}-stt"),
        ScriptedTextToSpeech(name=f"{name}-tts"),
        ScriptedLanguageModel(lambda *_: "Yes.", name=f"{name}-llm"),
    )


@pytest.fixture
def ladders():
    return Ladders(pair("first"), pair("second"), word_times=True)


def served(ladders):
    return ladders.of_a_call(Hall()._services(60.0))


def audio_of(text):
    audio = UtteranceAudio()
    audio.append(spell(text))
    audio.close()
    return audio


async def hear(services, text="one two"):
    audio = audio_of(text)
    return (await services.stt.transcribe(audio, "en", lambda _partial: None)).text


async def say(services, text):
    async with services.tts.speak(text, "en") as chunks:
        return read_spelled(b"".join([chunk.pcm async for chunk in chunks]))


async def test_the_second_engine_of_each_stage_stands_in(autojump_clock, ladders):
    for engine in (ladders.first.stt, ladders.first.tts, ladders.first.llm):
        engine.fault = Fault("lost", after=1)
    services = served(ladders)
    assert await hear(services) == "one two"
    assert await say(services, "one two") == "onetwo"
    async with services.llm.reply([Message("user", "hi")], (), "en") as deltas:
        said = [delta async for delta in deltas]
    assert isinstance(said[-1], Finished)
    assert [delta.text.strip() for delta in said if isinstance(delta, TextDelta)] == [
        "Yes."
    ]
    stages = [(stage, engine) for stage, engine, _ in ladders.degraded]
    assert stages == [(name, f"first-{name}") for name in ("stt", "tts", "llm")]


async def test_ladders_are_of_a_call_and_breakers_of_the_worker(
    autojump_clock, ladders
):
    ladders.first.stt.fault = Fault("lost")
    for _ in range(5):
        assert await hear(served(ladders)) == "one two"
    assert len(ladders.first.stt.asked) == 3  # then its breaker was open
    assert len(ladders.second.stt.asked) == 5


async def test_probes_close_what_is_well_again(autojump_clock, ladders, nursery):
    first = ladders.first
    for engine in (first.stt, first.tts, first.llm):
        engine.fault = Fault("lost")
    nursery.start_soon(ladders.prober().run)
    for _ in range(3):
        services = served(ladders)
        await hear(services)
        await say(services, "one two")
        async with services.llm.reply([Message("user", "hi")], (), "en") as deltas:
            async for _ in deltas:
                pass
    assert all(not ladders._breakers[name].allows for name in ("stt", "tts", "llm"))
    for engine in (first.stt, first.tts, first.llm):
        engine.fault = Fault()
    await trio.sleep(30)
    assert all(ladders._breakers[name].allows for name in NAMES)
    nursery.cancel_scope.cancel()


def test_budgets_are_those_of_services_first_and_of_this_machine_second(ladders):
    rung = ladders._rung("stt", ladders.first.stt, "stt-stream")
    assert rung.budget == ENGINE_BUDGETS["stt-stream"]
    assert rung.word_times


async def test_a_witness_notes_what_was_not_heard_as_it_was_said(autojump_clock):
    misheard: list[tuple[str, str]] = []
    heard = ["one two", "two", ""]
    engine = SimpleNamespace(name="engine")

    async def transcribe(_audio, language, *_arguments):
        return Transcript(heard.pop(0), language)

    engine.transcribe = transcribe
    witness = Witness(engine, misheard)
    assert witness.name == "engine"
    for _ in range(3):
        await witness.transcribe(audio_of("one two"), "en", lambda _partial: None)
    assert misheard == [("one two", "two"), ("one two", "")]
