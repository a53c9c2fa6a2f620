from __future__ import annotations

import random

import trio

from callcore.call.control import CallControl
from callcore.daemon.switchboard import Switchboard
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.records import Admission, Outcome
from chaos.simulate.supervisor import KINDS, Act, Supervisor, unanswered

ENDED = Outcome("end", "goodbye")


def live_board():
    board = Switchboard(5, lambda _: None)
    call_id = new_call_id()
    board.expect(Admission(call_id, "", "", "en"), trio.current_time())
    call = board.claim(call_id, trio.current_time())
    assert call is not None
    return board, call.control


async def test_he_does_everything_that_a_supervisor_can(autojump_clock, nursery):
    board, _ = live_board()
    supervisor = Supervisor(random.Random(3), board, lambda _: True)
    nursery.start_soon(supervisor.run)
    await trio.sleep(1200)
    assert {act.kind for act in supervisor.acts} == set(KINDS)


async def test_he_does_nothing_where_nobody_calls(autojump_clock, nursery):
    supervisor = Supervisor(
        random.Random(3), Switchboard(5, lambda _: None), lambda _: True
    )
    nursery.start_soon(supervisor.run)
    await trio.sleep(100)
    assert supervisor.acts == []


def test_a_wish_without_an_answer_is_found():
    control = CallControl()
    wish = control.say("Hello.")
    acts = [Act(0.0, "say", CallId("c"), control, wish)]
    assert len(list(unanswered(acts, 1.0))) == 1
    control.decide(ENDED)
    assert list(unanswered(acts, 1.0)) == []


def test_a_call_that_goes_on_against_his_will_is_found():
    control = CallControl()
    acts = [Act(0.0, "hang up", CallId("c"), control)]
    assert list(unanswered(acts, 5.0)) == []
    assert len(list(unanswered(acts, 50.0))) == 1
    control.decide(ENDED)
    assert list(unanswered(acts, 50.0)) == []


def test_a_hang_up_that_ends_in_a_bug_is_found():
    control = CallControl()
    control.hang_up()
    control.decide(Outcome("human", "bug"))
    assert list(unanswered([Act(0.0, "hang up", CallId("c"), control)], 1.0))
