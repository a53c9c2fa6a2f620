from __future__ import annotations

import re
from dataclasses import replace

import pytest

from callcore.agent.errands import Errands
from callcore.agent.toolbox import ToolResult
from callcore.call import watch
from callcore.call.driver import Driver
from callcore.call.memory import Memory
from callcore.call.speak import Speaker
from callcore.call.think import Thinker
from callcore.call.watch import Watch
from callcore.dialog import interruption
from callcore.dialog.keypad import Keypad
from callcore.dialog.machine import Event
from callcore.engines.failover.rung import Ladder
from callcore.engines.failover.seam import Seam
from callcore.engines.failover.stt import SttFailover
from callcore.shared.records import Outcome
from callcore.transport.playout import Playout
from chaos.simulate import world
from chaos.simulate.caller import Caller
from chaos.simulate.faults import STAGES, Trouble
from chaos.simulate.promises import broken_promises
from chaos.simulate.world import simulate
from tests.kit.clock import run_virtual

SEEDS = (1, 2)


@pytest.fixture(scope="module")
def runs():
    return {seed: [simulate(seed, 2), simulate(seed, 2)] for seed in SEEDS}


def told_of(run):
    """Return all that happened, without ids, which are random on purpose."""
    story = repr(
        [
            [(time_s, event, fields) for time_s, event, fields in notes.events]
            for notes in run.hall.notes.values()
        ]
    )
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", story)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_gives_the_same_world(runs, seed):
    one, other = runs[seed]
    assert told_of(one) == told_of(other)
    assert one.virtual_s == other.virtual_s
    assert len(told_of(one)) > 1000


def test_another_seed_gives_another_world(runs):
    assert told_of(runs[1][0]) != told_of(runs[2][0])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_call_of_a_run_is_there_and_no_promise_is_broken(runs, seed):
    run = runs[seed][0]
    assert len(run.calls) == len(run.hall.notes) == 2
    assert run.tasks_before == run.tasks_after > 0
    assert broken_promises(run) == []


async def _now():
    return 1


def test_a_world_leaves_the_clock_to_the_next(runs):
    assert run_virtual(_now) == 1


def test_a_world_with_second_engines_probes_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(world, "SECONDS_SHARE", 1)
    run = simulate(3, 2)
    assert run.hall.ladders is not None
    assert set(run.hall.seconds) == {"stt-2", "tts-2", "llm-2"}
    assert run.tasks_before == run.tasks_after
    assert broken_promises(run) == []


# -- faults that are planted in the call core; each must be seen ------------------------


def found_by(promise, seeds, calls=2):
    """Simulate until ``promise`` is seen broken; return what was told of it."""
    for seed in seeds:
        lines = [
            line for line in broken_promises(simulate(seed, calls)) if promise in line
        ]
        if lines:
            return lines
    return []


def test_a_journal_of_what_was_not_heard_is_found(monkeypatch):
    def report_all(self, said, _clip, _samples):
        self._report(said, said.sentence.text, exact=True)

    monkeypatch.setattr(Speaker, "_report_part", report_all)
    assert found_by("P4 in the history", range(20))


def test_a_memory_of_what_was_not_heard_is_found(monkeypatch):
    hear = Memory.agent_heard

    def hear_all(self, heard):
        hear(self, heard if heard.whole else replace(heard, text="all of it"))

    monkeypatch.setattr(Memory, "agent_heard", hear_all)
    assert found_by("P4 the assistant said", range(20))


def test_a_memory_that_forgets_what_was_heard_is_found(monkeypatch):
    monkeypatch.setattr(Speaker, "_report_part", lambda *_: None)
    assert found_by("P4 on the wire but not in the history", range(20))


def test_a_confirmation_without_the_guard_is_found(monkeypatch):
    async def read_back(self, call):
        answer = await real(self, call)
        await self.store.confirm_order(self.call_id, call.text("order_id"))
        return answer

    real = Errands.read_back
    monkeypatch.setattr(Errands, "read_back", read_back)
    assert found_by("P3", range(6, 26))


def test_a_watch_that_never_fills_silence_is_found(monkeypatch):
    look = Watch.look

    def blind(self, now_s):
        found = look(self, now_s)
        return None if found is not None and found.event is Event.SILENT else found

    monkeypatch.setattr(Watch, "look", blind)
    assert found_by("s of silence from", range(8, 60))


@pytest.mark.parametrize(("deadline", "first"), [("NO_INPUT_S", 12), ("THINK_S", 30)])
def test_a_watch_that_lets_callers_wait_is_found(monkeypatch, deadline, first):
    monkeypatch.setattr(world, "SECONDS_SHARE", 0)  # a second engine would answer
    monkeypatch.setattr(watch, deadline, 40.0)
    assert found_by("P1 he waits", range(first, first + 50))


def test_a_memory_that_forgets_a_caller_is_found(monkeypatch):
    def forget(self, text, **_how):
        self._journal.note("caller:said", text=text)
        return False

    monkeypatch.setattr(Memory, "caller_said", forget)
    assert found_by("is asked whether he is there", range(20))


