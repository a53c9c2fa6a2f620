from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.machine import (
    LATE,
    TABLE,
    Command,
    DialogError,
    Event,
    State,
    step,
)

LIVING = [state for state in State if state is not State.ENDED]
IMPOSSIBLE = {
    (State.GREETING, Event.SENTENCE_READY),
    (State.GREETING, Event.TOOL_STARTED),
    (State.GREETING, Event.TOOL_DONE),
    (State.GREETING, Event.REPLY_EMPTY),
    (State.GREETING, Event.END_CALL),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_cell_is_a_step_or_late_or_impossible(state, event):
    listed = event in TABLE[state]
    late = (state, event) in LATE
    impossible = (state, event) in IMPOSSIBLE
    assert [listed, late, impossible].count(True) == 1
    if impossible:
        with pytest.raises(DialogError, match=event.name):
            step(state, event)


@pytest.mark.parametrize("state", LIVING)
def test_a_hang_up_ends_every_living_state(state):
    assert step(state, Event.HUNG_UP).to is State.ENDED


@pytest.mark.parametrize("event", [Event.FAILED, Event.HAND_OVER])
@pytest.mark.parametrize(
    "state", [s for s in LIVING if s not in (State.HANDOVER, State.CLOSING)]
)
def test_a_failure_brings_the_caller_to_a_human_from_everywhere(state, event):
    assert step(state, event).to is State.HANDOVER
    assert Command.SAY_CONNECTING in step(state, event).commands


def test_a_failure_after_the_goodbye_ends_the_call():
    assert step(State.CLOSING, Event.FAILED).to is State.ENDED


def test_the_caller_who_asks_for_a_human_during_the_goodbye_gets_one():
    assert step(State.CLOSING, Event.HAND_OVER).to is State.HANDOVER


@pytest.mark.parametrize(
    "state", [s for s in LIVING if s not in (State.HANDOVER, State.CLOSING)]
)
def test_a_supervisor_ends_the_call_without_a_word(state):
    found = step(state, Event.DISMISSED)
    assert found.to is State.ENDED
    assert not [each for each in found.commands if each.value.startswith("say")]


def test_a_typed_turn_interrupts_a_greeting_that_has_no_start_of_speech():
    found = step(State.GREETING, Event.TURN_READY)
    assert (found.to, Command.CUT in found.commands) == (State.THINKING, True)


def test_speech_over_the_agent_pauses_first_and_cuts_only_when_it_is_meant():
    paused = step(State.SPEAKING, Event.CALLER_STARTED)
    assert paused.commands == (Command.PAUSE,)
    assert Command.CUT in step(paused.to, Event.CALLER_INSISTED).commands
    assert step(paused.to, Event.NOTHING_SAID).commands == (Command.RESUME,)


@given(st.lists(st.sampled_from(list(Event))))
def test_no_walk_leaves_the_end(events):
    state = State.GREETING
    ended = False
    for event in events:
        if (state, event) in IMPOSSIBLE:
            continue
        state = step(state, event).to
        assert not ended or state is State.ENDED
        ended = state is State.ENDED


@pytest.mark.parametrize("state", LIVING)
def test_every_state_has_a_way_to_the_end(state):
    seen, edge = {state}, [state]
    while edge:
        for cell in TABLE[edge.pop()].values():
            if cell.to not in seen:
                seen.add(cell.to)
                edge.append(cell.to)
    assert State.ENDED in seen
