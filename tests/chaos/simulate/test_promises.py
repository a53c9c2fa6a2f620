"""Each check is shown a run that keeps its promise and one that breaks exactly it."""

from __future__ import annotations

from callcore.call.control import CallControl
from callcore.shared.ids import CallId
from chaos.simulate.promises import PER_CALL, WHOLE_RUN
from chaos.simulate.supervisor import Act
from tests.chaos.simulate.told import confirmed, ordered


def test_a_good_call_breaks_nothing(world):
    world.state("thinking").wait(1).agent("Winter tyres?").state("listening")
    ordered(world, "Four tyres. Is that right?").caller("yes please")
    confirmed(world).agent("Your order is placed.")
    assert world.broken == []


def test_every_check_is_run():
    assert len(WHOLE_RUN) == 5
    assert len(PER_CALL) == len(set(PER_CALL)) == 19


def test_a_task_that_is_left_is_found(world):
    world.run.tasks_after += 1
    assert world.broken == ["P2 tasks: 5 before, 6 after"]


def test_a_supervisor_who_is_told_nothing_is_found(world):
    control = CallControl()
    act = Act(0.0, "say", CallId("id"), control, control.say("Hello."))
    world.run.acts.append(act)
    assert world.broken == ["nobody told what became of 'Hello.'"]


def test_a_line_that_is_left_is_found(world):
    world.hall.ticker.lines = 1
    assert world.broken == ["P2 the ticker still serves 1 lines"]


def test_a_call_that_is_left_is_found(world):
    world.hall.board.live["id"] = None
    assert world.broken == ["P2 1 calls are still live"]


def test_a_journal_that_is_left_open_is_found(world):
    world.notes.closed = False
    assert world.broken == ["P2 a journal was left open"]


def test_a_call_that_never_reached_us_has_no_notes(world):
    world.result.uuid = ""
    assert world.broken == []