def test_a_verdict_that_takes_its_time_is_found(monkeypatch):
    monkeypatch.setattr(interruption, "VERDICT_MS", 700)
    assert found_by("P5 a verdict after 700 ms", range(20))
    assert found_by("P5 no verdict 0.7", range(20))


def test_a_reply_that_is_not_resumed_is_found(monkeypatch):
    monkeypatch.setattr(Speaker, "resume", lambda _self: None)
    assert found_by("hangs", range(20))


def test_a_reply_that_is_not_paused_is_found(monkeypatch):
    monkeypatch.setattr(Playout, "pause", lambda _self: None)
    assert found_by("frames of", range(20))


def test_a_resumed_reply_that_lost_a_word_is_found(monkeypatch):
    def resume(self):
        self.paused = False
        if self._clips and self._clips[0].start is not None:
            self._clips[0].take(3200)

    monkeypatch.setattr(Playout, "resume", resume)
    assert found_by("sounded as", range(20))


def test_a_tool_that_runs_from_a_guess_is_found(monkeypatch):
    guess = Thinker.guess

    def rash(self, text):
        guess(self, text)
        self._use.journal.note("tool:called", turn=1, tool="x", arguments="")
        self._use.journal.note("tool:returned", turn=1, tool="x", result="{}")

    monkeypatch.setattr(Thinker, "guess", rash)
    assert found_by("a tool was called while listening", range(20))


def test_a_keypad_that_enters_numbers_twice_is_found(monkeypatch):
    due = Keypad.due

    def twice(self, now_s):
        number = due(self, now_s)
        self._entered = number if number and not self._twice else None
        self._twice = number is not None
        return number

    monkeypatch.setattr(Keypad, "_twice", False, raising=False)
    monkeypatch.setattr(Keypad, "due", twice)
    assert found_by("were entered 2 times", range(11, 50))


def test_a_keypad_that_knows_no_operator_is_found(monkeypatch):
    monkeypatch.setattr(Caller, "_press_some", lambda self: self._press("0"))
    monkeypatch.setattr(Keypad, "wants_operator", lambda *_: False)
    assert found_by("0 was pressed", range(11, 50))


def test_a_driver_that_lets_go_of_who_was_promised_a_human_is_found(monkeypatch):
    def finish(self):
        self.outcome = Outcome("end", self._fate.reason)

    monkeypatch.setattr(Driver, "_finish", finish)
    assert found_by("P1 promised a human", range(20))


def test_a_tool_that_is_stopped_and_not_settled_is_found(monkeypatch):
    async def run_tool(self, call, turn):
        self._use.journal.note("tool:called", turn=turn, tool=call.name, arguments="")
        return ToolResult("{}")

    monkeypatch.setattr(Thinker, "_run_tool", run_tool)
    assert found_by("tools called, 0 returned", range(5))


# -- faults that are planted in the ladders ---------------------------------------------


@pytest.fixture
def vendors(monkeypatch):
    """Every world has second engines, and first ones that break off early."""

    def draw(_chance):
        return [Trouble(stage, "lost", 3.0, 1e9, after=2) for stage in STAGES[:3]]

    monkeypatch.setattr(world, "SECONDS_SHARE", 1)
    monkeypatch.setattr(world, "draw", lambda _chance: [])
    monkeypatch.setattr(world, "draw_vendors", draw)


def test_with_healthy_second_engines_no_promise_is_broken(vendors):
    run = simulate(0, 2)
    assert run.hall.ladders is not None
    assert {stage for stage, _, _ in run.hall.ladders.degraded} == {"stt", "tts", "llm"}
    assert broken_promises(run) == []


def test_a_voice_that_begins_again_is_found(vendors, monkeypatch):
    monkeypatch.setattr(Seam, "rest", property(lambda self: self._text))
    assert found_by("sounded as", range(10))


def test_a_voice_that_leaves_a_word_out_is_found(vendors, monkeypatch):
    def rest(self):
        whole = self._text[self._begin :]
        return whole.partition(" ")[2] if self._begin else whole

    monkeypatch.setattr(Seam, "rest", property(rest))
    assert found_by("sounded as", range(10))


def test_a_ladder_of_one_rung_is_found(vendors, monkeypatch):
    attempts = Ladder.attempts

    def only_one(self, language=None):
        attempt = next(attempts(self, language))
        attempt.last = True
        yield attempt

    monkeypatch.setattr(Ladder, "attempts", only_one)
    assert found_by("with a healthy engine beside it", range(10))


def test_a_recogniser_that_takes_over_too_late_is_found(vendors, monkeypatch):
    transcribe = SttFailover.transcribe

    async def late(self, *arguments):
        found = await transcribe(self, *arguments)
        return replace(found, text=found.text.partition(" ")[2])

    monkeypatch.setattr(SttFailover, "transcribe", late)
    assert found_by("was heard", range(10))
