from __future__ import annotations

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.errors import EngineError
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.rung import Rung
from callcore.engines.failover.stt import SttFailover
from callcore.engines.offers import Budget
from callcore.engines.ports import Partial, Transcript
from callcore.engines.scripted import FAULT_MODES, Fault, ScriptedSpeechToText
from callcore.engines.spelled import spell
from callcore.engines.utterance import UtteranceAudio
from tests.callcore.engines.contracts import SpeechToTextContract, hear
from tests.kit.clock import run_virtual

SPOKEN = spell("two red shirts")
LONG = spell("this caller talks for a good long while without any pause at all")


def two_stts(**fault):
    first = ScriptedSpeechToText(name="first")
    first.fault = Fault(**fault)
    return first, ScriptedSpeechToText(name="second")


class TestSttFailover(SpeechToTextContract):
    @pytest.fixture
    def engine(self, ladder_of):
        return SttFailover(ladder_of(*two_stts(mode="error")))

    @pytest.fixture
    def spoken(self):
        return SPOKEN, ["two", "red", "shirts"]


async def test_the_second_engine_hears_the_utterance_from_its_start(
    autojump_clock, steps, note, ladder_of
):
    engine = SttFailover(ladder_of(*two_stts(mode="lost", after=1)), note)
    assert engine.name == "first"
    assert (await hear(engine, SPOKEN)).text == "two red shirts"
    assert steps == [("stt", "first", "scripted-loss")]
    assert engine.name == "second"


async def test_partials_of_the_second_engine_replace_those_of_the_first(
    autojump_clock, ladder_of
):
    posted: list[Partial] = []
    rungs = ladder_of(*two_stts(mode="hang", after=3), between_s=0.5)
    await hear(SttFailover(rungs), LONG, post=posted.append)
    texts = [partial.text for partial in posted]
    assert texts[0] in texts[1]
    assert texts[3].startswith(texts[2])  # from the start of the utterance
    assert len(texts[3]) > len(texts[2])


async def test_an_engine_without_a_first_partial_is_left(
    autojump_clock, steps, note, ladder_of
):
    engine = SttFailover(ladder_of(*two_stts(mode="hang"), first_s=1), note)
    transcript = await hear(engine, spell("a much longer sentence than one second"))
    assert transcript.text == "a much longer sentence than one second"
    assert steps == [("stt", "first", "slow")]


async def test_an_engine_without_a_final_is_left(
    autojump_clock, steps, note, ladder_of
):
    rungs = ladder_of(*two_stts(mode="hang", after=99), first_s=2, final_s=1.5)
    started = trio.current_time()
    assert (await hear(SttFailover(rungs, note), SPOKEN)).text == "two red shirts"
    assert trio.current_time() - started == pytest.approx(1.4 + 1.5 + 0.3, abs=0.11)
    assert steps == [("stt", "first", "stalled")]


async def test_a_healthy_engine_is_not_hurried(autojump_clock, steps, note, ladder_of):
    engines = two_stts(mode="none")
    engine = SttFailover(ladder_of(*engines, first_s=1, final_s=1), note)
    words = "this caller talks for a good long while without a pause at all"
    assert (await hear(engine, spell(words))).text == words
    assert steps == []
    assert engines[1].asked == []


async def test_when_all_engines_fail_the_last_error_is_raised(
    autojump_clock, ladder_of
):
    engines = two_stts(mode="error")
    engines[1].fault = Fault("lost")
    with pytest.RaisesGroup(pytest.RaisesExc(EngineError, match="second")):
        await hear(SttFailover(ladder_of(*engines)), SPOKEN)


async def test_cancelling_is_not_a_failure(autojump_clock, steps, note, ladder_of):
    engine = SttFailover(ladder_of(*two_stts(mode="hang")), note)
    with trio.move_on_after(5) as scope:
        await hear(engine, SPOKEN)
    assert scope.cancelled_caught
    assert steps == []


class Alive:
    """Says only that it is alive, per second of audio; then what it heard."""

    name = "alive"

    async def transcribe(self, audio, language, post, hints=(), others=()):
        told = 0
        while not audio.closed:
            await audio.wait_change()
            if len(audio.pcm) // 16_000 > told:
                told += 1
                post(Partial("", told * 1000))
        await trio.sleep(0.3)
        return Transcript("heard", language)


async def test_a_sign_of_life_keeps_an_engine_and_is_not_handed_on(
    autojump_clock, steps, note, ladder_of
):
    posted: list[Partial] = []
    rungs = ladder_of(Alive(), ScriptedSpeechToText(), first_s=1.2, between_s=1.2)
    found = await hear(SttFailover(rungs, note), LONG, post=posted.append)
    assert found.text == "heard"
    assert posted == []
    assert steps == []


