"""Callers who go on, hang up, press keys and talk over: whole calls in virtual time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

import pytest
import trio
import trio.testing

from callcore.call.deadlines import TOOL_S
from callcore.call.session import Session
from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.scripted import Fault, ScriptedLanguageModel
from callcore.shared.records import Outcome as Result
from callcore.store.memory import Fault as StoreFault
from callcore.store.port import Product
from tests.kit.clock import run_virtual
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.result import Outcome
from tests.kit.talker import Talker, in_call

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
LONG = "I could tell you a very long story about tyres and roads and rain and snow."


def hall_of(*replies, **more):
    return Hall(ScriptedLanguageModel(replies), products=[TYRE], **more)


def tool(name, **arguments):
    return [ToolCall(f"call-{name}", name, json.dumps(arguments)), Finished("tools")]


def results_of(hall):
    return [m.text for m in hall.heard_by_model() if m.role == "tool"]


def ordering(messages, _tools, _language):
    """Search, order, read back; confirm whatever the caller says next."""
    results = [m.text for m in messages if m.role == "tool"]
    match len(results):
        case 0:
            return tool("search_products", query="winter")
        case 1:
            lines = [{"product_id": "p1", "quantity": 4}]
            return tool("create_order", lines=lines)
        case 2:
            order = json.loads(results[1])["order_id"]
            return tool("read_back_order", order_id=order)
        case _ if messages[-1].role == "user":
            order = json.loads(results[1])["order_id"]
            return tool("confirm_order", order_id=order)
        case _:
            return "We go on."


async def at_state(caller, hall, state):
    """Bring the call into ``state`` and stay there for a moment."""
    if state == "greeting":
        return
    await caller.wait_state("listening")
    if state == "listening":
        return
    if state == "thinking":
        hall.llm.fault = Fault("slow", slow_s=3.0)
    if state == "closing":
        hall.llm._script = iter([tool("end_call")])
    if state == "tooling":
        hall.store.faults.append(StoreFault(slow_s=3.0))
        hall.llm._script = iter([tool("search_products", query="winter")])
    await caller.say("tell me a story")
    await caller.wait_state("speaking" if state == "paused" else state)
    if state == "paused":
        await trio.sleep(1)
        caller.voice.say(b"\x00\x20\x00\xe0" * 800)
        await caller.wait_state(state)
        return
    await trio.sleep(0.3)


STATES = [
    "greeting",
    "listening",
    "thinking",
    "tooling",
    "speaking",
    "paused",
    "closing",
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("how", ["zero", "house"])
async def test_a_human_is_reached_from_every_state(autojump_clock, state, how):
    hall = hall_of(LONG)
    async with in_call(hall, greeted=False) as caller:
        await at_state(caller, hall, state)
        if how == "zero":
            caller.handset.press("0")
        else:
            hall.board.hand_over_all("drain")
        result = await caller.wait_over(within_s=10)
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == ("pressed-0" if how == "zero" else "drain")
    assert "connecting you to an operator" in caller.words


@pytest.mark.parametrize("digit", ["#", "*"])
async def test_a_key_without_a_number_changes_nothing(autojump_clock, digit):
    async with in_call(hall_of("Hello there.")) as caller:
        caller.handset.press(digit)
        await caller.say("good morning to you")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
        assert caller.words.endswith("Hello there.")


async def test_a_tool_that_takes_too_long_is_told_and_the_call_goes_on(autojump_clock):
    hall = hall_of(tool("search_products", query="winter"), "Sorry, not now.")
    hall.store.faults.append(StoreFault(slow_s=3 * TOOL_S))
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await wait_until(lambda: "Sorry, not now." in caller.words)
    (returned,) = hall.last.of("tool:returned")
    assert not returned["ok"]
    assert returned["took_ms"] <= 1000 * TOOL_S + 1
    assert "One moment, please." in caller.words


async def test_a_hang_up_during_a_tool_with_effects_loses_nothing(autojump_clock):
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        await trio.sleep(1)
        hall.store.faults.append(StoreFault(on="create", slow_s=2.0))
        before = trio.lowlevel.current_statistics().tasks_living
        await caller.say("four winter tyres please")
        await wait_until(lambda: len(hall.last.of("tool:called")) == 2)
        caller.handset.hang_up()
        await trio.sleep(0.5)
        assert hall.board.live  # the shop is being asked, and is heard to its end
        await wait_until(lambda: not hall.board.live)
        await trio.sleep(1)
        # the phone and its caller are gone, too
        assert trio.lowlevel.current_statistics().tasks_living < before
        assert hall.ticker.lines == 0
    assert len(hall.store.orders) == 1
    assert json.loads(results_of(hall)[1])["order_id"] in hall.store.orders
    assert [n["ok"] for n in hall.last.of("tool:returned")] == [True, True]
    assert hall.tally.outcomes[0].reason == "caller-hung-up"


async def test_a_yes_over_the_read_back_is_no_yes(autojump_clock):
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        await caller.say("four winter tyres please")
        await caller.wait_state("speaking")
        await trio.sleep(1)
        await caller.say("yes yes yes")
        say = json.loads(results_of(hall)[2])["say"]
        await wait_until(lambda: "We go on." in caller.words)
        read = [n for n in hall.last.of("agent:said") if n["text"] == say]
    assert [note["cut"] for note in read] == [False]
    assert hall.store.confirmations == []
    last, heard = hall.heard_by_model()[-2:]
    assert last.text == "yes yes yes"
    assert heard.text.startswith(say)  # so a model sees that the question is open


async def test_a_yes_after_the_read_back_confirms(autojump_clock):
    """The positive control of the test above."""
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        await caller.say("four winter tyres please")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
        await caller.say("yes yes yes")
        await wait_until(lambda: "We go on." in caller.words)
    assert len(hall.store.confirmations) == 1


async def test_zero_during_a_long_read_back_brings_a_human(autojump_clock):
    """It is heard to its end, which takes longer than a last phrase may take."""
    long = replace(TYRE, names={"en": "Nokian winter tyre with a very long name " * 8})
    hall = Hall(ScriptedLanguageModel(ordering), products=[long])
    async with in_call(hall) as caller:
        await caller.say("four winter tyres please")
        await caller.wait_state("speaking")
        await trio.sleep(1)
        caller.handset.press("0")
        result = await caller.wait_over(within_s=10)
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes == [Result("human", "pressed-0")]


async def test_a_second_utterance_while_the_first_is_transcribed_gets_one_answer(
    autojump_clock,
):
    hall = hall_of("To the first.", "To both.")
    hall.stt._final_s = 2.5
    hall.llm.fault = Fault("slow", slow_s=4.0)
    async with in_call(hall) as caller:
        await caller.say("winter tyres")
        await caller.wait_state("thinking")
        await trio.sleep(0.5)
        await caller.say("and oil")
        await wait_until(lambda: len(hall.llm.asked) == 2)
        hall.llm.fault = Fault()
        await wait_until(lambda: "To both." in caller.words)
        await trio.sleep(5)
    assert "To the first." not in caller.words
    assert [m.text for m in hall.heard_by_model() if m.role == "user"] == [
        "winter tyres",
        "and oil",
    ]


async def test_words_that_end_with_a_tool_and_nothing_more_give_the_floor_back(
    autojump_clock,
):
    hall = hall_of(
        [TextDelta("Let me look."), *tool("search_products", query="winter")],
        "",
        "Yes.",
    )
    hall.store.faults.append(StoreFault(slow_s=2.0))
    async with in_call(hall) as caller:
        await caller.say("winter tyres please")
        await wait_until(lambda: hall.last.of("tool:returned"))
        await caller.wait_state("listening", within_s=3)
        await caller.say("hello are you there")
        await wait_until(lambda: "Yes." in caller.words)


async def test_a_reply_that_was_to_fail_and_was_stopped_is_nobodys_failure(
    autojump_clock,
):
    hall = hall_of("Here I am.")
    hall.llm.fault, hall.llm._first_s = Fault("error"), 1.0
    async with in_call(hall) as caller:
        await caller.say("winter tyres")
        await wait_until(lambda: len(hall.llm.asked) == 1)
        await caller.say("and oil")
        hall.llm.fault = Fault()
        await wait_until(lambda: "Here I am." in caller.words)
    assert hall.tally.degradations == []


async def test_a_call_that_the_daemon_cancels_is_a_humans(autojump_clock):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        hall.board.cancel_all("deadline of the drain")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes[0].reason == "cancelled"
    assert hall.last.closed


async def test_a_peer_that_talks_nonsense_costs_its_line_and_goes_to_a_human(
    autojump_clock, caplog
):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        hall.phone.exchange.sockets[-1].send_nowait(b"\xff\x00\x00")
        result = await caller.wait_over()
    assert result.outcome is Outcome.HUMAN
    assert hall.tally.outcomes == [Result("human", "line-lost")]
    assert hall.last.of("call:transferred") == [
        {"next": "human", "reason": "line-lost"}
    ]
    assert "line lost" in caplog.text


class Tape:
    """Records nothing; a tap of the line."""

    def __init__(self):
        self.finished, self.frames = 0, 0

    def heard(self, _pcm, _step):
        self.frames += 1

    def spoke(self, _pcm, _step):
        self.frames += 1

    def finish(self):
        self.finished += 1


async def test_a_recording_is_finished_with_its_call(autojump_clock):
    hall, tape = hall_of(LONG), cast("Any", Tape())
    services = replace(hall._services(60.0), open_recording=lambda _admission: tape)
    hall.reception._answer = Session(services).answer
    async with in_call(hall):
        assert tape.frames > 100
        assert not tape.finished
    assert tape.finished == 1


async def left_behind(cut_s, how):
    """Run a scripted call that ends after ``cut_s``; return what is left of it."""
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    hall.store.faults.append(StoreFault(slow_s=0.5))
    hall.tts._char_ms = 20  # a fast speaker makes a short call
    talker = Talker(hall)

    async def order():
        await wait_until(lambda: bool(hall.notes and talker.notes.of("agent:said")))
        await talker.say("four winter tyres please")
        await wait_until(lambda: len(talker.notes.of("agent:said")) == 2)
        await talker.say("yes please")

    async with hall.open():
        await trio.testing.wait_all_tasks_blocked()
        before = trio.lowlevel.current_statistics().tasks_living
        async with trio.open_nursery() as nursery:
            nursery.start_soon(order)
            nursery.start_soon(hall.phone.call, talker.handset)
            await trio.sleep(cut_s)
            getattr(talker.handset, how)()
            await wait_until(lambda: not hall.board.live)
            nursery.cancel_scope.cancel()
        await trio.sleep(1)
        await trio.testing.wait_all_tasks_blocked()
        tasks = trio.lowlevel.current_statistics().tasks_living - before
        open_journals = [n for n in hall.notes.values() if not n.closed]
        return tasks, hall.ticker.lines, len(hall.ear._lines), open_journals


@pytest.mark.parametrize("how", ["hang_up", "crash"])
def test_a_hang_up_at_any_moment_leaves_nothing(how):
    """The seed is the moment, so that each has another order of tasks, too."""
    step = 1 if how == "hang_up" else 5
    for tenth in range(0, 140, step):
        left = run_virtual(left_behind, tenth / 10, how, seed=tenth)
        assert left == (0, 0, 0, []), f"after {tenth / 10} s"
