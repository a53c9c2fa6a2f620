from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
import trio
import trio.lowlevel

from callcore.call.deadlines import (
    BREATH_S,
    FILLER_AFTER_S,
    FILLER_S,
    LAST_PHRASE_S,
    NO_INPUT_PROMPTS,
    NO_INPUT_S,
    PAUSED_S,
    THINK_S,
    WARN_S,
    WATCH_S,
    WRITES_S,
)
from callcore.call.driver import AGENTS_TURN
from callcore.call.watch import LAST, WARNABLE, Watch, Watched
from callcore.dialog.machine import Event, State

CALL_MAX_S = 1000.0


class Desk:
    """A watch over a driver that stands still; the test moves the time."""

    def __init__(self, state, no_input="goodbye"):
        now_s = trio.current_time()
        self.driver = cast(
            "Any",
            SimpleNamespace(
                state=state,
                since_s=now_s,
                progress_s=now_s,
                idle_s=now_s,
                unheard=0,
                turn=1,
            ),
        )
        self.begin_s, self.silent_s, self.speaks = now_s, 99.0, False
        self.spoke_s, self.enters, self.writes = now_s, False, False
        self.posted: list[Any] = []
        self.over_budget = False
        self.keys: list[Any] = []
        self.lines: list[Any] = []
        self.watch = Watch(
            Watched(
                driver=self.driver,
                post=self.posted.append,
                silent_s=lambda: self.silent_s,
                caller_speaks=lambda: self.speaks,
                keys_are_entered=lambda: self.enters,
                he_writes=lambda: self.writes,
                spoke_s=lambda: self.spoke_s,
                look_at_keys=self.keys.append,
                look_at_line=lambda: self.lines.append(1),
                call_max_s=CALL_MAX_S,
                no_input=no_input,
                over_budget=lambda: self.over_budget,
            )
        )

    def look(self, after_s):
        found = self.watch.look(self.begin_s + after_s)
        return (found.event, found.reason) if found else None


@pytest.fixture
async def at():
    return Desk


@pytest.mark.parametrize("state", AGENTS_TURN)
async def test_silence_in_the_agents_turn_is_filled_in_time(at, state):
    desk = at(state)
    assert desk.look(FILLER_S - 0.1) is None
    assert desk.look(FILLER_S + 0.1) == (Event.SILENT, "")


async def test_speech_on_the_wire_needs_no_filler(at):
    desk = at(State.SPEAKING)
    desk.silent_s = 0.1
    assert desk.look(5) is None


async def test_silence_of_before_his_turn_does_not_count(at):
    desk = at(State.THINKING)
    desk.driver.progress_s += 10
    assert desk.look(10.5) is None


async def test_a_filler_that_was_asked_for_is_given_time_to_begin(at):
    desk = at(State.THINKING)
    first_s = FILLER_S + 0.1
    assert desk.look(first_s) is not None
    assert desk.look(first_s + FILLER_S - 0.1) is None
    assert desk.look(first_s + FILLER_S + 0.1) == (Event.SILENT, "")


@pytest.mark.parametrize("state", AGENTS_TURN)
async def test_a_turn_without_progress_is_late(at, state):
    assert at(state).look(THINK_S + 0.1) == (Event.FAILED, "llm-late")


async def test_a_turn_that_still_speaks_is_not_late(at):
    desk = at(State.SPEAKING)
    desk.silent_s = FILLER_S - 0.1
    assert desk.look(THINK_S + 5) is None


async def test_a_pause_that_nothing_decides_ends(at):
    desk = at(State.PAUSED)
    assert desk.look(PAUSED_S - 0.1) is None
    assert desk.look(PAUSED_S + 0.1) == (Event.SILENT, "")


async def test_a_pause_in_which_he_talks_on_is_his(at):
    desk = at(State.PAUSED)
    desk.speaks = True
    assert desk.look(PAUSED_S + 0.1) == (Event.CALLER_INSISTED, "")


@pytest.mark.parametrize("state", AGENTS_TURN)
async def test_no_filler_over_a_caller_who_speaks(at, state):
    desk = at(state)
    desk.speaks = True
    assert desk.look(FILLER_S + 0.1) is None


async def test_a_caller_who_does_not_answer_may_be_given_to_a_human(at):
    desk = at(State.LISTENING, "human")
    for _ in range(NO_INPUT_PROMPTS):
        desk.look(NO_INPUT_S + 0.1)
    assert desk.look(NO_INPUT_S + 0.1) == (Event.HAND_OVER, "no-input")


async def test_a_caller_who_makes_sounds_is_not_hung_up_on(at):
    desk = at(State.LISTENING)
    desk.driver.since_s += 3 * NO_INPUT_S  # noise renews the state, not the wait
    desk.driver.unheard = 2
    for _ in range(NO_INPUT_PROMPTS):
        assert desk.look(NO_INPUT_S + 0.1) == (Event.NO_INPUT, "")
    assert desk.look(NO_INPUT_S + 0.1) == (Event.HAND_OVER, "no-input")


@pytest.mark.parametrize("state", WARNABLE)
async def test_the_end_of_a_long_call_is_told_once_before(at, state):
    desk = at(state)
    desk.driver.since_s = desk.driver.progress_s = desk.begin_s + CALL_MAX_S
    desk.driver.idle_s = desk.driver.since_s
    assert desk.look(CALL_MAX_S - WARN_S - 0.1) is None
    assert desk.look(CALL_MAX_S - WARN_S + 0.1) == (Event.WARN, "")
    assert desk.look(CALL_MAX_S - WARN_S + 0.3) is None