async def test_an_engine_without_partials_is_only_asked_for_its_final(
    autojump_clock, steps, note, ladder_of
):
    silent = ScriptedSpeechToText(partial_ms=10**9, final_s=0.9)
    rungs = ladder_of(silent, ScriptedSpeechToText(), final_s=1)
    assert (await hear(SttFailover(rungs, note), LONG)).text.endswith("at all")
    assert steps == []


async def test_an_empty_final_is_an_answer(autojump_clock, steps, note, ladder_of):
    """Noise can be loud: it must not cost two engines."""
    deaf, second = ScriptedSpeechToText(lambda *_: ""), ScriptedSpeechToText()
    engine = SttFailover(ladder_of(deaf, second, first_s=9, final_s=1), note)
    assert (await hear(engine, LONG)).text == ""
    assert steps == []
    assert second.asked == []


async def test_in_the_next_utterance_the_caller_does_not_pay_again(
    autojump_clock, ladder_of
):
    first, second = two_stts(mode="hang")
    engine = SttFailover(ladder_of(first, second, first_s=1, final_s=1))
    for _ in range(3):
        await hear(engine, SPOKEN)
    assert len(first.asked) == 1
    await trio.sleep(30)
    await hear(engine, SPOKEN)
    assert len(first.asked) == 2


async def test_a_last_engine_that_hangs_is_blamed_when_the_call_gives_it_up(
    autojump_clock,
):
    breaker, deaf = EngineBreaker("deaf"), ScriptedSpeechToText()
    deaf.fault = Fault("hang")
    rung = Rung(deaf, Budget(first_s=1, final_s=1), breaker)
    for _ in range(3):
        assert breaker.allows
        with trio.move_on_after(8):
            await hear(SttFailover([rung]), SPOKEN)
    assert not breaker.allows


async def test_no_partials_are_due_while_the_caller_is_silent(
    autojump_clock, steps, note, ladder_of
):
    rungs = ladder_of(*two_stts(mode="none"), first_s=1, between_s=0.6)
    engine = SttFailover(rungs, note)
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


async def test_the_other_languages_reach_every_engine(autojump_clock, ladder_of):
    engines = [
        ScriptedSpeechToText(detect=lambda _audio, _text: "uk") for _ in range(2)
    ]
    for fault in (Fault(), Fault("error")):
        engines[0].fault = fault
        found = await hear(SttFailover(ladder_of(*engines)), SPOKEN, others=("uk",))
        assert (found.language, found.language_confidence) == ("uk", 1.0)


@given(
    mode=st.sampled_from([mode for mode in FAULT_MODES if mode != "garbage"]),
    after=st.integers(0, 12),
    first_s=st.floats(0.2, 3),
    between_s=st.floats(0.2, 3),
)
def test_wherever_the_first_engine_fails_no_word_is_lost(
    mode, after, first_s, between_s
):
    async def run():
        text = "zero six seven one two three four five six seven"
        budget = Budget(first_s, between_s, final_s=1.5)
        rungs = [Rung(engine, budget) for engine in two_stts(mode=mode, after=after)]
        with trio.fail_after(0.06 * len(text) + 0.5 + 1.5 + 1.5):
            assert (await hear(SttFailover(rungs), spell(text))).text == text

    run_virtual(run)


@pytest.mark.parametrize(("said", "blamed"), [("", False), ("hello", True)])
async def test_who_heard_no_words_is_only_blamed_if_there_were_any(
    autojump_clock, said, blamed
):
    """A noisy street is no reason to close an engine to all other callers."""
    breaker = EngineBreaker("first")
    for _ in range(3):
        assert breaker.allows
        first, _ = two_stts(mode="hang")
        second = ScriptedSpeechToText(lambda *_: said)
        rungs = [Rung(first, Budget(1, 1, 1), breaker), Rung(second)]
        assert (await hear(SttFailover(rungs), LONG)).text == said
    assert breaker.allows is not blamed


async def test_who_owes_the_final_is_to_blame_even_for_a_noise(autojump_clock):
    breaker = EngineBreaker("first")
    for _ in range(3):
        first, _ = two_stts(mode="hang")
        second = ScriptedSpeechToText(lambda *_: "")
        rungs = [Rung(first, Budget(final_s=1), breaker), Rung(second)]
        await hear(SttFailover(rungs), LONG)
    assert not breaker.allows


async def test_a_last_engine_that_calls_itself_slow_is_raised(
    autojump_clock, ladder_of
):
    class Slow(ScriptedSpeechToText):
        async def transcribe(self, audio, language, post, hints=(), others=()):
            await trio.lowlevel.checkpoint()
            raise EngineError(self.name, "slow")

    with pytest.RaisesGroup(pytest.RaisesExc(EngineError, match="b: slow")):
        await hear(SttFailover(ladder_of(Slow(name="a"), Slow(name="b"))), SPOKEN)
