"""Engines that fail in the middle of a call, in virtual time: the caller's side of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import trio

from callcore.call.deadlines import ENGINE_BUDGETS
from callcore.dialog.patience import PROFILES
from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.failover.breaker import OPEN, EngineBreaker
from callcore.engines.failover.llm import LlmFailover
from callcore.engines.failover.probing import Probe, Prober
from callcore.engines.failover.rung import Rung
from callcore.engines.failover.stt import SttFailover
from callcore.engines.failover.tts import TtsFailover
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.scripted import (
    Fault,
    ScriptedLanguageModel,
    ScriptedSimilarity,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import read_spelled, spell
from callcore.store.port import Product
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.dialplan import CALLER
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

HEARING = ENGINE_BUDGETS["stt-stream"]
VOICE = ENGINE_BUDGETS["tts-service"]
MODEL = ENGINE_BUDGETS["llm-service"]
STORY = "I could tell you a very long story about tyres and roads and rain."
TYRE = Product(
    id="p1",
    sku="T1",
    names={"en": "Nokian winter tyre"},
    category="tyre",
    brand="Nokian",
    attributes={"size": "205/55 R16", "season": "winter"},
    price_kopiykas=100_00,
    stock=8,
)
WITHHELD = replace(CALLER, caller="anonymous")


def whole_words(audio, _language):
    """Hear what was spelled, a word at a time, as recognisers do."""
    text = read_spelled(audio.pcm)
    if audio.settled or audio.closed:
        return text
    return text.rpartition(" ")[0]


def hearings(fault=Fault(), second=Fault(), note=lambda *_: None):  # noqa: B008
    engines = [
        ScriptedSpeechToText(whole_words, name=name, settled_partials=True)
        for name in ("first", "second")
    ]
    engines[0].fault, engines[1].fault = fault, second
    return SttFailover([Rung(engine, HEARING) for engine in engines], note)


def voices(fault=Fault(), second=Fault(), **more):  # noqa: B008
    engines = [ScriptedTextToSpeech(name=name, **more) for name in ("first", "second")]
    engines[0].fault, engines[1].fault = fault, second
    return TtsFailover([Rung(engine, VOICE) for engine in engines])


def models(*scripts, faults):
    engines = [
        ScriptedLanguageModel(script, name=f"model-{number}")
        for number, script in enumerate(scripts)
    ]
    for engine, fault in zip(engines, faults, strict=True):
        engine.fault = fault
    return LlmFailover([Rung(engine, MODEL) for engine in engines])


def heard(caller, since_s):
    """Return the words that came over the wire; silence parts them, and sentences."""
    parts = [
        read_spelled(pcm) if any(pcm) else " "
        for time_s, pcm in caller.frames
        if time_s > since_s
    ]
    return re.sub(r"(?<=[.?!])(?=\w)", " ", "".join(parts)).split()


async def answered(caller, turns=1):
    """Wait until the agent has answered and is silent again."""
    await wait_until(lambda: len(caller.hall.tally.turns) >= turns)
    await caller.wait_state("listening")


class TestTheSpeechEngineHangs:
    NUMBER = ("zero six seven", " one two three", " four five", " six seven")

    def shop(self, note):
        agent = OfflineAgent(ScriptedSimilarity(), lambda: [TYRE])
        hearing = hearings(Fault(), note=note)
        hall = Hall(agent, [TYRE], hearing=hearing, profiles=PROFILES)
        return hall, hearing._ladder._rungs[0].engine

    # without a single word of it a pause of 0.6 s is the end of a turn
    @pytest.mark.parametrize(
        ("after", "pause_s"),
        [(0, 0.5), (1, 0.5), *((after, 0.9) for after in range(2, 13))],
    )
    async def test_in_the_middle_of_a_phone_number(
        self, autojump_clock, after, pause_s
    ):
        """The scenario of issue 4: he says it once, and the order has it right."""
        steps: list[tuple[str, ...]] = []
        hall, first = self.shop(lambda *step: steps.append(step))
        async with in_call(hall, channel=WITHHELD) as caller:
            await caller.say("four nokian winter tyres 205 55 r16")
            await wait_until(lambda: caller.words.endswith("is the order for?"))
            await caller.wait_state("listening")
            assert steps == []
            first.fault = Fault("hang", after=after)
            for group in self.NUMBER:
                await caller.say(group)
                await trio.sleep(pause_s)
            await wait_until(lambda: bool(hall.store.orders))
            assert steps[0][:2] == ("stt", "first")
            await caller.wait_state("speaking")
            await caller.wait_state("listening")
            await caller.say("yes please")
            await wait_until(lambda: bool(hall.store.confirmations))
        (order,) = hall.store.orders.values()
        assert order.phone == "+380671234567"
        assert (order.state, order.lines[0].quantity) == ("confirmed", 4)
        said = [m.text for m in hall.heard_by_model() if m.role == "user"]
        assert said[1:] == ["".join(self.NUMBER), "yes please"]

    @pytest.mark.parametrize("after", [0, 1, 3, 99])
    async def test_the_gap_is_its_budget_and_a_second_and_a_half(
        self, autojump_clock, after
    ):
        hearing = hearings(Fault("hang", after=after))
        hall = Hall(ScriptedLanguageModel(["Here they are."]), hearing=hearing)
        async with in_call(hall) as caller:
            ended_s = await caller.say("i need four winter tyres for my old car")
            await wait_until(lambda: "Here they are." in caller.words)
            told_s = next(
                time_s
                for time_s, name, fields in caller.notes.events
                if name == "agent:saying" and fields["text"] == "Here they are."
            )
        assert told_s - ended_s <= HEARING.final_s + 1.5
        assert [m.text for m in hall.heard_by_model() if m.role == "user"] == [
            "i need four winter tyres for my old car"
        ]

    async def test_the_caller_pays_for_it_once(self, autojump_clock):
        hearing = hearings(Fault("hang"))
        hall = Hall(ScriptedLanguageModel(["Yes."] * 3), hearing=hearing)
        gaps = []
        async with in_call(hall) as caller:
            for turn in range(1, 4):
                await caller.say(f"question number {turn}")
                await answered(caller, turn)
                gaps.append(hall.tally.turns[-1]["total_ms"])
        assert gaps[0] > 2000
        assert max(gaps[1:]) < 1500


class TestTheVoiceDies:
    @pytest.mark.parametrize("mode", ["error", "lost", "hang", "slow", "garbage"])
    @pytest.mark.parametrize("after", [0, 1, 5, 13])
    async def test_in_mid_sentence_each_word_is_heard_once(
        self, autojump_clock, mode, after
    ):
        voice = voices(Fault(mode, after=after), paced=True)
        hall = Hall(ScriptedLanguageModel([STORY]), voice=voice)
        async with in_call(hall) as caller:
            since_s = await caller.say("tell me a story")
            await answered(caller)
        words = " ".join(heard(caller, since_s)).replace("One moment, please.", "")
        assert words.split() == STORY.split()
        told = [note for note in caller.notes.of("agent:said") if note["turn"] == 1]
        assert [note["cut"] for note in told if note["text"] == STORY] == [False]
        assert {note["text"] for note in told} <= {STORY, "One moment, please."}
        assert STORY in hall.heard_by_model()[-1].text
        assert caller.ended.outcome is Outcome.HUNG_UP

    async def test_an_interruption_after_the_seam_is_told_to_the_word(
        self, autojump_clock
    ):
        voice = voices(Fault("lost", after=4), paced=True)
        hall = Hall(ScriptedLanguageModel([STORY, "Sorry."]), voice=voice)
        async with in_call(hall) as caller:
            since_s = await caller.say("tell me a story")
            await caller.wait_state("speaking")
            await trio.sleep(2.0)
            await caller.say("no stop that now please")
            await answered(caller, 2)
        told = caller.notes.of("agent:said")[-2]
        assert told["cut"]
        assert told["exact"]
        words = heard(caller, since_s)
        assert words[: len(told["text"].split())] == told["text"].split()
        assert len(told["text"].split()) > 4
        assert len(words) - len(told["text"].split()) <= 2  # and "Sorry."

    async def test_the_pause_between_the_voices_is_short(self, autojump_clock):
        hall = Hall(
            ScriptedLanguageModel([STORY]),
            voice=voices(Fault("lost", after=4), paced=True),
        )
        async with in_call(hall) as caller:
            since_s = await caller.say("tell me a story")
            await answered(caller)
        sounds = [time_s for time_s in caller.sounds_s if time_s > since_s]
        gaps = [b - a for a, b in pairwise(sounds)]
        assert 0.06 < max(gaps) < 0.15


class TestTheModelDies:
    def ordering(self, said):
        def reply(messages, _tools, _language):
            results = [m.text for m in messages if m.role == "tool"]
            if not results:
                order = json.dumps({"lines": [{"product_id": "p1", "quantity": 4}]})
                return [*said, ToolCall("1", "create_order", order), Finished("tools")]
            return "It is done."

        return reply

    @pytest.mark.parametrize("mode", ["error", "lost", "hang", "slow"])
    @pytest.mark.parametrize("after", range(1, 11))
    async def test_in_mid_reply_each_sentence_is_heard_once(
        self, autojump_clock, mode, after
    ):
        script = ["I found it. It costs ten. Shall I order it?"]
        llm = models(script, list(script), faults=[Fault(mode, after=after), Fault()])
        hall = Hall(llm)
        async with in_call(hall) as caller:
            since_s = await caller.say("winter tyres please")
            await answered(caller)
        words = " ".join(heard(caller, since_s)).replace("One moment, please.", "")
        assert words.split() == script[0].split()

    async def test_what_was_half_a_sentence_is_never_heard(self, autojump_clock):
        whole = "I found it. It is a good tyre."
        llm = models(
            ["I found it. It costs nothing at all"],
            [whole],
            faults=[Fault("lost", after=7), Fault()],
        )
        async with in_call(Hall(llm)) as caller:
            since_s = await caller.say("winter tyres please")
            await answered(caller)
        assert heard(caller, since_s) == whole.split()

    @pytest.mark.parametrize("after", range(6))
    async def test_an_order_is_made_once(self, autojump_clock, after):
        said = [TextDelta("One moment. "), TextDelta("I do it.")]
        reply = self.ordering(said)
        llm = models(reply, reply, faults=[Fault("lost", after=after), Fault()])
        hall = Hall(llm, [TYRE])
        async with in_call(hall) as caller:
            await caller.say("four of them please")
            await wait_until(lambda: "It is done." in caller.words)
        assert len(hall.last.of("tool:called")) == 1
        assert caller.words.count("One moment. ") <= 1
        assert caller.words.count("I do it.") == 1

    async def test_the_offline_agent_takes_the_wish_over(self, autojump_clock):
        first = ScriptedLanguageModel(["Let me see. There are"])
        first.fault = Fault("lost", after=4)
        agent = OfflineAgent(ScriptedSimilarity(), lambda: [TYRE])
        llm = LlmFailover([Rung(first, MODEL), Rung(agent, MODEL, continues=False)])
        async with in_call(Hall(llm, [TYRE])) as caller:
            since_s = await caller.say("nokian winter tyres 205 55 r16")
            await answered(caller)
        assert heard(caller, since_s)[:3] == ["Let", "me", "see."]
        assert caller.notes.of("tool:called")[0]["tool"] == "search_products"
        assert caller.words.count("Let me see.") == 1


GONE = [
    *(("stt", Fault(mode, after)) for mode in ("error", "hang") for after in (0, 2)),
    *(("tts", Fault(mode, after)) for mode in ("error", "hang") for after in (0, 2)),
    *(("llm", Fault(mode, after)) for mode in ("error", "hang") for after in (0, 2)),
]


@pytest.mark.parametrize(("stage", "fault"), GONE, ids=str)
async def test_when_both_engines_are_gone_the_caller_comes_to_a_human(
    autojump_clock, stage, fault
):
    script = [STORY]
    sick: Any = {
        "stt": {"hearing": hearings(fault, fault)},
        "tts": {"voice": voices(fault, fault)},
        "llm": {"llm": models(script, list(script), faults=[fault, fault])},
    }
    engines: Any = {"llm": ScriptedLanguageModel(script), **sick[stage]}
    async with in_call(Hall(**engines)) as caller:
        ended_s = await caller.say("winter tyres please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    (over_s,) = caller.notes.times("call:transferred")
    assert over_s - ended_s < 10
    assert "connecting you to an operator" in caller.words
    assert caller.hall.tally.degradations[0].startswith(stage)


async def test_when_all_are_known_to_be_gone_nobody_waits(autojump_clock):
    breakers = [EngineBreaker(name) for name in ("first", "second")]
    for breaker in breakers:
        breaker.failed(0, "unauthorised")
    rungs = [Rung(ScriptedSpeechToText(), HEARING, breaker) for breaker in breakers]
    hall = Hall(hearing=SttFailover(rungs))
    async with in_call(hall) as caller:
        ended_s = await caller.say("winter tyres please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert caller.notes.times("call:transferred")[0] - ended_s < 5
    assert hall.tally.degradations[0] == "stt-all-open"


async def test_an_engine_that_flaps_bothers_only_a_few_callers(autojump_clock, nursery):
    """It answers every probe and fails every caller: the worst that can be."""
    steps: list[tuple[str, ...]] = []
    states: list[int] = []
    breaker = EngineBreaker("first", lambda _name, state: states.append(state))

    async def well():
        await trio.lowlevel.checkpoint()

    nursery.start_soon(Prober([Probe(breaker, well)]).run)
    spent, started_s = [], trio.current_time()
    for _ in range(20):
        before = len(steps)
        first, second = ScriptedSpeechToText(name="first"), ScriptedSpeechToText()
        first.fault = Fault("hang")
        rungs = [Rung(first, HEARING, breaker), Rung(second, HEARING)]
        hearing = SttFailover(rungs, lambda *step: steps.append(step))
        hall = Hall(ScriptedLanguageModel(["Yes."] * 2), hearing=hearing)
        async with in_call(hall) as caller:
            for turn in (1, 2):
                await caller.say("winter tyres please")
                await answered(caller, turn)
        assert [m.text for m in hall.heard_by_model() if m.role == "user"] == [
            "winter tyres please"
        ] * 2
        spent.append(len(steps) - before)
    assert max(spent) == 1
    assert 100 < trio.current_time() - started_s < 300  # no five quiet minutes
    assert states.count(OPEN) <= 6  # 2, 4, 8, 16, 32, 60 s
    assert sum(spent) <= 3 * states.count(OPEN) + 2


async def test_spelled_words_can_be_read_across_a_breath():
    """The ear of these tests: it must not find words where none are."""

    class Caller:
        frames = [
            (float(at), pcm)
            for at, pcm in enumerate([spell("ab"), bytes(320), spell("cd")])
        ]

    assert heard(Caller, -1) == ["ab", "cd"]
