from __future__ import annotations

import math

import pytest
import trio

from callcore.engines.errors import EngineError
from callcore.engines.failover.breaker import OPEN, EngineBreaker
from callcore.engines.failover.probing import (
    LOOK_S,
    PROBE_MAX_S,
    Probe,
    Prober,
    probe_hearing,
    probe_model,
    probe_voice,
)
from callcore.engines.offers import Budget, Capabilities, Offer
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import spell
from callcore.shared.costs.usage import Usage, unbilled

BUDGET = Budget(first_s=1, between_s=1, final_s=1)
SPENT = Usage("stt", "local", "x", "request", "audio_ms", 100)


def offer(engine, budget=BUDGET):
    def make(spend):
        spend(SPENT)
        return engine

    known = Capabilities(frozenset({"en"}))
    return Offer(engine.name, "local", "x", known, budget, make)


def hearing(engine, budget=BUDGET, spend=unbilled):
    return probe_hearing(offer(engine, budget), spend, spell("hello"), "en")


def saying(engine, budget=BUDGET):
    return probe_voice(offer(engine, budget), unbilled, "hello", "en")


def thinking(engine, budget=BUDGET):
    return probe_model(offer(engine, budget), unbilled, "en")


def model():
    return ScriptedLanguageModel(lambda *_: "ok")


KINDS = [
    (hearing, ScriptedSpeechToText),
    (saying, ScriptedTextToSpeech),
    (thinking, model),
]


@pytest.mark.parametrize(("probe", "engine"), KINDS)
async def test_a_healthy_engine_passes(autojump_clock, probe, engine):
    await probe(engine())()


@pytest.mark.parametrize(("probe", "engine"), KINDS)
@pytest.mark.parametrize("mode", ["error", "lost"])
async def test_an_engine_that_fails_does_not(autojump_clock, probe, engine, mode):
    sick = engine()
    sick.fault = Fault(mode)
    with pytest.raises(EngineError, match="scripted"):
        await probe(sick)()


@pytest.mark.parametrize(("probe", "engine"), KINDS)
@pytest.mark.parametrize("mode", ["hang", "slow"])
async def test_an_engine_that_is_late_does_not(autojump_clock, probe, engine, mode):
    sick = engine()
    sick.fault = Fault(mode)
    started = trio.current_time()
    with pytest.raises(trio.TooSlowError):
        await probe(sick)()
    assert trio.current_time() - started == pytest.approx(1)


@pytest.mark.parametrize(("probe", "engine", "after"), [(*KINDS[1], 2), (*KINDS[2], 1)])
async def test_an_engine_that_stands_still_does_not(
    autojump_clock, probe, engine, after
):
    sick = engine()
    sick.fault = Fault("hang", after=after)
    started = trio.current_time()
    with pytest.raises(trio.TooSlowError):
        await probe(sick)()
    assert trio.current_time() - started < 1.5


@pytest.mark.parametrize(("probe", "engine"), KINDS)
async def test_a_probe_of_an_engine_without_a_budget_ends_as_well(
    autojump_clock, probe, engine
):
    sick = engine()
    sick.fault = Fault("hang")
    with pytest.raises(trio.TooSlowError):
        await probe(sick, Budget())()
    assert trio.current_time() <= PROBE_MAX_S + 1


async def test_what_goes_on_may_take_longer_than_what_begins(autojump_clock):
    voice = ScriptedTextToSpeech(paced=True)
    await probe_voice(offer(voice), unbilled, "one two three four five", "en")()
    assert trio.current_time() > 1
    reply = ScriptedLanguageModel(lambda *_: "I am here", delta_s=0.5)
    await thinking(reply)()


async def test_a_voice_without_a_sound_is_not_well(autojump_clock):
    class Mute(ScriptedTextToSpeech):
        @trio.as_safe_channel
        async def speak(self, text, language):
            await trio.lowlevel.checkpoint()
            for nothing in list[None]():
                yield nothing

    with pytest.raises(EngineError, match="no-audio"):
        await saying(Mute())()


async def test_a_model_without_an_end_is_not_well(autojump_clock):
    class Endless(ScriptedLanguageModel):
        @trio.as_safe_channel
        async def reply(self, messages, tools, language):
            assert tools == ()
            await trio.lowlevel.checkpoint()
            for nothing in list[None]():
                yield nothing

    with pytest.raises(EngineError, match="cut"):
        await thinking(Endless(()))()


async def test_what_a_probe_costs_goes_to_its_own_spend(autojump_clock):
    spent: list[Usage] = []
    await hearing(ScriptedSpeechToText(), spend=spent.append)()
    assert spent == [SPENT]


class Asked:
    """A probe that answers what the test wants, and keeps when it was asked."""

    def __init__(self, takes_s=0.0):
        self.fails, self.takes_s, self.at_s, self.at_once = False, takes_s, [], 0

    async def __call__(self):
        self.at_s.append(trio.current_time())
        self.at_once += 1
        assert self.at_once == 1
        try:
            await trio.sleep(self.takes_s)
        finally:
            self.at_once -= 1
        if self.fails:
            raise EngineError("it", "server-error")


def opened():
    breaker = EngineBreaker("it")
    breaker.failed(trio.current_time(), "forbidden")
    return breaker


async def test_a_healthy_engine_is_not_probed(autojump_clock, nursery):
    ask = Asked()
    nursery.start_soon(Prober([Probe(EngineBreaker("it"), ask)]).run)
    await trio.sleep(1000)
    assert ask.at_s == []


async def test_an_engine_that_is_well_again_serves_callers_again(
    autojump_clock, nursery
):
    breaker, ask, told = opened(), Asked(), []
    prober = Prober([Probe(breaker, ask)], lambda *what: told.append(what))
    nursery.start_soon(prober.run)
    await trio.sleep(2 + 1 + 2 * LOOK_S)
    assert breaker.allows
    assert len(ask.at_s) == 2
    assert told == [("it", ""), ("it", "")]
    await trio.sleep(1000)
    assert len(ask.at_s) == 2


async def test_an_engine_that_stays_sick_is_asked_more_and_more_rarely(
    autojump_clock, nursery
):
    breaker, ask, told = opened(), Asked(), []
    ask.fails = True
    prober = Prober([Probe(breaker, ask)], lambda *what: told.append(what))
    nursery.start_soon(prober.run)
    await trio.sleep(600)
    assert breaker.state == OPEN
    assert 10 < len(ask.at_s) < 16
    assert set(told) == {("it", "server-error")}
    ask.fails = False
    await trio.sleep(60 + 2)
    assert breaker.allows


async def test_a_probe_that_hangs_is_given_up_and_there_is_never_a_second(
    autojump_clock, nursery
):
    breaker, ask, told = opened(), Asked(math.inf), []
    prober = Prober([Probe(breaker, ask)], lambda *what: told.append(what))
    nursery.start_soon(prober.run)
    await trio.sleep(100)
    assert len(ask.at_s) > 1
    assert set(told) == {("it", "slow")}


async def test_one_engine_does_not_wait_for_the_probe_of_another(
    autojump_clock, nursery
):
    hung, well = opened(), opened()
    probes = [Probe(hung, Asked(math.inf)), Probe(well, Asked())]
    nursery.start_soon(Prober(probes).run)
    await trio.sleep(5)
    assert well.allows
    assert not hung.allows


async def test_without_engines_there_is_nothing_to_do(autojump_clock):
    with trio.move_on_after(99) as scope:
        await Prober([]).run()
    assert scope.cancelled_caught
