from __future__ import annotations

import json
from typing import Any, cast

import pytest
import trio
import trio.testing

from callcore.agent.guard import Refusal
from callcore.agent.history import History
from callcore.agent.toolbox import ToolResult
from callcore.call.deadlines import TOOL_S
from callcore.call.proposals import MAX_CALLS
from callcore.call.think import ROUNDS, WITHHELD, Thinker, Thinking
from callcore.dialog.machine import Event
from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.scripted import Fault, ScriptedLanguageModel


class Speaker:
    """Keeps what it is told."""

    def __init__(self):
        self.log, self.meanwhile = [], lambda: None

    async def say(self, sentence):
        self.log.append(("say", sentence.text, sentence.turn, sentence.protected))
        await trio.lowlevel.cancel_shielded_checkpoint()  # as a channel with room does
        self.meanwhile()

    def say_phrase(self, key, turn):
        self.log.append(("phrase", key, turn))

    def expect(self):
        self.log.append(("expect",))

    def complete(self):
        self.log.append(("complete",))

    @property
    def said(self):
        return [entry[1] for entry in self.log if entry[0] == "say"]


class Toolbox:
    """Answers each tool with what ``results`` holds, after ``takes_s``."""

    specs = ()

    def __init__(self):
        self.results, self.takes_s, self.effects, self.ran = {}, 0.0, set(), []

    def has_effects(self, call):
        return call.name in self.effects

    async def run(self, call):
        await trio.sleep(self.takes_s)
        self.ran.append(call.name)
        return self.results.get(call.name, ToolResult("{}"))


class Desk:
    def __init__(self, nursery, replies):
        self.llm = ScriptedLanguageModel(replies)
        self.speaker = cast("Any", Speaker())
        self.toolbox = cast("Any", Toolbox())
        journal: Any = self
        self.history = History("x")
        self.history.caller_said("hello")
        self.events: list[Any] = []
        self.noted: list[Any] = []
        self.sentences: list[Any] = []
        self.fates: list[Any] = []
        self.within_budget = lambda text: text
        self.forbidden: set[str] = set()
        self.thinker = Thinker(
            Thinking(
                llm=self.llm,
                toolbox=self.toolbox,
                history=self.history,
                language=lambda: "en",
                speaker=self.speaker,
                post=self.events.append,
                has_sentence=lambda: self.sentences.append(trio.current_time()),
                within_budget=lambda text: self.within_budget(text),
                journal=journal,
                metrics=journal,
                may_say=self.may_say,
            )
        )
        nursery.start_soon(self.thinker.run)

    def may_say(self, text):
        if text not in self.forbidden:
            return None
        return Refusal("leak", "Do not say that.")

    def note(self, event, **fields):
        self.noted.append((event, fields))

    def guess(self, fate):
        self.fates.append(fate)

    async def think(self, turn=1, wait_s=30):
        self.thinker.think(turn)
        await trio.sleep(wait_s)

    @property
    def told(self):
        return [(h.event, h.turn, h.reason) for h in self.events]

    @property
    def results(self):
        return [m.text for m in self.history.messages() if m.role == "tool"]

    def returned(self):
        return [fields for event, fields in self.noted if event == "tool:returned"]


@pytest.fixture
def sit(nursery):
    return lambda *replies: Desk(nursery, replies)


def tools(*names, text=""):
    said = [TextDelta(text)] if text else []
    calls = [ToolCall(f"id-{name}", name, json.dumps({"of": name})) for name in names]
    return [*said, *calls, Finished("tools")]


async def test_a_reply_is_said_sentence_by_sentence(autojump_clock, sit):
    desk = sit("Hello there. How are you?")
    await desk.think(turn=3)
    assert desk.speaker.log == [
        ("expect",),
        ("say", "Hello there.", 3, False),
        ("say", "How are you?", 3, False),
        ("complete",),
    ]
    assert desk.events == []
    assert desk.sentences[0] < desk.sentences[1]


async def test_what_follows_the_end_of_a_reply_is_not_said(autojump_clock, sit):
    desk = sit([TextDelta("All."), Finished(), TextDelta("Not this.")])
    await desk.think()
    assert desk.speaker.said == ["All."]


async def test_what_is_beyond_the_budget_of_a_turn_is_not_said(autojump_clock, sit):
    desk = sit("One two. Three four.")
    room = iter(["One ", "two. "])
    desk.within_budget = lambda _text: next(room, "")
    await desk.think()
    assert desk.speaker.said == ["One two."]


async def test_a_reply_of_nothing_is_told(autojump_clock, sit):
    desk = sit("")
    await desk.think(turn=2)
    assert desk.told == [(Event.REPLY_EMPTY, 2, "llm-empty")]


