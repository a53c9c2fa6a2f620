"""Each check is shown a run that keeps its promise and one that breaks exactly it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from callcore.agent.phrases import PHRASES
from callcore.engines.chat import Message
from callcore.engines.spelled import spell
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from callcore.shared.records import Outcome as Ended
from chaos.simulate.caller import Ear
from chaos.simulate.faults import Trouble
from chaos.simulate.promises import (
    MAX_FILLERS,
    PER_CALL,
    SILENCE_S,
    WHOLE_RUN,
    broken_promises,
)
from tests.kit.hall import Notes
from tests.kit.phone.result import Outcome

READ = "Four tyres. Is that right?"
FILLER = PHRASES["en"]["filler"]


class World:
    """A run of one call, told event by event; without more it keeps every promise."""

    def __init__(self):
        self.notes = Notes(Admission(CallId("id"), "", "100", "en"), closed=True)
        self.ear, self.now_s = Ear(), 0.0
        self.shown: list[Message] | None = None
        self.store: Any = SimpleNamespace(confirmations=[], owners={})
        self.hall: Any = SimpleNamespace(
            notes={"id": self.notes},
            tally=SimpleNamespace(outcomes=[Ended("end", "goodbye")]),
            ticker=SimpleNamespace(lines=0),
            board=SimpleNamespace(live={}),
            store=self.store,
            histories={"id": self},
            language="en",
        )
        self.result = SimpleNamespace(
            uuid="id", outcome=Outcome.END, leg_end=None, errors=[]
        )
        caller = SimpleNamespace(ear=self.ear)
        self.run: Any = SimpleNamespace(
            hall=self.hall,
            troubles=[],
            calls=[SimpleNamespace(caller=caller, result=self.result)],
            tasks_before=5,
            tasks_after=5,
        )

    def note(self, event, **fields):
        self.notes.events.append((self.now_s, event, fields))
        return self

    def messages(self):
        """Return the history that the journal suggests, or what a test has put there."""
        if self.shown is not None:
            return self.shown
        roles: dict[str, Any] = {"caller:said": "user", "agent:said": "assistant"}
        return [
            Message(roles[event], fields["text"])
            for _, event, fields in self.notes.events
            if event in roles
        ]

    def wait(self, wait_s):
        self.now_s += wait_s
        return self

    def sound(self, text):
        """Let the caller hear ``text``."""
        pcm = spell(text)
        for at in range(0, len(pcm), 320):
            self.ear(self.now_s, pcm[at : at + 320])
            self.now_s += 0.02
        return self

    def agent(self, text, heard=None, *, wire=None):
        """Say ``text``; the caller heard ``wire``, the history holds ``heard``."""
        heard = text if heard is None else heard
        self.note("agent:saying", turn=1, text=text)
        self.sound(heard if wire is None else wire)
        return self.note("agent:said", turn=1, text=heard, cut=heard != text)

    def caller(self, text):
        return self.note("caller:said", text=text)

    def state(self, state):
        return self.note("call:state", state=state)

    def tool(self, name, *, ok=True, **result):
        self.note("tool:called", tool=name)
        return self.note("tool:returned", tool=name, ok=ok, result=json.dumps(result))

    @property
    def broken(self):
        return broken_promises(self.run)


@pytest.fixture
def world():
    return World().agent("Hello there.")


def ordered(world):
    """An order as it should be, up to the answer."""
    world.store.owners["7"] = "id"
    return world.tool("read_back_order", say=READ).agent(READ)


def confirmed(world):
    world.store.owners["7"] = "id"
    world.store.confirmations.append("7")
    return world.tool("confirm_order", order_id="7")


def test_a_good_call_breaks_nothing(world):
    world.state("thinking").wait(1).agent("Winter tyres?").state("listening")
    ordered(world).caller("yes please")
    confirmed(world).agent("Your order is placed.")
    assert world.broken == []


def test_every_check_is_run():
    assert len(WHOLE_RUN) == 3
    assert len(PER_CALL) == 9


def test_a_dropped_caller_is_found(world):
    world.result.outcome = Outcome.DROPPED
    assert ["was dropped" in line for line in world.broken] == [True]


def test_a_call_that_does_not_end_is_found(world):
    world.hall.notes["other"] = Notes(world.notes.admission, closed=True)
    assert world.broken == ["P1 a call did not end within its limit"]


def test_a_bug_is_found(world):
    world.hall.tally.outcomes.append(Ended("human", "bug"))
    assert world.broken == ["a bug of ours ended a call"]


def test_a_task_that_is_left_is_found(world):
    world.run.tasks_after += 1
    assert world.broken == ["P2 tasks: 5 before, 6 after"]


def test_a_line_that_is_left_is_found(world):
    world.hall.ticker.lines = 1
    assert world.broken == ["P2 the ticker still serves 1 lines"]


def test_a_call_that_is_left_is_found(world):
    world.hall.board.live["id"] = None
    assert world.broken == ["P2 1 calls are still live"]


def test_a_journal_that_is_left_open_is_found(world):
    world.notes.closed = False
    assert world.broken == ["P2 a journal was left open"]


def test_an_order_that_is_confirmed_twice_is_found(world):
    world.store.confirmations += ["7", "7"]
    assert world.broken == ["P3 confirmed twice: ['7', '7']"]


NO_YES = ["call 0: P3 an order was confirmed without a yes to a heard read-back"]


def test_a_confirmation_without_a_read_back_is_found(world):
    confirmed(world.caller("yes"))
    assert world.broken == NO_YES


@pytest.mark.parametrize("answer", ["no", "what", "how much is it"])
def test_a_confirmation_without_a_yes_is_found(world, answer):
    confirmed(ordered(world).caller(answer))
    assert world.broken == NO_YES


def test_a_yes_that_was_taken_back_is_found(world):
    confirmed(ordered(world).caller("yes").caller("no wait"))
    assert world.broken == NO_YES


def test_a_yes_before_the_read_back_was_heard_is_found(world):
    world.tool("read_back_order", say=READ).caller("yes").agent(READ)
    confirmed(world)
    assert world.broken == NO_YES


def test_a_read_back_that_was_cut_is_found(world):
    world.tool("read_back_order", say=READ).agent(READ, "Four tyres.").caller("yes")
    confirmed(world)
    assert world.broken == NO_YES


def test_a_yes_to_another_read_back_is_found(world):
    ordered(world).caller("yes").tool("read_back_order", say="Five tyres, right?")
    confirmed(world)
    assert world.broken == NO_YES


def test_a_refused_confirmation_is_no_confirmation(world):
    world.caller("yes").tool("confirm_order", ok=False)
    assert world.broken == []


@pytest.mark.parametrize("owner", ["id", "another"])
def test_an_order_that_is_told_and_not_placed_is_found(world, owner):
    world.store.owners["7"] = owner
    world.store.confirmations += ["7"] if owner == "another" else []
    world.agent("Your order is placed.")
    assert world.broken == [
        "call 0: P3 told that it is placed: 'Your order is placed.'"
    ]


def test_a_history_of_what_was_not_heard_is_found(world):
    world.agent("One two three four", "One two three", wire="One two")
    assert world.broken == [
        "call 0: P4 in the history but not on the wire: 'One two three'"
    ]


def test_a_history_that_lacks_what_was_heard_is_found(world):
    world.sound("secret").agent("One two")
    assert world.broken == ["call 0: P4 on the wire but not in the history: 'secret'"]


def test_a_word_that_was_half_said_at_a_cut_is_nothing(world):
    world.agent("One two three four", "One two", wire="One two thr").agent("And?")
    assert world.broken == []


@pytest.mark.parametrize("said", ["", "Hello there. And more."])
def test_a_model_that_is_shown_something_else_is_found(world, said):
    world.shown = [Message("assistant", said)]
    (line,) = world.broken
    assert line.startswith("call 0: P4 the assistant said 'Hello there.'")


def test_a_model_that_is_not_shown_what_the_caller_said_is_found(world):
    world.caller("yes")
    world.shown = [Message("assistant", "Hello there.")]
    assert world.broken == ["call 0: P4 the user said 'yes', the model is shown ''"]


@pytest.mark.parametrize(
    ("outcome", "found"),
    [(Outcome.END, 1), (Outcome.HUMAN, 0), (Outcome.TARGET, 0), (Outcome.HUNG_UP, 0)],
)
def test_a_caller_who_was_promised_a_human_and_let_go_is_found(world, outcome, found):
    world.note("call:transferred", next="human", reason="pressed-0")
    world.result.outcome = outcome
    assert world.broken == ["call 0: P1 promised a human, and ended"] * found


def test_a_confirmation_that_nobody_asked_the_tool_for_is_found(world):
    ordered(world).caller("yes")
    world.store.confirmations.append("7")
    assert world.broken == NO_YES


def test_a_confirmation_whose_answer_was_lost_needs_a_yes_too(world):
    ordered(world).caller("what")
    world.store.confirmations.append("7")
    world.tool("confirm_order", ok=False)
    assert world.broken == NO_YES


def test_garbage_from_the_voice_cannot_be_compared(world):
    world.run.troubles.append(Trouble("tts", "garbage", 0, 1))
    world.sound("\u0101\u0102").agent("One two", wire="")
    assert world.broken == []


@pytest.mark.parametrize(
    ("silent_s", "count"), [(SILENCE_S - 0.1, 0), (SILENCE_S + 0.1, 1)]
)
@pytest.mark.parametrize("state", ["thinking", "tooling"])
def test_silence_in_the_agents_turn_is_found(world, state, silent_s, count):
    world.state(state).wait(silent_s).agent("Here.").state("listening")
    assert len([line for line in world.broken if "of silence" in line]) == count


def test_silence_across_two_of_the_agents_states_is_one_silence(world):
    world.state("thinking").wait(1.2).state("tooling").wait(1.2).agent("Here.")
    world.state("speaking")
    assert len(world.broken) == 1


def test_silence_in_the_callers_turn_is_his(world):
    world.state("listening").wait(60).state("thinking").agent("Here.")
    world.state("listening")
    assert world.broken == []


@pytest.mark.parametrize(("count", "found"), [(MAX_FILLERS, 0), (MAX_FILLERS + 1, 1)])
def test_nothing_but_fillers_is_found(world, count, found):
    for _ in range(count):
        world.agent(FILLER)
    assert world.broken == ["call 0: P1 nothing but fillers"] * found


def test_fillers_between_words_are_a_conversation(world):
    for _ in range(2 * MAX_FILLERS):
        world.agent(FILLER).agent("Found it.")
    assert world.broken == []


def test_a_tool_without_an_end_is_found(world):
    world.note("tool:called", tool="search_products")
    assert world.broken == ["call 0: P4 1 tools called, 0 returned"]


def test_a_caller_who_heard_nothing_is_found():
    world = World().note("call:started").wait(2).note("call:ended")
    assert world.broken == ["call 0: a caller heard nothing at all"]


def test_one_who_left_at_once_may_have_heard_nothing():
    assert World().note("call:started").wait(0.5).note("call:ended").broken == []


def test_a_call_that_never_reached_us_has_no_notes(world):
    world.result.uuid = ""
    assert world.broken == []