async def test_the_warning_waits_until_it_can_be_said(at):
    desk = at(State.THINKING)
    desk.driver.progress_s = desk.begin_s + CALL_MAX_S
    assert desk.look(CALL_MAX_S - 30) is None
    desk.driver.state = State.LISTENING
    desk.driver.since_s = desk.driver.idle_s = desk.begin_s + CALL_MAX_S
    assert desk.look(CALL_MAX_S - 29) == (Event.WARN, "")


async def test_nobody_watches_the_greeting(at):
    assert at(State.GREETING).look(CALL_MAX_S / 2) is None


async def test_a_silent_caller_is_asked_so_often_and_then_let_go(at):
    desk = at(State.LISTENING)
    assert desk.look(NO_INPUT_S - 0.1) is None
    for _ in range(NO_INPUT_PROMPTS):
        assert desk.look(NO_INPUT_S + 0.1) == (Event.NO_INPUT, "")
    assert desk.look(NO_INPUT_S + 0.1) == (Event.GIVE_UP, "no-input")


async def test_a_new_turn_begins_the_count_again(at):
    desk = at(State.LISTENING)
    for _ in range(NO_INPUT_PROMPTS):
        desk.look(NO_INPUT_S + 0.1)
    desk.driver.turn += 1
    assert desk.look(NO_INPUT_S + 0.1) == (Event.NO_INPUT, "")


@pytest.mark.parametrize(
    ("speaks", "enters", "silent_s"),
    [(True, False, 99.0), (False, True, 99.0), (False, False, BREATH_S - 0.1)],
)
async def test_who_speaks_or_was_just_spoken_to_is_not_asked(
    at, speaks, enters, silent_s
):
    desk = at(State.LISTENING)
    desk.speaks, desk.enters, desk.silent_s = speaks, enters, silent_s
    assert desk.look(NO_INPUT_S + 5) is None


@pytest.mark.parametrize("state", LAST)
async def test_a_last_phrase_that_does_not_end_is_given_up(at, state):
    desk = at(state)
    assert desk.look(LAST_PHRASE_S - 0.1) is None
    assert desk.look(LAST_PHRASE_S + 0.1) == (Event.GIVE_UP, "")
    assert desk.look(2 * CALL_MAX_S) == (Event.GIVE_UP, "")


@pytest.mark.parametrize("state", [s for s in State if s not in (*LAST, State.ENDED)])
async def test_no_call_is_for_ever(at, state):
    desk = at(state)
    desk.driver.since_s = desk.driver.progress_s = desk.begin_s + CALL_MAX_S
    desk.driver.idle_s = desk.driver.since_s
    desk.look(CALL_MAX_S - 1)  # the warning, where there is one
    assert desk.look(CALL_MAX_S) is None
    assert desk.look(CALL_MAX_S + 0.1) == (Event.HAND_OVER, "call-too-long")


async def test_it_looks_five_times_a_second_and_tells(autojump_clock, nursery):
    desk = Desk(State.THINKING)
    nursery.start_soon(desk.watch.run)
    await trio.sleep(FILLER_S)
    assert desk.posted == []
    await trio.sleep(WATCH_S + 0.01)
    assert [happened.event for happened in desk.posted] == [Event.SILENT]
    assert len(desk.keys) == len(desk.lines) > 4


@pytest.mark.parametrize(
    ("state", "silent_s", "speaks", "looks"),
    [
        (State.THINKING, 99.0, False, 50),
        (State.SPEAKING, 0.0, False, 20),
        (State.LISTENING, 99.0, False, 20),
        (State.LISTENING, 99.0, True, 50),
    ],
)
async def test_it_looks_more_often_while_somebody_waits(
    autojump_clock, nursery, state, silent_s, speaks, looks
):
    desk = Desk(state)
    desk.silent_s, desk.speaks = silent_s, speaks
    nursery.start_soon(desk.watch.run)
    await trio.sleep(10.01)
    assert len(desk.keys) == pytest.approx(looks, abs=1)


async def test_who_was_waited_for_long_hears_a_filler_early(at):
    """A dictated number ends after 1.5 s; one second more would be too much silence."""
    desk = at(State.THINKING)
    desk.spoke_s -= FILLER_AFTER_S
    assert desk.look(0.1) == (Event.SILENT, "")


@pytest.mark.parametrize("state", [each for each in State if each not in LAST])
async def test_a_call_that_costs_too_much_goes_to_a_human(at, state):
    desk = at(state)
    assert desk.look(0.1) is None
    desk.over_budget = True
    assert desk.look(0.2) == (Event.HAND_OVER, "over-budget")


@pytest.mark.parametrize("state", LAST)
async def test_a_call_that_is_being_ended_is_not_ended_for_its_cost(at, state):
    desk = at(state)
    desk.over_budget = True
    assert desk.look(0.2) is None


async def test_a_long_sentence_that_has_just_resumed_is_not_late(at):
    desk = at(State.SPEAKING)
    desk.driver.progress_s = desk.begin_s - THINK_S - 5  # it began to be said then
    desk.silent_s = FILLER_S + 0.2  # the pause that has just ended
    assert desk.look(0.01) is None
    desk.silent_s = THINK_S + 1
    assert desk.look(THINK_S + 0.5) == (Event.FAILED, "llm-late")


async def test_who_writes_has_the_time_to_read_and_to_type(at):
    desk = at(State.LISTENING)
    desk.writes = True
    assert desk.look(WRITES_S - 1) is None
    assert desk.look(WRITES_S + 1) == (Event.NO_INPUT, "")