async def test_a_dead_model_is_told(autojump_clock, sit):
    desk = sit("Hello.")
    desk.llm.fault = Fault("lost")
    await desk.think()
    assert desk.told == [(Event.FAILED, 1, "llm-scripted-loss")]
    assert ("complete",) not in desk.speaker.log


async def test_after_a_failure_the_next_turn_is_answered(autojump_clock, sit):
    desk = sit("Hello.", "Again.")
    desk.llm.fault = Fault("error")
    await desk.think()
    desk.llm.fault = Fault()
    await desk.think(turn=2)
    assert desk.speaker.said == ["Again."]


async def test_a_tool_is_noted_run_and_told_to_the_model(autojump_clock, sit):
    desk = sit(tools("search_products"), "Here it is.")
    desk.toolbox.results["search_products"] = ToolResult('{"products": []}', ok=False)
    desk.toolbox.takes_s = 0.5
    await desk.think(turn=4)
    assert desk.told == [(Event.TOOL_STARTED, 4, ""), (Event.TOOL_DONE, 4, "")]
    assert desk.results == ['{"products": []}']
    assert desk.speaker.said == ["Here it is."]
    called, returned = desk.noted
    assert called == (
        "tool:called",
        {
            "turn": 4,
            "tool": "search_products",
            "arguments": '{"of": "search_products"}',
        },
    )
    assert returned == (
        "tool:returned",
        {
            "turn": 4,
            "tool": "search_products",
            "ok": False,
            "result": '{"products": []}',
            "took_ms": 500.0,
        },
    )


async def test_tools_run_in_their_order(autojump_clock, sit):
    desk = sit(tools("one", "two", "three"), "Done.")
    await desk.think()
    assert desk.toolbox.ran == ["one", "two", "three"]


async def test_a_model_that_only_calls_tools_is_stopped(autojump_clock, sit):
    desk = sit(*[tools("again")] * (ROUNDS + 5))
    await desk.think()
    assert desk.toolbox.ran == ["again"] * ROUNDS
    assert desk.told[-1] == (Event.REPLY_EMPTY, 1, "llm-empty")


@pytest.mark.parametrize("effects", [set(), {"slow"}])
async def test_a_tool_that_takes_too_long_is_late(autojump_clock, sit, effects):
    desk = sit(tools("slow"), "Sorry.")
    desk.toolbox.takes_s, desk.toolbox.effects = 2 * TOOL_S, effects
    await desk.think()
    assert desk.results == [ToolResult.late().text]
    (noted,) = desk.returned()
    assert (noted["ok"], noted["took_ms"]) == (False, 1000 * TOOL_S)
    assert desk.speaker.said == ["Sorry."]


async def test_a_tool_with_effects_is_finished_when_the_caller_goes_on(
    autojump_clock, sit
):
    desk = sit(tools("confirm_order", "search_products"), "Never said.")
    desk.toolbox.results["confirm_order"] = ToolResult('{"state": "confirmed"}')
    desk.toolbox.takes_s, desk.toolbox.effects = 2.0, {"confirm_order"}
    await desk.think(wait_s=1)
    desk.thinker.stop()
    await trio.sleep(10)
    assert desk.toolbox.ran == ["confirm_order"]
    assert desk.results == ['{"state": "confirmed"}', ToolResult.interrupted().text]
    assert desk.speaker.said == []


async def test_a_tool_without_effects_is_dropped_and_settled(autojump_clock, sit):
    desk = sit(tools("search_products"), "Never said.")
    desk.toolbox.takes_s = 2.0
    await desk.think(wait_s=1)
    desk.thinker.stop()
    await trio.sleep(10)
    assert desk.toolbox.ran == []
    assert desk.results == [ToolResult.interrupted().text]


@pytest.mark.parametrize("effects", [set(), {"tool"}])
async def test_every_tool_that_was_called_has_returned_in_the_journal(
    autojump_clock, sit, effects
):
    desk = sit(tools("tool"))
    desk.toolbox.takes_s, desk.toolbox.effects = 2.0, effects
    await desk.think(wait_s=1)
    desk.thinker.stop()
    await trio.sleep(10)
    assert [event for event, _ in desk.noted] == ["tool:called", "tool:returned"]
    assert [fields["result"] for fields in desk.returned()] == desk.results


async def test_what_a_tool_says_is_protected(autojump_clock, sit):
    desk = sit(tools("read_back_order"), [Finished()])
    desk.toolbox.results["read_back_order"] = ToolResult(
        "{}", effect="say", say="Four tyres. Correct?"
    )
    await desk.think()
    assert ("say", "Four tyres. Correct?", 1, True) in desk.speaker.log
    assert Event.REPLY_EMPTY not in [event for event, *_ in desk.told]


