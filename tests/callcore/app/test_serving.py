"""Whole calls in virtual time, with engines, account and arm of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from callcore.app.engineset import EngineSet
from callcore.app.money import Money
from callcore.app.offering import Offers
from callcore.app.serving import Serving
from callcore.app.trial import first_of, hooks_of
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.host.client import EngineClient
from callcore.engines.offers import Budget, Capabilities, Offer
from callcore.engines.rollout.rollout import House, Rollout
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.tts.cached import SentenceCache
from callcore.shared.config import load
from callcore.shared.costs.usage import Usage
from callcore.shared.costs.usagelog import MemoryUsageLog
from callcore.shared.costs.usagerecords import CallFacts, Spent
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import run_inline
from callcore.shared.rollout.book import MemoryBook
from callcore.shared.rollout.plan import NO_PLAN, RolloutPlan
from tests.kit.hall import Hall
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

ABLE = Capabilities(frozenset(LANGUAGES), partials=True, word_times=True)
SPOKEN_MS = 2_000


class Priced(ScriptedSpeechToText):
    """Costs what `gpt-transcribe` costs for two seconds, each time."""

    def __init__(self, name, spend):
        super().__init__(name=name)
        self.spend = spend

    async def transcribe(self, *asked):
        try:
            return await super().transcribe(*asked)
        finally:
            self.spend(
                Usage(
                    "stt", "openai", "gpt-transcribe", "request", "audio_ms", SPOKEN_MS
                )
            )


class House_:
    """A worker in memory whose calls are served by :class:`Serving`."""

    def __init__(self, tmp_path, plan=None, **variables):
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry)
        self.log = MemoryUsageLog()
        self.faults = {}
        self.made = []
        self.hall = Hall(ScriptedLanguageModel(lambda *_: "Hello there."))
        config = load({"HOME": "/nowhere"} | variables)
        self.money = Money(config, self.metrics, self.log)
        offers = Offers(
            stt=(self.ear("first"), self.ear("second")),
            tts=(self.offer("voice", lambda _spend: ScriptedTextToSpeech()),),
            llm=(self.offer("head", lambda _spend: self.hall.llm),),
            candidate=self.ear("trial"),
        )
        self.engines = EngineSet(
            client=EngineClient(tmp_path / "nobody.sock"),
            ear=self.hall.ear,
            offers=offers,
            metrics=self.metrics,
            cache=SentenceCache(1_000_000),
            breakers={
                (stage, offer.name): EngineBreaker(offer.name)
                for stage in ("stt", "tts", "llm")
                for offer in offers.all()
            },
        )
        self.rollout = Rollout(
            MemoryBook(),
            tmp_path,
            "w1",
            House(
                "trial",
                lambda arm, spend: first_of(self.engines, arm, spend),
                self.money.price,
                run_inline,
            ),
            hooks_of(self.metrics),
        )
        self.rollout._take(plan or NO_PLAN)
        services = self.hall._services(1200)
        self.over: list[Any] = []
        self.serving = Serving(
            services,
            self.engines,
            self.money,
            self.rollout,
            self.metrics,
            lambda call_id, outcome: self.over.append((call_id, outcome)),
        )
        self.hall.reception._answer = self.serving.answer

    def offer(self, name, make):
        budget = Budget(first_s=1.5, between_s=3, final_s=1.5)
        return Offer(name, "local", name, ABLE, budget, make)

    def ear(self, name):
        def make(spend):
            engine = Priced(name, spend)
            engine.fault = self.faults.get(name, Fault())
            self.made.append(engine)
            return engine

        return self.offer(name, make)

    def shown(self, metric, /, **labels):
        return self.registry.get_sample_value(f"callcore_{metric}", labels)

    @property
    def spent(self):
        return [record for record in self.log.records if isinstance(record, Spent)]

    async def call(self):
        async with in_call(self.hall) as caller:
            await caller.say("good morning to you")
            await caller.wait_state("speaking")
            await caller.wait_state("listening")
        return caller


def running(percent):
    return RolloutPlan(
        experiment="x",
        salt="s",
        engine="trial",
        buckets=100 * percent,
        status="running",
        version=1,
        since=1,
    )


async def test_what_a_call_costs_is_on_its_tab_and_in_its_journal(
    autojump_clock, tmp_path
):
    house = House_(tmp_path)
    caller = await house.call()
    (one,) = house.spent
    assert one.event.usage.quantity == SPOKEN_MS
    assert one.line.amount_micros == 150  # 4500 micros a minute
    ended = caller.notes.of("call:ended")[0]
    assert (ended["cost_micros"], ended["cost_stt_micros"]) == (150, 150)
    assert house.shown("cost_micros_total", component="stt") == 150
    (facts,) = [r for r in house.log.records if isinstance(r, CallFacts)]
    assert facts.call_id == one.event.call_id == caller.notes.admission.call_id
    assert facts.duration_ms == pytest.approx(1000 * ended["duration_s"], abs=50)


async def test_a_call_is_dressed_at_its_begin_and_tells_what_it_costs_so_far(
    autojump_clock, tmp_path
):
    house = House_(tmp_path)
    costs: list[Any] = []
    house.hall.reception._answer = replace(
        house.serving,
        dress=lambda services: replace(services, about={"prompt": "autumn"}),
        tell_cost=lambda call_id, cost: costs.append((call_id, cost)),
    ).answer
    caller = await house.call()
    ((call_id, cost_micros),) = costs
    assert call_id == caller.notes.admission.call_id
    assert cost_micros() == 150
    assert caller.notes.of("call:started")[0]["prompt"] == "autumn"


async def test_a_call_that_costs_too_much_is_brought_to_a_human(
    autojump_clock, tmp_path
):
    house = House_(tmp_path, CALLCORE_CALL_BUDGET_MICROS="100")
    async with in_call(house.hall) as caller:
        await caller.say("good morning to you")
        await caller.wait_over()
    assert caller.ended.outcome is Outcome.HUMAN
    assert house.hall.tally.outcomes[0].reason == "over-budget"


async def test_calls_share_no_engine(autojump_clock, tmp_path):
    house = House_(tmp_path)
    await house.call()
    made = len(house.made)
    await house.call()
    assert len(house.made) == 2 * made
    assert len({id(engine) for engine in house.made}) == 2 * made


async def test_a_step_down_is_counted_journalled_and_costs_the_caller_no_word(
    autojump_clock, tmp_path, caplog
):
    house = House_(tmp_path)
    house.faults["first"] = Fault("hang")
    caller = await house.call()
    (line,) = [r for r in caplog.records if r.message == "an engine was left"]
    assert (line.stage, line.engine, line.reason) == ("stt", "first", "slow")
    (step,) = caller.notes.of("call:degraded")
    assert step == {
        "rung": "second-engine",
        "stage": "stt",
        "engine": "first",
        "reason": "slow",
    }
    assert house.shown("degradations_total", rung="second-engine") == 1
    assert caller.notes.of("caller:said")[0]["text"] == "good morning to you"


async def test_without_a_trial_nobody_is_on_an_arm(autojump_clock, tmp_path):
    house = House_(tmp_path)
    caller = await house.call()
    assert "stt_arm" not in caller.notes.of("call:started")[0]
    assert house.spent[0].event.arm == ""


async def test_a_caller_in_the_share_is_heard_by_the_candidate(
    autojump_clock, tmp_path
):
    house = House_(tmp_path, running(100))
    caller = await house.call()
    assert caller.notes.of("call:started")[0]["stt_arm"] == "candidate"
    assert house.spent[0].event.arm == "candidate"
    asked = [engine.name for engine in house.made if engine.asked]
    assert asked == ["trial"]
    calls = house.shown("rollout_calls_total", arm="candidate", reason="bucket")
    assert calls == 1
    assert house.rollout.tally().candidate.utterances == 1
    assert house.rollout.tally().candidate.cost_micros == 150


async def test_a_candidate_that_fails_has_control_behind_it(autojump_clock, tmp_path):
    house = House_(tmp_path, running(100))
    house.faults["trial"] = Fault("hang")
    caller = await house.call()
    assert caller.notes.of("caller:said")[0]["text"] == "good morning to you"
    assert [engine.name for engine in house.made if engine.asked] == ["trial", "first"]
    assert house.rollout.tally().candidate.fallbacks == 1


async def test_a_call_leaves_a_trial_that_was_taken_back(autojump_clock, tmp_path):
    house = House_(tmp_path, running(100))
    async with in_call(house.hall) as caller:
        await caller.say("good morning to you")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
        house.rollout._take(NO_PLAN)
        await caller.say("and another thing")
        await caller.wait_state("speaking")
    asked = [engine.name for engine in house.made if engine.asked]
    assert asked == ["trial", "first"]


async def test_an_utterance_that_two_engines_heard_is_one_utterance(
    autojump_clock, tmp_path
):
    house = House_(tmp_path)
    house.faults["first"] = Fault("hang")
    await house.call()
    numbers = [spent.event.usage.facts["utterance"] for spent in house.spent]
    assert numbers == [1, 1]
    house.faults.clear()
    async with in_call(house.hall) as caller:
        for words in ("good morning to you", "and another thing"):
            await caller.say(words)
            await caller.wait_state("speaking")
            await caller.wait_state("listening")
    numbers = [spent.event.usage.facts["utterance"] for spent in house.spent]
    assert numbers[2:] == [1, 2]
