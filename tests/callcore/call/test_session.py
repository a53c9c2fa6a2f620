"""Whole calls in virtual time: the real call core, scripted engines, a fake Asterisk."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
import trio

from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.scripted import Fault, ScriptedLanguageModel
from callcore.store.port import Product
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.result import Outcome
from tests.kit.talker import in_call

LONG = "I could tell you a very long story about tyres and roads and rain and snow."
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


def hall_of(*replies, **more):
    return Hall(ScriptedLanguageModel(replies), **more)


def tool(name, **arguments):
    return [ToolCall(f"call-{name}", name, json.dumps(arguments)), Finished("tools")]


async def test_a_turn_is_answered_and_the_history_holds_what_was_heard(autojump_clock):
    hall = hall_of("Hello there. How are you?")
    async with in_call(hall) as caller:
        await caller.say("good morning to you")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    assert caller.ended.outcome is Outcome.HUNG_UP
    assert [(m.role, m.text) for m in hall.heard_by_model()[2:]] == [
        ("user", "good morning to you"),
        ("assistant", "Hello there. How are you?"),
    ]
    assert hall.tally.outcomes[0].reason == "caller-hung-up"
    assert hall.last.closed


async def test_a_turn_is_measured_on_the_wire(autojump_clock):
    async with in_call(hall_of("Hello there.")) as caller:
        ended_s = await caller.say("good morning to you")
        await caller.wait_state("speaking")
        first_s = next(t for t in caller.sounds_s if t > ended_s)
    told = caller.notes.of("call:turn")[0]
    assert told["total_ms"] == pytest.approx(1000 * (first_s - ended_s), abs=45)
    assert told["total_ms"] < 1300
    assert caller.hall.tally.turns == [
        {key: value for key, value in told.items() if key != "turn"}
    ]


async def test_barge_in_stops_speech_within_a_frame_of_detection(autojump_clock):
    hall = hall_of(LONG, "Sorry.")
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        await trio.sleep(1.0)
        await caller.say("no stop that now please")
        paused_s = next(
            time_s
            for time_s, name, fields in caller.notes.events
            if name == "call:state" and fields["state"] == "paused"
        )
        stopped_s = max(t for t in caller.sounds_s if t < paused_s + 0.5)
        assert stopped_s <= paused_s + 0.021
        await caller.wait_state("speaking")
    heard = [note["text"] for note in caller.notes.of("agent:said")]
    assert LONG not in heard
    assert any(LONG.startswith(text) and text != "" for text in heard[1:])
    assert hall.tally.barge_ins == ["confirmed"]


async def test_the_history_keeps_exactly_the_words_before_the_cut(autojump_clock):
    hall = hall_of(LONG, "Sorry.")
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        await trio.sleep(1.4)
        await caller.say("no stop that now please")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    told = next(m.text for m in hall.heard_by_model() if m.text.startswith("I could"))
    heard = caller.words[caller.words.index("I could") :]
    assert heard.startswith(told)
    assert LONG.startswith(told)
    rest = heard[len(told) : heard.index("Sorry")]
    assert len(rest.split()) <= 1


async def test_a_cough_only_pauses_the_reply(autojump_clock):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        await trio.sleep(0.5)
        await caller.make_noise(200)
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    assert hall.tally.barge_ins == ["false"]
    assert LONG in caller.words
    last = caller.notes.of("agent:said")[-1]
    assert (last["turn"], last["text"], last["cut"]) == (1, LONG, False)


async def test_a_slow_model_is_bridged_by_a_filler_within_two_seconds(autojump_clock):
    hall = hall_of("Found it.")
    hall.llm.fault = Fault("slow", slow_s=4.0)
    async with in_call(hall) as caller:
        ended_s = await caller.say("winter tyres please")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    sounds = [ended_s, *(t for t in caller.sounds_s if t > ended_s)]
    silences = [b - a for a, b in pairwise(sounds)]
    assert max(silences) < 2.0
    assert "One moment, please." in caller.words
    assert caller.words.endswith("Found it.")


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("stt", Fault("error")),
        ("stt", Fault("hang")),
        ("llm", Fault("error")),
        ("llm", Fault("hang")),
        ("tts", Fault("error")),
        ("tts", Fault("hang")),
        ("tts", Fault("hang", after=2)),
    ],
    ids=str,
)
async def test_a_dead_engine_brings_the_caller_to_a_human(autojump_clock, stage, fault):
    hall = hall_of(LONG)
    hall.scripted[stage].fault = fault
    async with in_call(hall) as caller:
        ended_s = await caller.say("winter tyres please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    connecting_s = next(
        t for t, name, _ in caller.notes.events if name == "call:transferred"
    )
    assert connecting_s - ended_s < 10
    assert "connecting you to an operator" in caller.words
    assert hall.tally.degradations[0].startswith(stage)


async def test_an_empty_reply_brings_the_caller_to_a_human(autojump_clock):
    async with in_call(hall_of("")) as caller:
        await caller.say("winter tyres please")
        assert (await caller.wait_over()).outcome is Outcome.HUMAN
    assert caller.hall.tally.outcomes[0].reason == "llm-empty"


async def test_a_silent_caller_is_asked_twice_and_then_told_goodbye(autojump_clock):
    async with in_call(hall_of()) as caller:
        result = await caller.wait_over()
    assert result.outcome is Outcome.END
    assert caller.words.count("Are you still there?") == 2
    assert caller.words.endswith("Goodbye!")
    assert caller.hall.tally.outcomes[0].reason == "no-input"


async def test_zero_is_the_way_to_a_human_even_during_the_greeting(autojump_clock):
    async with in_call(hall_of(), greeted=False) as caller:
        await trio.sleep(0.5)
        caller.handset.press("0")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert caller.hall.tally.outcomes[0].reason == "pressed-0"


async def test_the_house_may_ask_for_a_hand_over(autojump_clock):
    hall = hall_of()
    async with in_call(hall) as caller:
        hall.board.hand_over_all("drain")
        result = await caller.wait_over(within_s=6)
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "drain"


async def test_the_agents_goodbye_ends_the_call_after_it_was_heard(autojump_clock):
    hall = hall_of([TextDelta("Goodbye and drive safely."), *tool("end_call")])
    async with in_call(hall) as caller:
        await caller.say("that is all thank you")
        result = await caller.wait_over()
    assert result.outcome is Outcome.END
    assert caller.words.endswith("Goodbye and drive safely.")


async def test_an_end_without_a_word_still_says_goodbye(autojump_clock):
    async with in_call(hall_of(tool("end_call"))) as caller:
        await caller.say("that is all thank you")
        result = await caller.wait_over()
    assert result.outcome is Outcome.END
    assert caller.words.endswith("Goodbye!")


async def test_the_agent_may_hand_over(autojump_clock):
    async with in_call(hall_of(tool("transfer_to_operator", reason="asked"))) as caller:
        await caller.say("a human please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert caller.hall.tally.outcomes[0].reason == "asked"


async def test_a_tool_result_reaches_the_model(autojump_clock):
    hall = hall_of(
        tool("search_products", query="winter"), "Here it is.", products=[TYRE]
    )
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    roles = [m.role for m in hall.heard_by_model()]
    assert roles == ["system", "assistant", "user", "assistant", "tool", "assistant"]
    assert "Nokian winter tyre" in hall.heard_by_model()[4].text
    assert caller.notes.of("tool:returned")[0]["ok"]


async def test_an_order_needs_a_heard_read_back_and_a_yes(autojump_clock):
    order = {"lines": [{"product_id": "p1", "quantity": 4}]}

    def model(messages, _tools, _language):
        results = [m.text for m in messages if m.role == "tool"]
        asked = messages[-1].role == "user"
        match len(results):
            case 0:
                return tool("search_products", query="winter")
            case 1:
                return tool("create_order", **order)
            case 2:
                return tool(
                    "read_back_order", order_id=json.loads(results[1])["order_id"]
                )
            case 3 if asked:
                return tool(
                    "confirm_order", order_id=json.loads(results[1])["order_id"]
                )
            case 3:
                return [Finished()]
            case _:
                return "It is placed."

    hall = Hall(ScriptedLanguageModel(model), products=[TYRE])
    async with in_call(hall) as caller:
        await caller.say("four winter tyres please")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
        assert hall.store.confirmations == []
        await caller.say("yes please")
        await wait_until(lambda: "It is placed." in caller.words)
    assert len(hall.store.confirmations) == 1
    (made,) = hall.store.orders.values()
    assert (made.state, made.lines[0].quantity) == ("confirmed", 4)


async def test_a_bug_in_a_call_ends_at_a_human_and_disturbs_nobody(
    autojump_clock, caplog
):
    def broken(_messages, _tools, _language):
        raise ZeroDivisionError

    hall = Hall(ScriptedLanguageModel(broken))
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "bug"
    assert "a bug ended a call" in caplog.text
    assert hall.ticker.lines == 0


async def test_a_caller_who_goes_on_gets_one_answer_to_all_of_it(autojump_clock):
    hall = hall_of("First.", "Both.")
    hall.llm.fault = Fault("slow", slow_s=1.0)
    async with in_call(hall) as caller:
        await caller.say("winter tyres")
        await caller.wait_state("thinking")
        await trio.sleep(0.5)
        await caller.say("and also some oil")
        hall.llm.fault = Fault()
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    assert "First." not in caller.words
    assert "Both." in caller.words


async def test_a_call_has_an_end(autojump_clock):
    hall = hall_of(*["Go on."] * 100, call_max_s=60)
    async with in_call(hall) as caller:
        with trio.move_on_after(100):
            while caller.result is None:
                await caller.say("and another thing")
                await trio.sleep(3)
    assert caller.ended.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "call-too-long"


async def test_a_lost_line_ends_only_its_own_call(autojump_clock):
    hall = hall_of()
    async with in_call(hall) as caller:
        caller.handset.crash()
        await wait_until(lambda: not hall.board.live)
        await wait_until(lambda: caller.result is not None)
        assert hall.ticker.lines == 0
    assert hall.tally.outcomes[0].reason in ("line-lost", "caller-hung-up")