@pytest.mark.parametrize(
    ("reason", "told"), [("complaint", "complaint"), ("", "agent")]
)
async def test_a_transfer_ends_the_turn(autojump_clock, sit, reason, told):
    desk = sit(tools("transfer_to_operator", text="I connect you."), "Never asked.")
    desk.toolbox.results["transfer_to_operator"] = ToolResult(
        "{}", effect="transfer", reason=reason, target="sales,s,1"
    )
    await desk.think()
    (handed,) = [h for h in desk.events if h.event is Event.HAND_OVER]
    assert (handed.turn, handed.reason, handed.target) == (1, told, "sales,s,1")
    assert len(desk.llm.asked) == 1


async def test_an_end_says_goodbye_only_if_nothing_was_said(autojump_clock, sit):
    desk = sit(tools("end_call", text="Bye."), tools("end_call"))
    desk.toolbox.results["end_call"] = ToolResult("{}", effect="end")
    await desk.think(turn=1)
    assert not [entry for entry in desk.speaker.log if entry[0] == "phrase"]
    await desk.think(turn=2)
    assert [entry for entry in desk.speaker.log if entry[0] == "phrase"] == [
        ("phrase", "goodbye", 2)
    ]
    ends = [h.turn for h in desk.events if h.event is Event.END_CALL]
    assert ends == [1, 2]


async def test_a_stop_before_the_first_word_says_nothing(autojump_clock, sit):
    desk = sit("Hello.", "Again.")
    await desk.think(wait_s=0.1)
    desk.thinker.stop()
    await trio.sleep(5)
    assert desk.speaker.log == [("expect",)]
    assert desk.events == []


async def test_a_turn_that_is_taken_back_at_once_is_not_answered(autojump_clock, sit):
    desk = sit("Hello.")
    desk.thinker.think(1)
    desk.thinker.stop()
    await trio.sleep(5)
    assert desk.llm.asked == []


async def test_stopping_nobody_is_nothing(autojump_clock, sit):
    desk = sit("Hello.")
    desk.thinker.stop()
    await desk.think()
    assert desk.speaker.said == ["Hello."]


async def test_a_reply_that_was_stopped_does_not_complete_the_next_one(
    autojump_clock, sit
):
    desk = sit("First", "Second.")

    def go_on():  # the caller interrupts while the last sentence is handed over
        desk.speaker.meanwhile = lambda: None
        desk.thinker.stop()
        desk.thinker.think(2)

    desk.speaker.meanwhile = go_on
    await desk.think(turn=1)
    assert [entry[0] for entry in desk.speaker.log] == [
        "expect", "say", "expect", "say", "complete",
    ]  # fmt: skip
    assert desk.events == []


async def test_a_stopped_model_that_only_called_tools_tells_nothing_more(
    autojump_clock, sit
):
    desk = sit(tools("end_call"))
    desk.toolbox.results["end_call"] = ToolResult("{}", effect="end")
    desk.toolbox.effects, desk.toolbox.takes_s = {"end_call"}, 1.0
    await desk.think(wait_s=0.5)
    desk.thinker.stop()
    await trio.sleep(5)
    assert ("complete",) not in desk.speaker.log


async def test_what_must_not_be_said_is_asked_anew_and_the_model_is_told(
    autojump_clock, sit
):
    desk = sit("Hello. My rules are these.", "Good day.")
    desk.forbidden = {"My rules are these."}
    await desk.think()
    assert desk.speaker.said == ["Hello.", "Good day."]
    assert desk.told == []
    assert [f["reason"] for e, f in desk.noted if e == "agent:withheld"] == ["leak"]
    assert desk.llm.asked == ["hello", "Do not say that."]


async def test_a_model_that_insists_leaves_the_caller_to_a_human(autojump_clock, sit):
    desk = sit(*["My rules are these."] * (WITHHELD + 1), "Never asked.")
    desk.forbidden = {"My rules are these."}
    await desk.think()
    assert desk.speaker.said == []
    assert desk.told == [(Event.FAILED, 1, "guard-speech")]


async def test_the_note_to_the_model_is_for_one_turn_only(autojump_clock, sit):
    desk = sit("My rules are these.", "Good day.", "And again.")
    desk.forbidden = {"My rules are these."}
    await desk.think(turn=1)
    await desk.think(turn=2)
    assert desk.speaker.said == ["Good day.", "And again."]
    assert desk.llm.asked == ["hello", "Do not say that.", "hello"]


async def test_three_hundred_calls_in_a_reply_are_cut_and_each_has_its_result(
    autojump_clock, sit
):
    flood = [ToolCall("same", "search_products", "{}") for _ in range(300)]
    desk = sit([*flood, Finished("tools")], "Sorry.")
    await desk.think()
    assert len(desk.toolbox.ran) == MAX_CALLS
    asked = [call.id for m in desk.history.messages() for call in m.tool_calls]
    assert len(set(asked)) == MAX_CALLS == len(desk.results)
